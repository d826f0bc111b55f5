#include "core/gateway/watchers.hpp"

#include <algorithm>

namespace patchbay::gateway {

void Watchers::add(Watcher& watcher) {
  (watcher.who().is_agent() ? agents_ : by_contact_[watcher.who().contact]).push_back(&watcher);
  ++count_;
}

void Watchers::remove(Watcher& watcher) {
  --count_;
  if (watcher.who().is_agent()) {
    std::erase(agents_, &watcher);
  } else if (const auto found = by_contact_.find(watcher.who().contact); found != by_contact_.end()) {
    std::erase(found->second, &watcher);
    if (found->second.empty()) by_contact_.erase(found);
  }
}

void Watchers::hear(const LiveEvents& events) {
  for (const LiveEvent& event : *events) {
    if (event.for_agents) hear(agents_, event);
    if (!event.for_contact) continue;
    hear(event.heard.contact, event);
    for (const std::string& contact : event.heard.above) hear(contact, event);
  }
  std::ranges::sort(touched_);
  const auto twice = std::ranges::unique(touched_);
  touched_.erase(twice.begin(), twice.end());
  for (Watcher* watcher : touched_) watcher->push();
  touched_.clear();
}

void Watchers::hear(const std::string& contact, const LiveEvent& event) {
  if (const auto found = by_contact_.find(contact); found != by_contact_.end()) hear(found->second, event);
}

void Watchers::hear(const List& list, const LiveEvent& event) {
  for (Watcher* watcher : list)
    if (watcher->hear(event)) touched_.push_back(watcher);
}

void Watchers::tell_agents(const SharedFrame& lossy) {
  for (Watcher* watcher : agents_)
    if (watcher->hear(lossy)) watcher->push();
}

void Watchers::tell_agent(const std::string& agent, const SharedFrame& lossy) {
  for (Watcher* watcher : agents_)
    if (watcher->who().id == agent && watcher->hear(lossy)) watcher->push();
}

void Watchers::tell_contact(const std::string& contact, const SharedFrame& lossy) {
  const auto found = by_contact_.find(contact);
  if (found == by_contact_.end()) return;
  for (Watcher* watcher : found->second)
    if (watcher->hear(lossy)) watcher->push();
}

}  // namespace patchbay::gateway
