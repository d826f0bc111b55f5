#pragma once
// What is asked of the host, as values. Nobody answering is an answer.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"
#include "patchbay/host.hpp"
#include "place.hpp"

namespace patchbay::livechat {

struct Actor {
  std::string kind, id, contact, inbox, locale, name;
  bool is_agent() const { return kind == "agent" || kind == "admin" || kind == "system"; }
  bool is_admin() const { return kind == "admin" || kind == "system"; }
};
Actor ask_actor(const Host& host, Ctx ctx);

// Everybody who may work here, without chats and turns.
std::vector<Agent> ask_agents(const Host& host);

struct Hours {
  bool open = true;      // where nobody says, there are no hours
  std::string team;      // of the inbox, where no team was named
  std::string opens_at;  // ISO 8601; empty = open, or not known
};
Hours ask_hours(const Host& host, Ctx ctx, std::string_view team, std::string_view inbox);

// As `ctx` may see it; nullopt: there is none for it.
std::optional<json::object> ask_conversation(const Host& host, Ctx ctx, std::string_view conversation);
// Every message `ctx` may see, in their order, at most `most`.
std::vector<json::object> ask_messages(const Host& host, Ctx ctx, std::string_view conversation,
                                       std::size_t most);

// Lossy frames: to whoever sits at a contact's browser, at an agent's desk.
void tell_contact(const Host& host, const std::string& contact, const json::object& frame);
void tell_agent(const Host& host, const std::string& agent, const json::object& frame);

}  // namespace patchbay::livechat
