#include "core/host/deliveries.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/log.hpp"
#include "core/host/instance.hpp"
#include "core/host/switchboard.hpp"
#include "core/host/thread.hpp"

namespace patchbay::host {
namespace {

constexpr std::int64_t kLookMs = 60'000;  // at the latest
constexpr std::int64_t kRetryLookMs = 1000;

// Rows of the store's own bookkeeping are not events for plugins.
bool is_for_plugins(const store::Change& change) { return !change.topic.starts_with("document."); }

}  // namespace

Deliveries::Deliveries(Switchboard& board) : board_{board} {}
Deliveries::~Deliveries() { close(); }

void Deliveries::open() {
  store::Database& database = board_.services.database;
  // This process holds the data directory, so what is leased belongs to one that has ended.
  database.write("host.release_leases", [](store::Write& write) { store::release_leases(write); });
  database.on_commit([this](const store::Committed& what) { committed(what); });
  thread_ = start_thread("deliveries", [this] { run(); });
}

void Deliveries::close() {
  if (!thread_.joinable()) return;
  board_.services.database.on_commit({});
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Deliveries::begin(Generation& generation) {
  std::vector<ListenerPtr> made;
  std::vector<std::string> patterns;
  for (const Subscription& wants : generation.subscriptions) {
    auto listener = std::make_shared<Listener>();
    listener->generation = &generation;
    listener->wants = wants;
    made.push_back(std::move(listener));
    if ((wants.flags & PBAY_DURABLE) != 0) patterns.push_back(wants.pattern);
  }
  const std::string& name = generation.instance.name;
  board_.services.database.write("host.subscribe", [&](store::Write& write) {
    store::keep_subscriptions(write, name, patterns);
    for (const ListenerPtr& listener : made)
      if ((listener->wants.flags & PBAY_DURABLE) != 0) listener->row = store::subscribe(write, name, listener->wants.pattern);
  });
  const std::lock_guard lock{mutex_};
  listeners_.insert(listeners_.end(), made.begin(), made.end());
  if (generation.on_jobs != nullptr && generation.on_jobs->job != nullptr) queues_[name] = &generation;
  woken_ = true;
  changed_.notify_all();
}

void Deliveries::end(Generation& generation) {
  const std::lock_guard lock{mutex_};
  std::erase_if(listeners_, [&generation](const ListenerPtr& listener) { return listener->generation == &generation; });
  std::erase_if(queues_, [&generation](const auto& queue) { return queue.second == &generation; });
}

std::vector<ListenerPtr> Deliveries::listeners() const {
  const std::lock_guard lock{mutex_};
  return listeners_;
}

void Deliveries::wake() {
  const std::lock_guard lock{mutex_};
  woken_ = true;
  changed_.notify_one();
}

void Deliveries::committed(const store::Committed& what) {
  const std::lock_guard lock{mutex_};
  for (const store::LoggedChange& logged : what.changes)
    if (is_for_plugins(logged.change) && !listeners_.empty()) fresh_.push_back(logged.change);
  if (fresh_.empty() && !what.jobs) return;
  woken_ = true;
  changed_.notify_one();
}

std::int64_t Deliveries::now_ms() const { return board_.services.clock.now_ms(); }

std::int64_t Deliveries::next_due_ms() {
  std::vector<std::string> queues;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, generation] : queues_) queues.push_back(name);
  }
  std::int64_t due = now_ms() + kLookMs;
  board_.services.database.read([&](store::Session& session) {
    due = std::min(due, store::next_delivery_ms(session).value_or(due));
    due = std::min(due, store::next_job_ms(session, queues).value_or(due));
  });
  return due;
}

void Deliveries::run() {
  bool more = false;
  std::int64_t wait_ms = 0;
  for (;;) {
    std::vector<store::Change> fresh;
    {
      std::unique_lock lock{mutex_};
      // Something due that could not be handed over (its instance is busy) is looked at again after a while, not at once.
      if (!more) changed_.wait_for(lock, std::chrono::milliseconds{std::clamp<std::int64_t>(wait_ms, 20, kLookMs)}, [this] { return woken_ || closing_; });
      if (closing_) return;
      woken_ = false;
      fresh.swap(fresh_);
    }
    try {
      for (const store::Change& change : fresh) spread(change, change.durable);
      more = lease_events();
      more = lease_jobs() || more;
      extend_leases();
      wait_ms = more ? 0 : std::max(next_due_ms() - now_ms(), std::int64_t{20});
    } catch (const std::exception& caught) {
      log::error("host", "deliveries are held up", {{"error", caught.what()}});
      more = false;
      wait_ms = kRetryLookMs;
    }
  }
}

}  // namespace patchbay::host
