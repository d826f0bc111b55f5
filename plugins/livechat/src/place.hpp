#pragma once
// What the queue is made of: a visitor's place in it, a chat that runs, an agent on duty. Plain values; times
// are Unix milliseconds, 0 = not.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"

namespace patchbay::livechat {

// One conversation that waits for an agent. The document's id is the conversation.
struct Place {
  std::string conversation, handoff, contact, team, topic, reason, summary, locale;
  std::int64_t since = 0;          // when the visitor asked
  std::vector<std::string> asked;  // agents who had their chance
  std::string offered_to;          // who is asked now; empty = nobody
  std::int64_t offered_at = 0, offered_until = 0;
  bool leaving = false;  // nobody here takes it: it is being handed on
  std::int64_t rev = 0;
};
json::object to_document(const Place& place);
Place place_of(std::string_view conversation, std::int64_t rev, const json::object& document);

// One conversation an agent talks in. The document's id is the conversation.
struct Chat {
  std::string conversation, contact, agent, team;
  std::int64_t since = 0, active = 0;  // active: when somebody last wrote, as far as is known
  std::int64_t rev = 0;
};
json::object to_document(const Chat& chat);
Chat chat_of(std::string_view conversation, std::int64_t rev, const json::object& document);

struct Agent {
  std::string id, name;
  std::vector<std::string> teams;
  bool online = false;
  int chats = 0;                  // that run now
  std::int64_t last_offered = 0;  // when it was this agent's turn
};
bool is_of_team(const Agent& agent, std::string_view team);  // every agent is of no team

}  // namespace patchbay::livechat
