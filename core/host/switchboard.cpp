#include "core/host/switchboard.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/host/admission.hpp"
#include "core/host/timers.hpp"

namespace patchbay::host {

Switchboard::Switchboard(const Services& lent)
    : services{lent}, run_directory{std::filesystem::path{lent.database.directory()} / "run"} {}

Switchboard::~Switchboard() {
  close();
  // A thread that never came back from a plugin may still use these.
  for (auto& instance : instances)
    if (instance->current() != nullptr) static_cast<void>(instance.release());
}

void Switchboard::add(std::unique_ptr<Instance> instance) {
  instances.push_back(std::move(instance));
  by_name_.emplace(instances.back()->name, instances.back().get());
}

void Switchboard::fill_providers() {
  std::vector<Instance*> all;
  for (const auto& instance : instances)
    if (instance->state() != State::refused) all.push_back(instance.get());
  providers.fill(all, services.config);
}

void Switchboard::open() {
  deliveries.open();
  watch_handoffs(*this);
}
void Switchboard::close() {
  fetching.close();
  runners.close();
  deliveries.close();
  ticker.close();
  pool.close();
}

Instance* Switchboard::find_instance(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<Route> Switchboard::own_routes(const Generation& generation) const {
  std::vector<Route> out;
  for (const Route& route : generation.routes) {
    const bool served = std::any_of(instances.begin(), instances.end(), [&](const auto& other) {
      const Generation* current = other->current();
      if (current == nullptr || other.get() == &generation.instance ||
          other->manifest.id != generation.instance.manifest.id)
        return false;
      return std::any_of(current->routes.begin(), current->routes.end(), [&route](const Route& theirs) {
        return theirs.pattern == route.pattern && theirs.methods == route.methods;
      });
    });
    if (!served) out.push_back(route);
  }
  return out;
}

void Switchboard::check_call_rules(const Instance& instance, std::uint32_t flags) const {
  if ((flags & PBAY_CONCURRENT) != 0 || instance.manifest.provides.empty()) return;
  for (const std::string& method : instance.manifest.uses)
    if (find_host_method(method) == nullptr)
      throw Error{Code::invalid,
                  instance.manifest.id + " provides " + instance.manifest.provides.front() + " and calls " +
                      method +
                      "; such a plugin must be PBAY_CONCURRENT, or two of them could wait for each other"};
}

void Switchboard::begin_deliveries(Generation& generation) {
  deliveries.begin(generation);
}

void Switchboard::end_deliveries(Generation& generation) {
  generation.timers->cancel_all(ticker);
  deliveries.end(generation);
  runners.end(generation);
}

}  // namespace patchbay::host
