#include "core/store/queue.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/store/sql_text.hpp"

namespace patchbay::store {
namespace {

constexpr std::int64_t kLeased = 1;  // 0 waits, 2 is parked
constexpr std::size_t kMaxError = 2000;
constexpr int kEventsAtOnce = 1000;

// Runs a statement that changes at most one row.
bool one(Write& write, std::string_view sql, std::initializer_list<Value> values) {
  return write.run(sql, values) == 1;
}

std::optional<std::int64_t> single(Session& session, std::string_view sql, std::span<const Value> values) {
  std::optional<std::int64_t> number;
  session.query(sql, values, [&](const Row& row) {
    if (!row.is_null(0)) number = row.integer(0);
    return false;
  });
  return number;
}

// Reads up to kEventsAtOnce durable events after the cursor into deliveries; true when there may be more.
bool read_log(Write& write, const Subscription& subscription) {
  std::int64_t cursor = 0;
  int seen = 0;
  std::vector<LoggedChange> wanted;
  write.query(
      "select event, at_ms, topic, key, json from changes where durable = 1 and event > $1 order by event "
      "limit $2",
      {subscription.cursor, std::int64_t{kEventsAtOnce}}, [&](const Row& row) {
        ++seen;
        cursor = row.integer(0);
        if (matches(subscription.pattern, row.text(2)))
          wanted.push_back(
              {cursor,
               row.integer(1),
               {std::string{row.text(2)}, std::string{row.text(3)}, std::string{row.text(4)}, true}});
        return true;
      });
  if (seen == 0) return false;
  for (const LoggedChange& logged : wanted)
    write.run(
        "insert into deliveries (subscription, event, at_ms, topic, key, json, state, not_before, attempts, "
        "lease_owner, "
        "lease_until, error) values ($1, $2, $3, $4, $5, $6, 0, 0, 0, '', 0, '') on conflict (subscription, "
        "event) do nothing",
        {subscription.id, logged.event, logged.at_ms, std::string_view{logged.change.topic},
         std::string_view{logged.change.key}, std::string_view{logged.change.json}});
  write.run("update subscriptions set cursor = $1 where subscription = $2", {cursor, subscription.id});
  return seen == kEventsAtOnce;
}

std::vector<Delivery> due_deliveries(Write& write, std::int64_t subscription, int limit,
                                     std::int64_t now_ms) {
  std::vector<Delivery> due;
  write.query(
      "select d.delivery, d.event, d.at_ms, d.topic, d.key, d.json, d.attempts from deliveries d where "
      "d.subscription = $1 "
      "and ((d.state = 0 and d.not_before <= $2) or (d.state = 1 and d.lease_until <= $3)) and (d.key = '' "
      "or not exists "
      "(select 1 from deliveries b where b.subscription = d.subscription and b.key = d.key and b.event < "
      "d.event)) "
      "order by d.event limit $4",
      {subscription, now_ms, now_ms, std::int64_t{limit}}, [&](const Row& row) {
        Delivery& delivery = due.emplace_back();
        delivery.id = row.integer(0);
        delivery.subscription = subscription;
        delivery.logged.event = row.integer(1);
        delivery.logged.at_ms = row.integer(2);
        delivery.logged.change = {std::string{row.text(3)}, std::string{row.text(4)},
                                  std::string{row.text(5)}, true};
        delivery.attempt = row.integer(6) + 1;
        return true;
      });
  return due;
}

struct ParkedId {
  bool is_event;
  std::int64_t number;
};

ParkedId parse_parked_id(std::string_view id) {
  std::int64_t number = 0;
  const bool known = !id.empty() && (id[0] == 'e' || id[0] == 'j');
  if (known) {
    const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
    if (error == std::errc{} && end == id.data() + id.size()) return {id[0] == 'e', number};
  }
  throw Error{Code::not_found, "Nothing with the id '" + cut_utf8(to_valid_utf8(id), 40) + "' is parked"};
}

}  // namespace

std::int64_t back_off_ms(std::int64_t attempts) {
  return std::min<std::int64_t>(300'000, 1000ll << std::clamp<std::int64_t>(attempts - 1, 0, 20));
}

std::vector<Job> lease_jobs(Write& write, std::span<const std::string> queues, int limit,
                            const Lease& lease) {
  if (queues.empty() || limit <= 0) return {};
  std::vector<Value> values = {lease.now_ms, lease.now_ms};
  for (const std::string& queue : queues) values.emplace_back(std::string_view{queue});
  values.emplace_back(std::int64_t{limit});
  const int count = static_cast<int>(queues.size());
  std::vector<Job> jobs;
  write.query(
      "select j.job, j.queue, j.uniq, j.payload, j.attempts from jobs j where ((j.state = 0 and j.not_before "
      "<= $1) "
      "or (j.state = 1 and j.lease_until <= $2)) and j.queue in (" +
          parameter_list(3, count) +
          ") and (j.uniq = '' or j.state = 1 or not exists (select 1 from jobs l where l.state = 1 "
          "and l.queue = j.queue and l.uniq = j.uniq)) order by j.not_before, j.job limit $" +
          std::to_string(3 + count),
      values, [&](const Row& row) {
        jobs.push_back({row.integer(0), std::string{row.text(1)}, std::string{row.text(2)},
                        std::string{row.text(3)}, row.integer(4) + 1});
        return true;
      });
  for (const Job& job : jobs)
    write.run("update jobs set state = $1, attempts = $2, lease_owner = $3, lease_until = $4 where job = $5",
              {kLeased, job.attempt, lease.owner, lease.until_ms, job.id});
  return jobs;
}

bool extend_job(Write& write, std::int64_t job, const Lease& lease) {
  return one(write, "update jobs set lease_until = $1 where job = $2 and state = 1 and lease_owner = $3",
             {lease.until_ms, job, lease.owner});
}

bool complete_job(Write& write, std::int64_t job, std::string_view owner) {
  return one(write, "delete from jobs where job = $1 and state = 1 and lease_owner = $2", {job, owner});
}

bool retry_job(Write& write, std::int64_t job, std::string_view owner, std::int64_t at_ms,
               std::string_view error) {
  const std::string text = cut_utf8(error, kMaxError);
  if (write.run("delete from jobs where job = $1 and state = 1 and lease_owner = $2 and uniq <> '' and "
                "exists (select 1 from "
                "jobs w where w.state = 0 and w.queue = jobs.queue and w.uniq = jobs.uniq)",
                {job, owner}) == 1)
    return true;
  return one(write,
             "update jobs set state = 0, not_before = $1, error = $2, lease_owner = '', lease_until = 0 "
             "where job = $3 and state = 1 and lease_owner = $4",
             {at_ms, std::string_view{text}, job, owner});
}

bool park_job(Write& write, std::int64_t job, std::string_view owner, std::string_view error) {
  const std::string text = cut_utf8(error, kMaxError);
  return one(write,
             "update jobs set state = 2, error = $1, lease_owner = '', lease_until = 0 "
             "where job = $2 and state = 1 and lease_owner = $3",
             {std::string_view{text}, job, owner});
}

std::optional<std::int64_t> next_job_ms(Session& session, std::span<const std::string> queues) {
  if (queues.empty()) return std::nullopt;
  std::vector<Value> values;
  for (const std::string& queue : queues) values.emplace_back(std::string_view{queue});
  return single(
      session,
      "select min(case when state = 0 then not_before else lease_until end) from jobs where state < 2 "
      "and queue in (" +
          parameter_list(1, static_cast<int>(queues.size())) + ")",
      values);
}

std::int64_t count_jobs(Session& session, std::string_view queue) {
  const std::vector<Value> values = {queue};
  return single(session, "select count(*) from jobs where queue = $1 and state < 2", values).value_or(0);
}

std::int64_t drop_jobs(Write& write, std::string_view queue) {
  return write.run("delete from jobs where queue = $1", {queue});
}

std::int64_t subscribe(Write& write, std::string_view subscriber, std::string_view pattern) {
  write.run(
      "insert into subscriptions (subscriber, pattern, cursor) select $1, $2, coalesce(max(event), 0) from "
      "changes "
      "where true on conflict (subscriber, pattern) do nothing",
      {subscriber, pattern});
  const std::vector<Value> values = {subscriber, pattern};
  return single(write, "select subscription from subscriptions where subscriber = $1 and pattern = $2",
                values)
      .value_or(0);
}

void keep_subscriptions(Write& write, std::string_view subscriber, std::span<const std::string> patterns) {
  for (const Subscription& subscription : subscriptions(write))
    if (subscription.subscriber == subscriber &&
        std::find(patterns.begin(), patterns.end(), subscription.pattern) == patterns.end())
      write.run("delete from subscriptions where subscription = $1", {subscription.id});
}

std::vector<Subscription> subscriptions(Session& session) {
  std::vector<Subscription> all;
  session.query(
      "select subscription, subscriber, pattern, cursor from subscriptions order by subscription", {},
      [&](const Row& row) {
        all.push_back({row.integer(0), std::string{row.text(1)}, std::string{row.text(2)}, row.integer(3)});
        return true;
      });
  return all;
}

bool matches(std::string_view pattern, std::string_view topic) noexcept {
  if (pattern.ends_with('*')) return topic.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == topic;
}

std::vector<Delivery> lease_deliveries(Write& write, std::int64_t subscription, int limit, const Lease& lease,
                                       bool* more) {
  Subscription found;
  write.query("select subscription, subscriber, pattern, cursor from subscriptions where subscription = $1",
              {subscription}, [&](const Row& row) {
                found = {row.integer(0), std::string{row.text(1)}, std::string{row.text(2)}, row.integer(3)};
                return false;
              });
  if (found.id == 0) throw Error{Code::not_found, "There is no subscription " + std::to_string(subscription)};
  const bool log_goes_on = read_log(write, found);
  // One more than is handed out tells whether more is due; two of one key are never due at once.
  std::vector<Delivery> due = due_deliveries(write, subscription, limit + 1, lease.now_ms);
  const bool due_goes_on = due.size() > static_cast<std::size_t>(limit);
  if (due_goes_on) due.pop_back();
  for (const Delivery& delivery : due)
    write.run(
        "update deliveries set state = 1, attempts = $1, lease_owner = $2, lease_until = $3 where delivery = "
        "$4",
        {delivery.attempt, lease.owner, lease.until_ms, delivery.id});
  if (more != nullptr) *more = log_goes_on || due_goes_on;
  return due;
}

bool extend_delivery(Write& write, std::int64_t delivery, const Lease& lease) {
  return one(write,
             "update deliveries set lease_until = $1 where delivery = $2 and state = 1 and lease_owner = $3",
             {lease.until_ms, delivery, lease.owner});
}

bool complete_delivery(Write& write, std::int64_t delivery, std::string_view owner) {
  return one(write, "delete from deliveries where delivery = $1 and state = 1 and lease_owner = $2",
             {delivery, owner});
}

bool retry_delivery(Write& write, std::int64_t delivery, std::string_view owner, std::int64_t at_ms,
                    std::string_view error) {
  const std::string text = cut_utf8(error, kMaxError);
  return one(
      write,
      "update deliveries set state = 0, not_before = $1, error = $2, lease_owner = '', lease_until = 0 "
      "where delivery = $3 and state = 1 and lease_owner = $4",
      {at_ms, std::string_view{text}, delivery, owner});
}

bool park_delivery(Write& write, std::int64_t delivery, std::string_view owner, std::string_view error) {
  const std::string text = cut_utf8(error, kMaxError);
  return one(write,
             "update deliveries set state = 2, error = $1, lease_owner = '', lease_until = 0 "
             "where delivery = $2 and state = 1 and lease_owner = $3",
             {std::string_view{text}, delivery, owner});
}

std::optional<std::int64_t> next_delivery_ms(Session& session) {
  // What waits behind another of its key is due only when that one is gone, and then by a commit.
  return single(
      session,
      "select min(case when d.state = 0 then d.not_before else d.lease_until end) from deliveries d where "
      "d.state < 2 "
      "and (d.key = '' or not exists (select 1 from deliveries b where b.subscription = d.subscription "
      "and b.key = d.key and b.event < d.event))",
      {});
}

std::vector<ParkedItem> parked(Session& session) {
  std::vector<ParkedItem> items;
  session.query(
      "select d.delivery, s.subscriber, d.topic, d.key, d.error, d.attempts, d.at_ms from deliveries d join "
      "subscriptions s on s.subscription = d.subscription where d.state = 2 order by d.event",
      {}, [&](const Row& row) {
        items.push_back({"e" + std::to_string(row.integer(0)), std::string{row.text(1)},
                         std::string{row.text(2)}, std::string{row.text(3)}, std::string{row.text(4)},
                         row.integer(5), row.integer(6)});
        return true;
      });
  session.query(
      "select job, queue, uniq, error, attempts, made_ms from jobs where state = 2 order by job", {},
      [&](const Row& row) {
        items.push_back({"j" + std::to_string(row.integer(0)), std::string{row.text(1)}, "",
                         std::string{row.text(2)}, std::string{row.text(3)}, row.integer(4), row.integer(5)});
        return true;
      });
  return items;
}

void retry_parked(Write& write, std::string_view id) {
  const auto [is_event, number] = parse_parked_id(id);
  // A job whose `unique` waits again by now is covered by that one.
  const bool found =
      is_event
          ? one(write,
                "update deliveries set state = 0, not_before = 0, attempts = 0 where delivery = $1 and state "
                "= 2",
                {number})
          : one(write,
                "delete from jobs where job = $1 and state = 2 and uniq <> '' and exists (select 1 from jobs "
                "w "
                "where w.state = 0 and w.queue = jobs.queue and w.uniq = jobs.uniq)",
                {number}) ||
                one(write,
                    "update jobs set state = 0, not_before = 0, attempts = 0 where job = $1 and state = 2",
                    {number});
  if (!found) throw Error{Code::not_found, "Nothing with the id '" + std::string{id} + "' is parked"};
  write.wake();
}

void drop_parked(Write& write, std::string_view id) {
  const auto [is_event, number] = parse_parked_id(id);
  const bool found = is_event
                         ? one(write, "delete from deliveries where delivery = $1 and state = 2", {number})
                         : one(write, "delete from jobs where job = $1 and state = 2", {number});
  if (!found) throw Error{Code::not_found, "Nothing with the id '" + std::string{id} + "' is parked"};
  write.wake();  // what waited behind it is due
}

void release_leases(Write& write) {
  write.run(
      "update deliveries set state = 0, not_before = 0, lease_owner = '', lease_until = 0 where state = $1",
      {kLeased});
  // A job whose `unique` waits again by now is covered by that one.
  write.run(
      "delete from jobs where state = $1 and uniq <> '' and exists (select 1 from jobs w where w.state = 0 "
      "and w.queue = jobs.queue and w.uniq = jobs.uniq)",
      {kLeased});
  write.run("update jobs set state = 0, not_before = 0, lease_owner = '', lease_until = 0 where state = $1",
            {kLeased});
}

}  // namespace patchbay::store
