// The change log as people watch it: rows into frames.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/inbox/conversations_state.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::string_view kForAgentsOnly[] = {"labels", "team", "priority", "due_at", "unread"};

std::string text_of(const json::object& row, std::string_view key) {
  const json::value* value = row.if_contains(key);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

const json::object& object_of(const json::object& row, std::string_view key) {
  static const json::object kNone;
  const json::value* value = row.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

std::string frame(std::string_view type, std::int64_t event, const json::object& rest) {
  json::object out{{"type", type}, {"event", event}};
  for (const auto& [key, value] : rest) out.insert_or_assign(key, value);
  out["event"] = event;
  return to_text(out);
}

json::object without_agents_members(json::object object) {
  for (const std::string_view key : kForAgentsOnly) object.erase(key);
  return object;
}

void read_message(Conversations::Heard& heard, const json::object& row, std::string_view type) {
  json::object message = object_of(row, "message");
  heard.note = bool_or(message, "note", false);
  const bool by_contact = text_of(object_of(message, "author"), "kind") == "visitor";
  json::object with_cmid = message;
  message.erase("cmid");
  heard.for_agents = frame(type, heard.event, by_contact ? message : with_cmid);
  if (heard.note) return;
  json::object& theirs = by_contact ? with_cmid : message;
  theirs.erase("meta");
  heard.for_contact = frame(type, heard.event, theirs);
}

void read_conversation(Conversations::Heard& heard, const json::object& row) {
  json::object changes = object_of(row, "changes"), value = object_of(row, "value");
  value["event"] = heard.event;
  const bool only_labels = changes.size() == 1 && changes.contains("labels");
  const bool only_team = changes.size() == 1 && changes.contains("team");
  const bool only_assignee = changes.size() == 1 && changes.contains("assignee");
  if (changes.contains("merged_into")) {
    heard.for_agents = heard.for_contact =
        frame("moved", heard.event, {{"conversation", heard.conversation}, {"into", changes["merged_into"]}});
    return;
  }
  json::object told{{"conversation", heard.conversation}};
  if (only_labels || only_team || only_assignee) {
    told.insert_or_assign(changes.begin()->key(), changes.begin()->value());
    heard.for_agents = frame(only_labels ? "label" : "assignment", heard.event, told);
    if (only_assignee) heard.for_contact = heard.for_agents;
    return;
  }
  told["changes"] = changes;
  told["value"] = value;
  heard.for_agents = frame("conversation", heard.event, told);
  changes = without_agents_members(std::move(changes));
  if (changes.empty() && heard.topic != "conversation.created") return;
  told["changes"] = changes;
  told["value"] = without_agents_members(std::move(value));
  heard.for_contact = frame("conversation", heard.event, told);
}

}  // namespace

std::optional<Conversations::Heard> Conversations::read_change(const store::LoggedChange& change) {
  const std::string& topic = change.change.topic;
  const bool conversation = topic.starts_with("conversation."), handoff = topic.starts_with("handoff.");
  const bool message = topic == "message.created" || topic == "message.updated";
  const bool contact = topic.starts_with("contact.");
  if (!conversation && !handoff && !message && !contact) return std::nullopt;
  const json::object row = parse_object(change.change.json, "a change");
  Heard heard;
  heard.event = change.event;
  heard.topic = topic;
  heard.conversation = text_of(row, "conversation");
  heard.contact = text_of(row, "contact");
  heard.inbox = text_of(row, "inbox");
  heard.team = text_of(row, "team");
  heard.assignee = text_of(row, "assignee");
  heard.was_team = text_of(row, "was_team");
  heard.was_assignee = text_of(row, "was_assignee");
  heard.was_anyones = row.contains("was_team") && heard.was_team.empty();
  if (const json::value* list = row.if_contains("above"); list != nullptr && list->is_array())
    for (const json::value& one : list->get_array()) heard.above.emplace_back(one.as_string());
  if (message) {
    read_message(heard, row, topic == "message.created" ? "message" : "message_updated");
  } else if (handoff) {
    heard.for_agents = heard.for_contact = frame("handoff", change.event, object_of(row, "handoff"));
  } else if (topic == "conversation.seen") {
    heard.for_agents = heard.for_contact = frame("seen", change.event, object_of(row, "seen"));
  } else if (conversation) {
    read_conversation(heard, row);
  } else {
    json::object told{{"contact", row.contains("value") ? row.at("value") : json::value(heard.contact)}};
    if (topic == "contact.erased") told["erased"] = true;
    if (bool_or(row, "orders_changed", false)) told["orders_changed"] = true;
    heard.for_agents = frame("contact", change.event, told);
  }
  return heard;
}

bool Conversations::may_hear(const Principal& by, const Heard& heard) const {
  if (by.kind == Kind::admin || by.kind == Kind::system) return !heard.for_agents.empty();
  if (by.kind != Kind::agent)
    return !heard.for_contact.empty() && !by.contact.empty() &&
           (by.contact == heard.contact ||
            std::find(heard.above.begin(), heard.above.end(), by.contact) != heard.above.end());
  if (heard.for_agents.empty()) return false;
  if (heard.conversation.empty() || heard.team.empty() || heard.was_anyones) return true;
  if (heard.assignee == by.id || heard.was_assignee == by.id) return true;
  const Directory& directory = state_->directory;
  return directory.is_member(by, heard.team) ||
         (!heard.was_team.empty() && directory.is_member(by, heard.was_team));
}

std::optional<Conversations::Changes> Conversations::changes(const Principal& by, std::int64_t event,
                                                             int limit) {
  std::vector<store::LoggedChange> rows;
  std::int64_t last = 0;
  state_->database.read([&](store::Session& db) {
    rows = store::changes_after(db, event, std::clamp(limit, 1, 5000));
    if (rows.empty()) last = store::last_event(db);
  });
  if (rows.empty() && last != event) return std::nullopt;
  Changes out{{}, event};
  for (const store::LoggedChange& row : rows) {
    if (row.event != out.reached + 1)
      return std::nullopt;  // places follow each other; those between were forgotten
    out.reached = row.event;
    const auto heard = read_change(row);
    if (!heard || !may_hear(by, *heard)) continue;
    out.frames.push_back(parse_object(by.is_agent() ? heard->for_agents : heard->for_contact, "a frame"));
  }
  return out;
}

}  // namespace patchbay::inbox
