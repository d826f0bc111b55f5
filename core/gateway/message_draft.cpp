#include "core/gateway/message_draft.hpp"

#include "core/base/error.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMostParts = 20, kMostEntries = 50;

json::array list_or_none(const json::object& message, std::string_view name, std::size_t most) {
  const json::value* list = message.if_contains(name);
  if (!list || list->is_null()) return {};
  if (!list->is_array()) throw Error{Code::invalid, "'" + std::string{name} + "' is a list"};
  if (list->get_array().size() > most)
    throw Error{Code::invalid, "'" + std::string{name} + "' has at most " + std::to_string(most) + " entries"};
  return list->get_array();
}

}  // namespace

inbox::Draft read_draft(const json::object& message, const config::Limits& limits) {
  inbox::Draft draft;
  draft.cmid = required_string(message, "cmid");
  draft.body = string_or(message, "body", "");
  draft.note = bool_or(message, "note", false);
  draft.parts = list_or_none(message, "parts", kMostParts);
  draft.journey = list_or_none(message, "journey", kMostEntries);
  const std::int64_t files = limits.number("upload_files");
  for (const json::value& id : list_or_none(message, "attachments", files < 0 ? kMostParts : static_cast<std::size_t>(files))) {
    if (!id.is_string()) throw Error{Code::invalid, "'attachments' is a list of the ids of uploads"};
    draft.attachments.emplace_back(id.get_string());
  }
  return draft;
}

inbox::Conversations::Heard heard_of(const json::object& conversation, std::string_view topic) {
  const auto id_in = [&](std::string_view name) {
    const json::value* one = conversation.if_contains(name);
    return one && one->is_object() ? string_or(one->get_object(), "id", "") : std::string{};
  };
  inbox::Conversations::Heard heard;
  heard.topic = topic;
  heard.conversation = string_or(conversation, "id", "");
  heard.contact = id_in("contact");
  heard.inbox = string_or(conversation, "inbox", "");
  heard.team = string_or(conversation, "team", "");
  heard.assignee = id_in("assignee");
  return heard;
}

json::object author_json(const inbox::Principal& who) {
  const bool agent = who.is_agent();
  return {{"kind", agent ? "agent" : "visitor"}, {"id", agent ? who.id : who.contact}, {"name", who.name}, {"avatar", nullptr}};
}

}  // namespace patchbay::gateway
