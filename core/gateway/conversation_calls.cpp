#include "core/gateway/conversation_calls.hpp"

#include "core/base/error.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/live.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/message_draft.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::string_view kStarts = "chat_start", kMessages = "messages";

// The active one first, else the newest; empty: there is none.
std::string latest_of(const ConversationRooms& rooms, const inbox::Principal& by, bool only_active) {
  inbox::Filter filter;
  filter.status = "all";
  filter.limit = 10;
  const inbox::Page page = rooms.conversations.list(by, filter);
  for (const json::object& conversation : page.items)
    if (string_or(conversation, "status", "") != "resolved") return required_string(conversation, "id");
  return page.items.empty() || only_active ? std::string{} : required_string(page.items.front(), "id");
}

}  // namespace

std::string existing_of(const BuiltIn& parts, const Exchange& exchange) {
  std::string id = param(exchange, "id");
  if (id != "active" || exchange.principal.is_agent()) return id;
  id = latest_of(*parts.rooms, exchange.principal, false);
  if (id.empty()) throw Error{Code::not_found, "There is no conversation yet; write a message."};
  return id;
}

void take_message(const BuiltIn& parts, const inbox::Principal& by, const Settings& settings) {
  const std::string& sender = by.is_agent() || by.contact.empty() ? by.id : by.contact;
  const int wait = parts.limiter.take(kMessages, sender, settings.config.limits.rate("messages"), steady_ms());
  if (wait > 0) throw Error{Code::limit, "Too many messages; try again in " + std::to_string(wait) + " s."};
}

bool may_begin_too_often(const BuiltIn& parts, const inbox::Principal& by, const inbox::Draft& draft, const Settings& settings,
                         const std::string& address) {
  if (by.is_agent() || !draft.conversation.empty()) return false;
  return !parts.limiter.has(kStarts, address, settings.config.limits.rate("chat_start"), steady_ms());
}

void note_begun(const BuiltIn& parts, const Settings& settings, const std::string& address) {
  parts.limiter.take(kStarts, address, settings.config.limits.rate("chat_start"), steady_ms());
}

void refuse_beginning(const BuiltIn& parts, const inbox::Principal& by, const inbox::Draft& draft, const Settings& settings,
                      const std::string& address) {
  if (may_begin_too_often(parts, by, draft, settings, address) && latest_of(*parts.rooms, by, true).empty())
    throw Error{Code::limit, "Too many conversations were started from your address; try again in a minute."};
}

json::object handoff_request(const json::object& sent) {
  json::object request;
  for (const std::string_view name : {"reason", "topic", "team"})
    if (std::string text = string_or(sent, name, ""); !text.empty()) request[name] = std::move(text);
  if (const json::value* tried = sent.if_contains("tried"); tried && !tried->is_null()) request["tried"] = *tried;
  return request;
}

json::object ask_for_person(const BuiltIn& parts, const inbox::Principal& by, const std::string& conversation, json::object request,
                            std::int64_t deadline_ms) {
  if (!conversation.empty()) request["conversation"] = conversation;
  if (!by.locale.empty()) request["locale"] = by.locale;
  return parse_object(parts.target.call(by, "handoff.request@1", to_text(request), deadline_ms), "the hand-off");
}

void say_typing(const BuiltIn& parts, const inbox::Principal& by, const std::string& conversation, bool note, pbay_id except) {
  inbox::Conversations::Heard heard = heard_of(parts.rooms->conversations.get(by, conversation), "typing");
  heard.note = note;
  heard.for_agents =
      to_text(json::object{{"type", "typing"}, {"conversation", heard.conversation}, {"author", author_json(by)}, {"note", note}});
  if (!note) heard.for_contact = heard.for_agents;
  parts.live.say(heard, except);
}

}  // namespace patchbay::gateway
