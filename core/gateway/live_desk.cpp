#include "core/gateway/live_desk.hpp"

#include <set>
#include <vector>

namespace patchbay::gateway {

using inbox::AtDesk;

LiveDesk::LiveDesk(inbox::Duty* duty, std::function<void(const inbox::Conversations::Heard&)> say,
                   std::function<void(const json::object& frame)> tell)
    : duty_{duty}, say_{std::move(say)}, tell_{std::move(tell)} {}

void LiveDesk::opened(const std::string& agent) {
  bool away = false;
  {
    const std::lock_guard lock{mutex_};
    Agent& one = agents_[agent];
    ++one.sockets;
    away = one.away;
  }
  tell_presence(agent, away ? AtDesk::away : AtDesk::online);
}

void LiveDesk::closed(const std::string& agent, pbay_id socket, std::int64_t now_ms) {
  inbox::Conversations::Heard left;
  {
    const std::lock_guard lock{mutex_};
    const auto found = agents_.find(agent);
    if (found != agents_.end() && --found->second.sockets == 0) found->second.gone_ms = now_ms;
    if (const auto view = views_.find(socket); view != views_.end()) {
      left = std::move(view->second.conversation);
      views_.erase(view);
    }
  }
  tell_views(std::move(left));
}

void LiveDesk::choose(const std::string& agent, AtDesk presence) {
  {
    const std::lock_guard lock{mutex_};
    Agent& one = agents_[agent];
    one.away = presence == AtDesk::away;
    if (one.sockets == 0) return;  // counts once a desk is open
  }
  tell_presence(agent, presence);
}

void LiveDesk::tick(std::int64_t now_ms) {
  std::vector<std::string> left;
  {
    const std::lock_guard lock{mutex_};
    for (auto& [agent, one] : agents_) {
      if (one.sockets > 0 || one.gone_ms == 0 || now_ms - one.gone_ms < kGraceMs) continue;
      one.gone_ms = 0;
      one.away = false;  // who comes back is there
      left.push_back(agent);
    }
  }
  for (const std::string& agent : left) tell_presence(agent, AtDesk::offline);
}

void LiveDesk::tell_presence(const std::string& agent, AtDesk presence) {
  if (!duty_ || duty_->of(agent) == presence) return;
  duty_->set(agent, presence);
  tell_({{"type", "presence"}, {"agent", agent}, {"presence", inbox::name_of(presence)}});
}

void LiveDesk::view(pbay_id socket, const inbox::Principal& agent, const inbox::Conversations::Heard& conversation) {
  inbox::Conversations::Heard before;
  {
    const std::lock_guard lock{mutex_};
    if (const auto found = views_.find(socket); found != views_.end()) {
      before = std::move(found->second.conversation);
      views_.erase(found);
    }
    if (!conversation.conversation.empty()) views_[socket] = {agent.id, agent.name, conversation};
  }
  if (before.conversation != conversation.conversation) tell_views(std::move(before));
  tell_views(conversation);
}

void LiveDesk::tell_views(inbox::Conversations::Heard conversation) {
  if (conversation.conversation.empty()) return;
  json::array agents;
  {
    const std::lock_guard lock{mutex_};
    std::set<std::string> seen;
    for (const auto& [socket, view] : views_)
      if (view.conversation.conversation == conversation.conversation && seen.insert(view.agent).second)
        agents.push_back({{"id", view.agent}, {"name", view.name}});
  }
  conversation.for_agents =
      to_text(json::object{{"type", "viewing"}, {"conversation", conversation.conversation}, {"agents", std::move(agents)}});
  conversation.for_contact.clear();
  say_(conversation);
}

}  // namespace patchbay::gateway
