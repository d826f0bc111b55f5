#include "asks.hpp"

#include <algorithm>

namespace patchbay::livechat {
namespace {

constexpr int kMessagesAtOnce = 200;

std::optional<json::object> answer_of(const Host& host, Ctx ctx, std::string_view method,
                                      const json::object& request) {
  const auto reply = host.try_call(ctx, method, to_text(request));
  if (!reply) return std::nullopt;
  return read_object(*reply);
}

// As answer_of(), and what may not be seen or is not there is nothing.
std::optional<json::object> seen_by(const Host& host, Ctx ctx, std::string_view method,
                                    const json::object& request) {
  try {
    return answer_of(host, ctx, method, request);
  } catch (const Failure& failure) {
    if (failure.status() != PBAY_E_NOT_FOUND && failure.status() != PBAY_E_DENIED) throw;
    return std::nullopt;
  }
}

void tell(const Host& host, json::object whom, const json::object& frame) {
  whom["frame"] = frame;
  try {
    host.try_call(kSelf, "frame.send@1", to_text(whom));
  } catch (const Failure& failure) {
    host.log(PBAY_LOG_DEBUG, "a frame was not sent", {{"why", failure.what()}});
  }
}

}  // namespace

Actor ask_actor(const Host& host, Ctx ctx) {
  const json::object who = read_object(host.call(ctx, "session.actor@1"));
  return {text_of(who, "kind"),  text_of(who, "id"),     text_of(who, "contact"),
          text_of(who, "inbox"), text_of(who, "locale"), text_of(who, "name")};
}

std::vector<Agent> ask_agents(const Host& host) {
  std::vector<Agent> agents;
  const auto reply = answer_of(host, kSelf, "agent.list@1", {});
  const json::array* items = reply ? array_of(*reply, "items") : nullptr;
  if (items == nullptr) return agents;
  for (const json::value& item : *items) {
    const json::object& one = item.as_object();
    if (!flag_of(one, "enabled", true)) continue;
    agents.push_back({text_of(one, "id"), text_of(one, "name"), texts_of(one, "teams"),
                      text_of(one, "presence") == "online", 0, 0});
  }
  return agents;
}

Hours ask_hours(const Host& host, Ctx ctx, std::string_view team, std::string_view inbox) {
  json::object request;
  if (!team.empty()) request["team"] = team;
  if (!inbox.empty()) request["inbox"] = inbox;
  const auto reply = answer_of(host, ctx, "hours.get@1", request);
  if (!reply) return {true, std::string{team}, {}};
  return {flag_of(*reply, "open", true), text_of(*reply, "team", team), text_of(*reply, "opens_at")};
}

std::optional<json::object> ask_conversation(const Host& host, Ctx ctx, std::string_view conversation) {
  return seen_by(host, ctx, "conversation.get@1", {{"conversation", conversation}});
}

std::vector<json::object> ask_messages(const Host& host, Ctx ctx, std::string_view conversation,
                                       std::size_t most) {
  std::vector<json::object> messages;
  std::int64_t after = 0;
  while (messages.size() < most) {
    const auto reply =
        answer_of(host, ctx, "message.list@1",
                  {{"conversation", conversation}, {"after", after}, {"limit", kMessagesAtOnce}});
    const json::array* items = reply ? array_of(*reply, "items") : nullptr;
    if (items == nullptr || items->empty()) break;
    const std::int64_t before = after;
    for (const json::value& item : *items) {
      after = std::max(after, integer_of(item.as_object(), "seq"));
      if (messages.size() < most) messages.push_back(item.as_object());
    }
    if (after == before) break;
  }
  return messages;
}

void tell_contact(const Host& host, const std::string& contact, const json::object& frame) {
  if (!contact.empty()) tell(host, {{"contact", contact}}, frame);
}

void tell_agent(const Host& host, const std::string& agent, const json::object& frame) {
  tell(host, {{"agent", agent}}, frame);
}

}  // namespace patchbay::livechat
