#include "core/store/group_commit.hpp"

#include <chrono>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"

namespace patchbay::store {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMaxWaiting = 8192;
constexpr std::size_t kMaxGroup = 512;
constexpr milliseconds kGroupTime{10};  // a group takes no further closure after this
constexpr milliseconds kSlow{50};
constexpr milliseconds kIdleAfter{1000};

// The caller's session, its changes and what it wants done after the commit.
class GroupWrite final : public Write {
 public:
  explicit GroupWrite(Connection& connection) : connection_{connection} {}

  using Session::query;
  using Session::run;
  void query(std::string_view sql, std::span<const Value> values,
             const std::function<bool(const Row&)>& each) override {
    connection_.query(sql, values, each);
  }
  std::int64_t run(std::string_view sql, std::span<const Value> values) override {
    return connection_.run(sql, values);
  }

  std::int64_t append(const Change& change) override {
    const std::int64_t now = SystemClock{}.now_ms();
    std::int64_t event = 0;
    query(
        "insert into changes (at_ms, topic, key, json, durable) values ($1, $2, $3, $4, $5) returning event",
        {now, std::string_view{change.topic}, std::string_view{change.key}, std::string_view{change.json},
         std::int64_t{change.durable}},
        [&](const Row& row) {
          event = row.integer(0);
          return false;
        });
    changes.push_back({event, now, change});
    return event;
  }

  void enqueue(std::string_view queue, std::string_view unique, std::string_view payload,
               std::int64_t not_before_ms) override {
    run("insert into jobs (queue, uniq, payload, state, not_before, attempts, lease_owner, lease_until, "
        "error, made_ms) "
        "values ($1, $2, $3, 0, $4, 0, '', 0, '', $5) on conflict (queue, uniq) where uniq <> '' and state = "
        "0 "
        "do update set not_before = case when excluded.not_before < jobs.not_before then excluded.not_before "
        "else jobs.not_before end",
        {queue, unique, payload, not_before_ms, SystemClock{}.now_ms()});
    jobs = true;
  }

  void wake() override { jobs = true; }
  void define(std::string_view sql) override { connection_.define(sql); }
  void after_commit(std::function<void()> action) override { actions.push_back(std::move(action)); }

  // What is forgotten when a closure is undone.
  struct Mark {
    std::size_t changes, actions;
    bool jobs;
  };
  Mark mark() const { return {changes.size(), actions.size(), jobs}; }
  void undo_to(const Mark& mark) {
    changes.resize(mark.changes);
    actions.resize(mark.actions);
    jobs = mark.jobs;
  }

  std::vector<LoggedChange> changes;
  std::vector<std::function<void()>> actions;
  bool jobs = false;

 private:
  Connection& connection_;
};

// Runs what others gave us to run; they promised not to throw.
template <typename Action>
void run_promised(std::string_view what, const Action& action) noexcept {
  try {
    action();
  } catch (const std::exception& error) {
    log::error("store", "a callback after a commit threw",
               {{"callback", std::string{what}}, {"error", error.what()}});
  } catch (...) {
    log::error("store", "a callback after a commit threw", {{"callback", std::string{what}}});
  }
}

}  // namespace

Trust::Trust(std::function<void(std::string_view)> on_lost) : on_lost_{std::move(on_lost)} {}

void Trust::lose(std::string_view why) {
  if (lost_.exchange(true)) return;
  log::error("store", "the disk can no longer be trusted; nothing more is acknowledged",
             {{"why", std::string{why}}});
  on_lost_(why);
}

void Trust::require() const {
  if (lost_)
    throw Error{Code::unavailable,
                "The disk failed and the store has stopped. Check the disk, then start again"};
}

struct GroupCommit::Group {
  explicit Group(Connection& connection) : write{connection} {}

  struct Ran {
    Task task;
    std::exception_ptr error;
  };
  GroupWrite write;
  std::vector<Ran> ran;
  Steady::time_point began = Steady::now();
  bool bulk = false;        // began with a bulk closure
  std::exception_ptr lost;  // why the whole transaction is void
};

GroupCommit::GroupCommit(Engine& engine, Trust& trust, std::unique_ptr<Connection> writer,
                         std::function<void()> housekeeping)
    : engine_{engine},
      trust_{trust},
      writer_{std::move(writer)},
      housekeeping_{std::move(housekeeping)},
      thread_{[this] { run(); }} {}

GroupCommit::~GroupCommit() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  work_came_.notify_all();
  thread_.join();
}

void GroupCommit::submit(Task task, Lane lane) {
  trust_.require();
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) throw Error{Code::unavailable, "The store is closing"};
    auto& queue = waiting_[lane == Lane::bulk ? 1 : 0];
    if (queue.size() >= kMaxWaiting)
      throw Error{Code::limit, "Too many writes are waiting; try again in a moment"};
    queue.push_back(std::move(task));
  }
  work_came_.notify_one();
}

Hearing GroupCommit::on_commit(std::function<void(const Committed&)> listener) {
  const std::lock_guard lock{listeners_->mutex};
  const std::uint64_t number = listeners_->next++;
  listeners_->by_number.emplace(number, std::move(listener));
  return {listeners_.get(), [listeners = listeners_, number](void*) {
            const std::lock_guard forgetting{listeners->mutex};
            listeners->by_number.erase(number);
          }};
}

void GroupCommit::count(Stats& stats) const {
  stats.commits = commits_;
  stats.closures = closures_;
  stats.slow_closures = slow_;
  const std::lock_guard lock{mutex_};
  stats.waiting = static_cast<std::int64_t>(waiting_[0].size() + waiting_[1].size());
}

void GroupCommit::run() {
  while (wait_for_work()) commit_next_group();
  if (!trust_.is_lost()) tidy(Engine::Moment::closing);
  writer_.reset();
}

bool GroupCommit::wait_for_work() {
  std::unique_lock lock{mutex_};
  const auto ready = [this] { return stopping_ || !waiting_[0].empty() || !waiting_[1].empty(); };
  while (!work_came_.wait_for(lock, untidy_ ? kIdleAfter : 30 * kIdleAfter, ready)) {
    lock.unlock();
    if (std::exchange(untidy_, false)) tidy(Engine::Moment::idle);
    housekeeping_();
    lock.lock();
  }
  return !waiting_[0].empty() || !waiting_[1].empty();
}

// A group that begins with messages holds only messages, so none waits for an import that came after it; the
// next one begins with bulk, so that messages never starve it.
bool GroupCommit::take(Task& task, Group& group) {
  const std::lock_guard lock{mutex_};
  auto& prompt = waiting_[0];
  auto& bulk = waiting_[1];
  if (group.ran.empty()) {
    group.bulk = !bulk.empty() && (prompt.empty() || bulk_is_owed_);
    bulk_is_owed_ = !group.bulk && !bulk.empty();
  } else if (group.ran.size() >= kMaxGroup || Steady::now() - group.began >= kGroupTime) {
    return false;
  }
  const bool from_bulk = group.bulk && (group.ran.empty() || prompt.empty());
  auto& queue = from_bulk ? bulk : prompt;
  if (queue.empty()) return false;
  task = std::move(queue.front());
  queue.pop_front();
  return true;
}

void GroupCommit::commit_next_group() {
  Group group{*writer_};
  begin(group);
  for (Task task; take(task, group);) run_in(group, std::move(task));
  if (!group.lost) commit(group);
  if (group.lost) writer_->rollback();
  answer(group);
  untidy_ = true;
  if (!trust_.is_lost()) tidy(Engine::Moment::committed);
}

void GroupCommit::begin(Group& group) {
  try {
    trust_.require();
    writer_->begin_write();
  } catch (...) {
    group.lost = std::current_exception();
    note(group.lost);
  }
}

void GroupCommit::run_in(Group& group, Task task) {
  if (group.lost) return group.ran.push_back({std::move(task), group.lost});
  const GroupWrite::Mark mark = group.write.mark();
  const auto began = Steady::now();
  std::exception_ptr error;
  try {
    writer_->savepoint();
    task.work(group.write);
    if (!writer_->in_transaction())
      throw Error{Code::internal, "'" + task.name + "' ended the transaction it ran in"};
    writer_->release_savepoint();
  } catch (...) {
    error = std::current_exception();
    note(error);
    group.write.undo_to(mark);
    try {
      if (!writer_->in_transaction()) std::rethrow_exception(error);
      writer_->undo_to_savepoint();
    } catch (...) {
      group.lost = std::current_exception();
      note(group.lost);
    }
  }
  ++closures_;
  if (const auto took = Steady::now() - began; took >= kSlow) {
    ++slow_;
    const auto ms = std::chrono::duration_cast<milliseconds>(took).count();
    log::warn("store", "a write held up the others", {{"write", task.name}, {"ms", std::to_string(ms)}});
  }
  group.ran.push_back({std::move(task), error});
}

void GroupCommit::commit(Group& group) {
  try {
    trust_.require();  // a blob's sync may have failed meanwhile
    writer_->commit();
    ++commits_;
  } catch (...) {
    group.lost = std::current_exception();
    note(group.lost);
  }
}

void GroupCommit::answer(Group& group) {
  if (!group.lost)
    for (const auto& action : group.write.actions) run_promised("after_commit", action);
  for (Group::Ran& ran : group.ran) {
    const std::exception_ptr error = group.lost ? group.lost : ran.error;
    run_promised(ran.task.name, [&] { ran.task.done(error); });
  }
  if (group.lost || (group.write.changes.empty() && !group.write.jobs)) return;
  const std::lock_guard lock{listeners_->mutex};
  for (const auto& [number, listener] : listeners_->by_number)
    run_promised("on_commit", [&] { listener({group.write.changes, group.write.jobs}); });
}

void GroupCommit::note(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const EngineError& failed) {
    if (failed.trouble() == Trouble::disk) trust_.lose(failed.what());
  } catch (...) {
    // The caller's own.
  }
}

void GroupCommit::tidy(Engine::Moment moment) {
  try {
    engine_.tidy(*writer_, moment);
  } catch (...) {
    const std::exception_ptr error = std::current_exception();
    note(error);
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& failed) {
      log::warn("store", "the log could not be folded into the database", {{"error", failed.what()}});
    } catch (...) {
      log::warn("store", "the log could not be folded into the database");
    }
  }
}

}  // namespace patchbay::store
