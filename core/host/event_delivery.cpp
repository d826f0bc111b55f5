// Events: lossy ones in order of their key through a queue of each listener, durable ones leased from the
// store.
#include <algorithm>

#include "core/base/log.hpp"
#include "core/host/boundary.hpp"
#include "core/host/deliveries.hpp"
#include "core/host/instance.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxLossy = 1000;
constexpr int kMaxOutstanding = 32;            // durable deliveries of one subscription at a time
constexpr std::int64_t kLeaseMs = 5 * 60'000;  // to acknowledge in

// What goes out over a channel goes to one instance: the row ends with its name (core/inbox).
bool is_for(const Instance& instance, const store::Change& change) {
  return !change.topic.starts_with("message.outbound.") ||
         change.json.ends_with(",\"instance\":" + to_text(json::string_view{instance.name}) + "}");
}

}  // namespace

bool Deliveries::tell_event(const DeliveryScope& scope) {
  Generation& generation = *scope.owner;
  const bool durable = scope.row != 0;
  const pbay_event event{durable ? scope.id : 0,
                         scope.id,
                         scope.listener->wants.tag,
                         lend(scope.change.topic),
                         lend(scope.change.key),
                         lend(scope.change.json),
                         static_cast<std::uint32_t>(scope.attempt),
                         durable ? static_cast<std::uint32_t>(PBAY_DURABLE) : 0};
  generation.instance.figures().events.add();
  return visit(generation, "on_bus.event", [&] { generation.on_bus->event(generation.plugin, &event); });
}

void Deliveries::publish(store::Change change) {
  change.durable = false;
  spread(change, false);
}

void Deliveries::spread(const store::Change& change, bool only_lossy) {
  std::shared_ptr<const store::Change> shared;  // one copy for every listener's queue
  for (const ListenerPtr& listener : listeners()) {
    if (only_lossy && listener->row != 0) continue;
    if (!store::matches(listener->wants.pattern, change.topic)) continue;
    if (!is_for(listener->generation->instance, change)) continue;
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
  if (!listener->generation->post([this, listener, key] { run_lossy(listener, key); }))
    drop_lossy(listener, key);
}

void Deliveries::drop_lossy(const ListenerPtr& listener, const std::string& key) {
  const std::lock_guard lock{listener->mutex};
  const auto found = listener->queues.find(key);
  listener->waiting -= found->second.size();
  listener->queues.erase(found);
  listener->generation->instance.figures().errors.add();
}

void Deliveries::run_lossy(const ListenerPtr& listener, const std::string& key) {
  Generation& generation = *listener->generation;
  const DeliveryPtr scope = make_scope(generation, 0, 1);
  scope->listener = listener;
  {
    const std::lock_guard lock{listener->mutex};
    scope->change = *listener->queues[key].front();
  }
  if (scope->lease) {
    board_.scopes.add(scope);
    tell_event(*scope);
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
  if (generation.concurrent)
    board_.pool.post_accepted(again);
  else if (!generation.post(again))
    drop_lossy(listener, key);
}

bool Deliveries::lease_events() {
  std::vector<std::pair<ListenerPtr, std::vector<store::Delivery>>> leased;
  for (const ListenerPtr& listener : listeners())
    if (listener->row != 0 && listener->outstanding.load() < kMaxOutstanding &&
        listener->generation->life.load() == Life::serving)
      leased.emplace_back(listener, std::vector<store::Delivery>{});
  if (leased.empty()) return false;
  bool any_more = false;
  const std::int64_t now = now_ms();
  board_.services.database.write("host.lease_events", [&](store::Write& write) {
    any_more = false;
    for (auto& [listener, deliveries] : leased) {
      bool more = false;
      deliveries =
          store::lease_deliveries(write, listener->row, kMaxOutstanding - listener->outstanding.load(),
                                  {kDeliveryOwner, now, now + kLeaseMs}, &more);
      std::erase_if(deliveries,
                    [&, owner = &listener->generation->instance](const store::Delivery& delivery) {
                      if (is_for(*owner, delivery.logged.change)) return false;
                      store::complete_delivery(write, delivery.id, kDeliveryOwner);
                      return more = true;
                    });
      any_more = any_more || (more && listener->outstanding.load() + static_cast<int>(deliveries.size()) <
                                          kMaxOutstanding);
    }
  });
  for (auto& [listener, deliveries] : leased)
    for (store::Delivery& delivery : deliveries) {
      const DeliveryPtr scope = make_scope(*listener->generation, delivery.id, delivery.attempt);
      scope->listener = listener;
      scope->change = std::move(delivery.logged.change);
      hand_over(scope);
    }
  return any_more;
}

}  // namespace patchbay::host
