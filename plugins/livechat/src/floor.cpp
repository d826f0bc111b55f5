#include "floor.hpp"

#include <algorithm>

#include "asks.hpp"
#include "moment.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::int64_t kLookAgainMs = 60'000;
constexpr std::int64_t kForgottenMs =
    24 * 60 * 60'000;  // nobody wrote for a day: no live chat, whatever its status

}  // namespace

std::vector<Agent> Floor::agents(std::int64_t now) {
  std::vector<Agent> agents = ask_agents(host_);
  const Turns turns = store_.turns();
  for (Agent& agent : agents)
    if (const auto turn = turns.find(agent.id); turn != turns.end()) agent.last_offered = turn->second;
  for (const Chat& chat : store_.chats()) {
    if (idle_ms_ > 0 && now - chat.active >= idle_ms_) {
      if (is_due(chat.conversation, now)) look_at(chat, now);
      continue;  // when somebody wrote after all, the next look counts it
    }
    const auto agent = std::find_if(agents.begin(), agents.end(),
                                    [&chat](const Agent& one) { return one.id == chat.agent; });
    if (agent != agents.end()) ++agent->chats;
  }
  return agents;
}

void Floor::look_at(const Chat& chat, std::int64_t now) {
  const auto conversation = ask_conversation(host_, kSelf, chat.conversation);
  const json::object* assignee = conversation ? object_of(*conversation, "assignee") : nullptr;
  if (!conversation || assignee == nullptr || text_of(*conversation, "status", "open") != "open") {
    store_.remove(chat);
    return;
  }
  Chat now_chat = chat;
  now_chat.agent = text_of(*assignee, "id");
  now_chat.team = text_of(*conversation, "team", chat.team);
  if (const json::object* last = object_of(*conversation, "last_message"))
    now_chat.active = std::max(now_chat.active, time_of(text_of(*last, "at")));
  if (now - now_chat.active > kForgottenMs) {
    store_.remove(chat);
  } else if (now_chat.agent != chat.agent || now_chat.active != chat.active || now_chat.team != chat.team) {
    store_.put(now_chat);
  }
}

bool Floor::is_due(const std::string& conversation, std::int64_t now) {
  const std::lock_guard lock{mutex_};
  if (looked_at_.size() > 10'000) looked_at_.clear();
  std::int64_t& at = looked_at_[conversation];
  if (now - at < kLookAgainMs) return false;
  at = now;
  return true;
}

}  // namespace patchbay::livechat
