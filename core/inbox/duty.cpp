#include "core/inbox/duty.hpp"

namespace patchbay::inbox {

std::string_view name_of(AtDesk presence) noexcept {
  switch (presence) {
    case AtDesk::online: return "online";
    case AtDesk::away: return "away";
    case AtDesk::offline: break;
  }
  return "offline";
}

AtDesk Duty::of(const std::string& agent) const {
  const std::lock_guard lock{mutex_};
  const auto found = present_.find(agent);
  return found == present_.end() ? AtDesk::offline : found->second;
}

std::vector<std::string> Duty::online() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> agents;
  for (const auto& [agent, presence] : present_)
    if (presence == AtDesk::online) agents.push_back(agent);
  return agents;
}

void Duty::set(const std::string& agent, AtDesk presence) {
  std::vector<std::weak_ptr<Listener>> listeners;
  {
    const std::lock_guard lock{mutex_};
    const auto found = present_.find(agent);
    if ((found == present_.end() ? AtDesk::offline : found->second) == presence) return;
    if (presence == AtDesk::offline) present_.erase(found);
    else present_[agent] = presence;
    listeners = listeners_;
  }
  for (const auto& kept : listeners)
    if (const auto listener = kept.lock()) (*listener)(agent, presence);
}

std::shared_ptr<void> Duty::on_change(Listener listener) {
  auto kept = std::make_shared<Listener>(std::move(listener));
  const std::lock_guard lock{mutex_};
  std::erase_if(listeners_, [](const auto& other) { return other.expired(); });
  listeners_.push_back(kept);
  return kept;
}

}  // namespace patchbay::inbox
