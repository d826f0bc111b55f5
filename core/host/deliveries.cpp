#include "core/host/deliveries.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/base/thread.hpp"
#include "core/host/boundary.hpp"
#include "core/host/instance.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::int64_t kLookMs = 60'000;  // at the latest
constexpr std::int64_t kRetryLookMs = 1000;

// Rows of the store's own bookkeeping are not events for plugins.
bool is_for_plugins(const store::Change& change) {
  return !change.topic.starts_with("document.");
}

}  // namespace

Deliveries::Deliveries(Switchboard& board) : board_{board} {}
Deliveries::~Deliveries() {
  close();
}

void Deliveries::open() {
  store::Database& database = board_.services.database;
  // This process holds the data directory, so what is leased belongs to one that has ended.
  database.write("host.release_leases", [](store::Write& write) { store::release_leases(write); });
  hearing_ = database.on_commit([this](const store::Committed& what) { committed(what); });
  presence_ = board_.services.inbox.duty().on_change([this](const std::string& agent, inbox::AtDesk presence) {
    publish({"agent.presence", agent, to_text(json::object{{"agent", agent}, {"presence", name_of(presence)}}), false});
  });
  thread_ = start_thread("deliveries", [this] { run(); });
}

void Deliveries::close() {
  if (!thread_.joinable()) return;
  presence_.reset();
  hearing_.reset();
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
      if ((listener->wants.flags & PBAY_DURABLE) != 0)
        listener->row = store::subscribe(write, name, listener->wants.pattern);
  });
  const std::lock_guard lock{mutex_};
  listeners_.insert(listeners_.end(), made.begin(), made.end());
  if (generation.on_jobs != nullptr && generation.on_jobs->job != nullptr) {
    queues_[name] = std::make_shared<JobQueue>();
    queues_[name]->generation = &generation;
  }
  woken_ = true;
  changed_.notify_all();
}

void Deliveries::end(Generation& generation) {
  const std::lock_guard lock{mutex_};
  std::erase_if(listeners_,
                [&generation](const ListenerPtr& listener) { return listener->generation == &generation; });
  std::erase_if(queues_,
                [&generation](const auto& queue) { return queue.second->generation == &generation; });
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

std::int64_t Deliveries::now_ms() const {
  return board_.services.clock.now_ms();
}

std::int64_t Deliveries::next_due_ms() {
  std::vector<std::string> queues;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, queue] : queues_) queues.push_back(name);
  }
  std::int64_t due = now_ms() + kLookMs;
  board_.services.database.read([&](store::Session& session) {
    due = std::min(due, store::next_delivery_ms(session).value_or(due));
    due = std::min(due, store::next_job_ms(session, queues).value_or(due));
  });
  return due;
}

DeliveryPtr Deliveries::make_scope(Generation& generation, std::int64_t row, std::int64_t attempt) {
  auto scope = std::make_shared<DeliveryScope>();
  scope->id = board_.scopes.next_id();
  scope->owner = &generation;
  scope->lease = generation.lease();
  scope->by = inbox::Principal::system();
  scope->row = row;
  scope->attempt = attempt;
  return scope;
}

bool Deliveries::tell(const DeliveryScope& scope) {
  return scope.jobs != nullptr ? tell_job(scope) : tell_event(scope);
}

void Deliveries::hand_over(const DeliveryPtr& scope) {
  ++scope->outstanding();
  DeliveryPtr before;
  {
    const std::lock_guard lock{mutex_};
    DeliveryPtr& open = open_[{scope->jobs != nullptr, scope->row}];
    before = std::exchange(open, scope);
  }
  if (before != nullptr && abandon(board_, before)) --before->outstanding();  // it ran out of time
  board_.scopes.add(scope);
  const bool taken = scope->lease && scope->owner->post([this, scope] {
    if (!scope->is_finished() && !tell(*scope) && scope->advance(0, 2)) {
      settle(*scope, PBAY_E_INTERNAL, 0, "the handler let an exception out");
      board_.scopes.let_go(*scope, true);
    }
    board_.scopes.let_go(*scope, false);
  });
  if (taken) return;
  scope->phase = 2;
  settle(*scope, PBAY_E_LIMIT, 0, "the plugin was busy or not serving");
  board_.scopes.let_go(*scope, true);
  board_.scopes.let_go(*scope, false);
}

void Deliveries::finish(Generation& generation, bool is_job, pbay_id id, pbay_status status,
                        std::uint32_t retry_ms) {
  const auto scope = board_.scopes.find_as<DeliveryScope>(id, generation);
  if (scope == nullptr || scope->row == 0 || is_job != (scope->jobs != nullptr) || !scope->advance(0, 2))
    throw Error{Code::gone, is_job ? "the job is done or over" : "the delivery is over, or was not durable"};
  settle(*scope, status, retry_ms, "the plugin answered " + std::string{name_of(code_of(status))});
  board_.scopes.let_go(*scope, true);
}

void Deliveries::settle(DeliveryScope& scope, pbay_status status, std::uint32_t retry_ms,
                        const std::string& why) {
  const bool is_job = scope.jobs != nullptr;
  {
    const std::lock_guard lock{mutex_};
    const auto found = open_.find({is_job, scope.row});
    if (found != open_.end() && found->second.get() == &scope) open_.erase(found);
  }
  --scope.outstanding();
  const bool park = status != PBAY_OK && scope.attempt >= store::kMaxAttempts;
  if (status != PBAY_OK) scope.owner->instance.figures().errors.add();
  if (park)
    log::error(
        "host",
        is_job ? "a job is parked after its last attempt" : "an event is parked after its last attempt",
        {{"instance", scope.owner->instance.name},
         {"what", is_job ? scope.queue : scope.change.topic},
         {"why", why},
         {"remedy", "patchbay event list --parked"}});
  const std::int64_t again =
      now_ms() + (retry_ms != 0 ? std::int64_t{retry_ms} : store::back_off_ms(scope.attempt));
  const auto work = [row = scope.row, is_job, status, park, again, why](store::Write& write) {
    if (status == PBAY_OK)
      (is_job ? store::complete_job : store::complete_delivery)(write, row, kDeliveryOwner);
    else if (park)
      (is_job ? store::park_job : store::park_delivery)(write, row, kDeliveryOwner, why);
    else
      (is_job ? store::retry_job : store::retry_delivery)(write, row, kDeliveryOwner, again, why);
  };
  // What cannot be written is delivered again when its lease ends: at least once.
  try {
    board_.services.database.write_later("host.settle", work, [this](std::exception_ptr) { wake(); });
  } catch (const Error& caught) {
    log::warn("host", "a delivery could not be settled and will come again", {{"error", caught.what()}});
  }
}

void Deliveries::run() {
  bool more = false;
  std::int64_t wait_ms = 0;
  for (;;) {
    std::vector<store::Change> fresh;
    {
      std::unique_lock lock{mutex_};
      // Something due that could not be handed over (its instance is busy) is looked at again after a while,
      // not at once.
      if (!more)
        changed_.wait_for(lock, std::chrono::milliseconds{std::clamp<std::int64_t>(wait_ms, 20, kLookMs)},
                          [this] { return woken_ || closing_; });
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
