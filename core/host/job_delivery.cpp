// Durable jobs and timers. A job's queue in the store is its instance; the plugin's own queue name stands
// before the payload.
#include <algorithm>

#include "core/base/log.hpp"
#include "core/host/boundary.hpp"
#include "core/host/deliveries.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"
#include "core/host/timers.hpp"

namespace patchbay::host {
namespace {

constexpr int kMaxJobs = 4;                    // of one concurrent instance at a time; a serial one has 1
constexpr std::int64_t kLeaseMs = 5 * 60'000;  // extended while the job is open
constexpr std::int64_t kExtendMs = 60'000;
constexpr std::size_t kMaxTimers = 1000;
constexpr std::size_t kMaxPayload = 1u << 20;

}  // namespace

void Deliveries::enqueue(Generation& generation, std::string_view queue, std::string_view unique,
                         std::string_view payload, std::int64_t not_before_ms) {
  if (queue.empty() || queue.size() > 100 || queue.find('\n') != std::string_view::npos)
    throw Error{Code::invalid, "enqueue(): a queue's name has 1 to 100 bytes on one line"};
  if (unique.size() > 500) throw Error{Code::limit, "enqueue(): \"unique\" has at most 500 bytes"};
  if (payload.size() > kMaxPayload)
    throw Error{Code::limit, "enqueue(): a payload has at most 1 MB; put more into a document or blob"};
  const std::string once = unique.empty() ? std::string{} : std::string{queue} + "\n" + std::string{unique};
  const std::string stored = std::string{queue} + "\n" + std::string{payload};
  board_.services.database.write("host.enqueue", [&](store::Write& write) {
    write.enqueue(generation.instance.name, once, stored, not_before_ms);
  });
}

bool Deliveries::lease_jobs() {
  std::map<std::string, JobQueuePtr> free;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, queue] : queues_)
      if (queue->outstanding.load() < (queue->generation->concurrent ? kMaxJobs : 1) &&
          queue->generation->life.load() == Life::serving)
        free.emplace(name, queue);
  }
  if (free.empty()) return false;
  std::vector<std::string> names;
  for (const auto& [name, queue] : free) names.push_back(name);
  const std::int64_t now = now_ms();
  bool any_due = false;
  board_.services.database.read([&](store::Session& session) {
    any_due = store::next_job_ms(session, names).value_or(now + 1) <= now;
  });
  if (!any_due) return false;
  std::vector<store::Job> jobs;
  board_.services.database.write("host.lease_jobs", [&](store::Write& write) {
    jobs.clear();
    for (const std::string& name : names)  // one each: the next round brings more
      for (store::Job& job :
           store::lease_jobs(write, std::span{&name, 1}, 1, {kDeliveryOwner, now, now + kLeaseMs}))
        jobs.push_back(std::move(job));
  });
  for (const store::Job& job : jobs) {
    const JobQueuePtr& queue = free.at(job.queue);
    const DeliveryPtr scope = make_scope(*queue->generation, job.id, job.attempt);
    const std::size_t line = job.payload.find('\n');
    scope->jobs = queue;
    scope->queue = job.payload.substr(0, line);
    scope->payload = line == std::string::npos ? std::string{} : job.payload.substr(line + 1);
    hand_over(scope);
  }
  return !jobs.empty();
}

bool Deliveries::tell_job(const DeliveryScope& scope) {
  Generation& generation = *scope.owner;
  const pbay_job job{
      scope.id, scope.id, lend(scope.queue), lend(scope.payload), static_cast<std::uint32_t>(scope.attempt),
      0};
  generation.instance.figures().jobs.add();
  return visit(generation, "on_jobs.job", [&] { generation.on_jobs->job(generation.plugin, &job); });
}

// A job may take longer than its lease; so long as it is open here, nobody else may have it.
void Deliveries::extend_leases() {
  const std::int64_t now = now_ms();
  if (now - extended_ms_ < kExtendMs) return;
  extended_ms_ = now;
  sweep_calls(board_);
  std::vector<std::int64_t> jobs;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [key, scope] : open_)
      if (key.first) jobs.push_back(key.second);
  }
  if (jobs.empty()) return;
  board_.services.database.write("host.extend_jobs", [&](store::Write& write) {
    for (const std::int64_t row : jobs) store::extend_job(write, row, {kDeliveryOwner, now, now + kLeaseMs});
  });
}

void Timers::set(Generation& generation, std::uint64_t tag, std::uint64_t first_ms, std::uint64_t period_ms) {
  if (first_ms != ~std::uint64_t{0} && (first_ms > INT32_MAX || period_ms > INT32_MAX))
    throw Error{Code::invalid, "timer(): times are at most 24 days; use a job for what is further away"};
  Ticker& ticker = generation.board.ticker;
  const std::lock_guard lock{mutex_};
  if (const auto found = timers_.find(tag); found != timers_.end()) {
    ticker.cancel(found->second.id);
    timers_.erase(found);
  }
  if (first_ms == ~std::uint64_t{0}) return;
  if (timers_.size() >= kMaxTimers) throw Error{Code::limit, "a plugin has at most 1000 timers"};
  timers_[tag] = {
      ticker.after(static_cast<std::int64_t>(first_ms), [this, &generation, tag] { fire(generation, tag); }),
      period_ms, false};
}

void Timers::cancel_all(Ticker& ticker) {
  const std::lock_guard lock{mutex_};
  for (const auto& [tag, timer] : timers_) ticker.cancel(timer.id);
  timers_.clear();
}

void Timers::fire(Generation& generation, std::uint64_t tag) {
  const std::lock_guard lock{mutex_};
  const auto found = timers_.find(tag);
  if (found == timers_.end()) return;
  Timer& timer = found->second;
  const auto again = [this, &generation, tag] { fire(generation, tag); };
  if (generation.life.load() == Life::starting) {  // set inside start(): it waits until that is over
    timer.id = generation.board.ticker.after(20, again);
    return;
  }
  if (!timer.queued) {
    timer.queued = generation.post([this, &generation, tag] {
      ran(tag);
      const Lease lease = generation.lease();
      if (!lease || generation.on_jobs == nullptr || generation.on_jobs->timer == nullptr) return;
      generation.instance.figures().jobs.add();
      visit(generation, "on_jobs.timer", [&] { generation.on_jobs->timer(generation.plugin, tag); });
    });
  }
  if (timer.period_ms != 0)
    timer.id = generation.board.ticker.after(static_cast<std::int64_t>(timer.period_ms), again);
}

void Timers::ran(std::uint64_t tag) {
  const std::lock_guard lock{mutex_};
  const auto found = timers_.find(tag);
  if (found == timers_.end()) return;
  found->second.queued = false;
  if (found->second.period_ms == 0) timers_.erase(found);
}

namespace {

pbay_status timer(const pbay_host* host, std::uint64_t tag, std::uint64_t first_ms,
                  std::uint64_t period_ms) noexcept {
  return from_plugin(host, nullptr,
                     [&](Generation& self) { self.timers->set(self, tag, first_ms, period_ms); });
}

pbay_status enqueue_job(const pbay_host* host, pbay_ctx ctx, pbay_str queue, pbay_str unique,
                        pbay_str payload, std::uint64_t not_before_ms, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    if (not_before_ms > INT64_MAX) throw Error{Code::invalid, "enqueue(): not_before_ms is a Unix time"};
    self.board.deliveries.enqueue(self, view(queue), view(unique), view(payload),
                                  static_cast<std::int64_t>(not_before_ms));
  });
}

pbay_status job_done(const pbay_host* host, pbay_id job, pbay_status status,
                     std::uint32_t retry_ms) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    self.board.deliveries.finish(self, true, job, status, retry_ms);
  });
}

constexpr pbay_jobs_1 kJobs = {timer, enqueue_job, job_done};

}  // namespace

const pbay_jobs_1& jobs_interface() {
  return kJobs;
}

}  // namespace patchbay::host
