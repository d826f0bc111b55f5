// Events: lossy ones in order of their key through a queue of each listener, durable ones leased from the store.
#include <algorithm>

#include "core/base/log.hpp"
#include "core/host/boundary.hpp"
#include "core/host/deliveries.hpp"
#include "core/host/instance.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxLossy = 1000;
constexpr int kMaxOutstanding = 32;           // durable deliveries of one subscription at a time
constexpr std::int64_t kLeaseMs = 5 * 60'000;  // to acknowledge in
constexpr std::string_view kOwner = "host";

std::shared_ptr<DeliveryScope> make_scope(Switchboard& board, const ListenerPtr& listener, store::Delivery delivery, Lease lease) {
  auto scope = std::make_shared<DeliveryScope>();  // held by the table and by its task
  scope->id = board.scopes.next_id();
  scope->owner = lease.get();
  scope->lease = std::move(lease);
  scope->by = inbox::Principal::system();
  scope->listener = listener;
  scope->delivery = std::move(delivery);
  return scope;
}

bool tell(Generation& generation, const DeliveryScope& scope) {
  const store::Delivery& delivery = scope.delivery;
  const store::Change& change = delivery.logged.change;
  const bool durable = delivery.id != 0;
  const pbay_event event{durable ? scope.id : 0, scope.id, scope.listener->wants.tag, lend(change.topic), lend(change.key), lend(change.json),
                         static_cast<std::uint32_t>(delivery.attempt), durable ? static_cast<std::uint32_t>(PBAY_DURABLE) : 0};
  generation.instance.figures().events.add();
  return visit(generation, "on_bus.event", [&] { generation.on_bus->event(generation.plugin, &event); });
}

}  // namespace

void Deliveries::publish(store::Change change) {
  change.durable = false;
  spread(change, false);
}

void Deliveries::spread(const store::Change& change, bool only_lossy) {
  std::shared_ptr<const store::Change> shared;  // one copy for every listener's queue
  for (const ListenerPtr& listener : listeners()) {
    if (only_lossy && listener->row != 0) continue;
    if (!store::matches(listener->wants.pattern, change.topic)) continue;
    if (shared == nullptr) shared = std::make_shared<const store::Change>(change);
    push_lossy(listener, shared);
  }
}

void Deliveries::push_lossy(const ListenerPtr& listener, std::shared_ptr<const store::Change> change) {
  const std::string key = change->key;
  {
    const std::lock_guard lock{listener->mutex};
    if (listener->waiting >= kMaxLossy) {
      listener->generation->instance.figures().errors.add();
      return;
    }
    ++listener->waiting;
    auto& queue = listener->queues[key];
    queue.push_back(std::move(change));
    if (queue.size() > 1) return;  // its turn comes after the one before it
  }
  if (listener->generation->post([this, listener, key] { run_lossy(listener, key); })) return;
  const std::lock_guard lock{listener->mutex};
  const auto found = listener->queues.find(key);
  listener->waiting -= found->second.size();
  listener->queues.erase(found);
  listener->generation->instance.figures().errors.add();
}

void Deliveries::run_lossy(const ListenerPtr& listener, const std::string& key) {
  Generation& generation = *listener->generation;
  store::Delivery delivery;
  {
    const std::lock_guard lock{listener->mutex};
    delivery.logged.change = *listener->queues[key].front();
  }
  if (Lease lease = generation.lease()) {
    const auto scope = make_scope(board_, listener, std::move(delivery), std::move(lease));
    board_.scopes.add(scope);
    tell(generation, *scope);
    scope->phase = 2;
    board_.scopes.let_go(*scope, true);
    board_.scopes.let_go(*scope, false);
  }
  {
    const std::lock_guard lock{listener->mutex};
    const auto found = listener->queues.find(key);
    --listener->waiting;
    found->second.pop_front();
    if (found->second.empty()) {
      listener->queues.erase(found);
      return;
    }
  }
  const auto again = [this, listener, key] { run_lossy(listener, key); };
  if (generation.post(again)) return;
  board_.pool.post_accepted([&generation, again] {
    if (generation.concurrent) again();
    else if (!generation.post(again)) generation.instance.figures().errors.add();
  });
}

bool Deliveries::lease_events() {
  std::vector<std::pair<ListenerPtr, std::vector<store::Delivery>>> leased;
  for (const ListenerPtr& listener : listeners())
    if (listener->row != 0 && listener->outstanding.load() < kMaxOutstanding) leased.emplace_back(listener, std::vector<store::Delivery>{});
  if (leased.empty()) return false;
  bool any_more = false;
  const std::int64_t now = now_ms();
  board_.services.database.write("host.lease_events", [&](store::Write& write) {
    any_more = false;
    for (auto& [listener, deliveries] : leased) {
      bool more = false;
      deliveries = store::lease_deliveries(write, listener->row, kMaxOutstanding - listener->outstanding.load(),
                                           {kOwner, now, now + kLeaseMs}, &more);
      any_more = any_more || (more && listener->outstanding.load() + static_cast<int>(deliveries.size()) < kMaxOutstanding);
    }
  });
  for (auto& [listener, deliveries] : leased)
    for (store::Delivery& delivery : deliveries) hand_over(listener, std::move(delivery));
  return any_more;
}

void Deliveries::hand_over(const ListenerPtr& listener, store::Delivery delivery) {
  Generation& generation = *listener->generation;
  const std::int64_t row = delivery.id;
  ++listener->outstanding;
  auto scope = make_scope(board_, listener, std::move(delivery), generation.lease());
  scope->owner = &generation;
  ScopePtr before;
  {
    const std::lock_guard lock{mutex_};
    const auto found = open_events_.find(row);
    if (found != open_events_.end()) before = found->second;  // it ran out of time
    open_events_[row] = scope;
  }
  if (before != nullptr && abandon(board_, before)) --listener->outstanding;
  board_.scopes.add(scope);
  const bool taken = scope->lease && generation.post([this, &generation, scope] {
    if (!scope->is_finished() && !tell(generation, *scope) && scope->advance(0, 2)) {
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

void Deliveries::ack(Generation& generation, pbay_id id, pbay_status status, std::uint32_t retry_ms) {
  const auto scope = board_.scopes.find_as<DeliveryScope>(id, generation);
  if (scope == nullptr || scope->delivery.id == 0 || !scope->advance(0, 2))
    throw Error{Code::gone, "the delivery is acknowledged, over, or was not durable"};
  settle(*scope, status, retry_ms, "the plugin answered " + std::string{name_of(code_of(status))});
  board_.scopes.let_go(*scope, true);
}

void Deliveries::settle(const DeliveryScope& scope, pbay_status status, std::uint32_t retry_ms, const std::string& why) {
  const store::Delivery& delivery = scope.delivery;
  {
    const std::lock_guard lock{mutex_};
    const auto found = open_events_.find(delivery.id);
    if (found != open_events_.end() && found->second.get() == &scope) open_events_.erase(found);
  }
  --scope.listener->outstanding;
  const bool park = status != PBAY_OK && delivery.attempt >= store::kMaxAttempts;
  if (status != PBAY_OK) scope.owner->instance.figures().errors.add();
  if (park)
    log::error("host", "an event is parked after its last attempt",
               {{"instance", scope.owner->instance.name}, {"topic", delivery.logged.change.topic}, {"why", why}, {"remedy", "patchbay event list --parked"}});
  const std::int64_t again = now_ms() + (retry_ms != 0 ? std::int64_t{retry_ms} : store::back_off_ms(delivery.attempt));
  const auto work = [row = delivery.id, status, park, again, why](store::Write& write) {
    if (status == PBAY_OK) store::complete_delivery(write, row, kOwner);
    else if (park) store::park_delivery(write, row, kOwner, why);
    else store::retry_delivery(write, row, kOwner, again, why);
  };
  // What cannot be written is delivered again when its lease ends: at least once.
  try {
    board_.services.database.write_later("host.settle_event", work, [this](std::exception_ptr) { wake(); });
  } catch (const Error& caught) {
    log::warn("host", "a delivery could not be settled and will come again", {{"error", caught.what()}});
  }
}

}  // namespace patchbay::host
