#include "core/inbox/change_rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/inbox/agent_store.hpp"
#include "core/inbox/reach.hpp"

namespace patchbay::inbox {
namespace {

void add_text(std::string& out, std::string_view key, const std::string& text) {
  out.append(",\"").append(key).append("\":").append(text.empty() ? "null" : quoted(text));
}

}  // namespace

std::string quoted(std::string_view text) {
  return json::serialize(json::string_view{text.data(), text.size()});
}

std::string context_of(store::Session& db, const ConversationRow& row) {
  std::string out = "\"conversation\":\"" + row.id + "\",\"number\":" + std::to_string(row.number) +
                    ",\"contact\":\"" + row.contact + "\",\"above\":[";
  if (!row.merged_contact.empty())
    for (const std::string& one : above(db, row.merged_contact))
      out += (out.back() == '[' ? "\"" : ",\"") + one + "\"";
  out += "],\"inbox\":" + quoted(row.inbox);
  add_text(out, "team", row.team);
  add_text(out, "assignee", row.assignee);
  add_text(out, "status", row.status);
  return out;
}

std::int64_t tell(store::Write& db, ConversationRow& row, const std::string& topic, const json::object& what,
                  bool durable) {
  std::string text = "{" + context_of(db, row);
  if (!what.empty()) text.append(",").append(to_text(what), 1);
  if (what.empty()) text += '}';
  row.event = db.append({topic, row.id, std::move(text), durable});
  return row.event;
}

namespace {

json::object about(store::Session& db, const ConversationRow& row, const Principal& by,
                   const json::object& changes) {
  return {{"by", {{"kind", name_of(by.kind)}, {"id", by.id}, {"name", by.name}}},
          {"changes", changes},
          {"value", shape_of(db, row, true)}};
}

}  // namespace

std::int64_t tell_changes(store::Write& db, ConversationRow& row, const std::string& topic,
                          const Principal& by, const json::object& changes) {
  return tell(db, row, topic, about(db, row, by, changes));
}

std::int64_t tell_assignee(store::Write& db, ConversationRow& row, const Principal& by,
                           const std::string& before) {
  json::value shown;
  if (const auto agent = row.assignee.empty() ? std::nullopt : find_agent_by_id(db, row.assignee))
    shown = json::object{{"id", row.assignee}, {"name", agent->agent.name}};
  json::object what = about(db, row, by, {{"assignee", std::move(shown)}});
  what["was_assignee"] = before;
  return tell(db, row, "conversation.updated", what);
}

std::int64_t tell_team(store::Write& db, ConversationRow& row, const Principal& by,
                       const std::string& before) {
  json::object what =
      about(db, row, by, {{"team", row.team.empty() ? json::value(nullptr) : json::value(row.team)}});
  what["was_team"] = before;
  return tell(db, row, "conversation.updated", what);
}

std::int64_t tell_handoff(store::Write& db, ConversationRow& row, const std::string& topic,
                          HandoffRow& handoff) {
  handoff.event = tell(db, row, topic, {{"handoff", shape_of(handoff)}});
  return handoff.event;
}

void close_handoff(store::Write& db, ConversationRow& row) {
  auto handoff = newest_handoff(db, row.id);
  if (!handoff || !handoff->is_open()) return;
  handoff->state = "closed";
  tell_handoff(db, row, "handoff.closed", *handoff);
  update_handoff(db, *handoff);
}

}  // namespace patchbay::inbox
