// A conversation as JSON.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/text.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/contact_store.hpp"
#include "core/inbox/conversation_store.hpp"
#include "core/inbox/handoff_store.hpp"
#include "core/inbox/message_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kShownBody = 200;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value time_or_null(std::int64_t ms) {
  return ms == 0 ? json::value(nullptr) : json::value(iso_time(ms));
}

json::object contact_of(store::Session& db, const ConversationRow& row) {
  std::string id = row.contact, name = row.name;
  bool blocked = row.blocked;
  if (!row.merged_contact.empty())
    if (const auto root = root_of(db, row.contact)) {
      id = root->id;
      blocked = blocked || root->blocked;
      if (!root->name.empty()) name = root->name;
    }
  json::value email;
  bool verified = false;
  for (const Identity& identity :
       identities_of(db, row.merged_contact.empty() ? std::vector{id} : family_of(db, id))) {
    verified = verified || identity.verified;
    if (identity.kind == "email" && email.is_null()) email = identity.value;
  }
  return {{"id", id},
          {"name", name},
          {"email", std::move(email)},
          {"verified", verified},
          {"locale", row.locale},
          {"blocked", blocked}};
}

json::value last_shape(const std::optional<MessageRow>& last) {
  if (!last) return nullptr;
  return json::object{{"seq", last->seq},
                      {"at", iso_time(last->at_ms)},
                      {"author", shape_of(last->author)},
                      {"body", cut_utf8(last->body, kShownBody)},
                      {"note", last->note}};
}

}  // namespace

json::object shape_of(store::Session& db, const ConversationRow& row, bool for_agents) {
  json::value assignee, handoff;
  if (!row.assignee.empty())
    if (const auto agent = find_agent_by_id(db, row.assignee))
      assignee = json::object{{"id", row.assignee}, {"name", agent->agent.name}};
  if (const auto newest = newest_handoff(db, row.id)) handoff = shape_of(*newest);
  const auto last = last_message(db, row.id, for_agents);
  json::object out{{"id", row.id},
                   {"number", row.number},
                   {"inbox", row.inbox},
                   {"status", row.status},
                   {"channel", row.channel},
                   {"contact", contact_of(db, row)},
                   {"assignee", std::move(assignee)},
                   {"subject", text_or_null(row.subject)},
                   {"created_at", iso_time(row.created_ms)},
                   {"updated_at", iso_time(row.updated_ms)},
                   {"snoozed_until", time_or_null(row.snoozed_ms)},
                   {"resolved_at", time_or_null(row.resolved_ms)},
                   {"waiting_since", time_or_null(row.waiting_ms)},
                   {"last_seq", for_agents ? row.last_seq
                                : last     ? last->seq
                                           : 0},
                   {"last_message", last_shape(last)},
                   {"handoff", std::move(handoff)},
                   {"seen",
                    {{"contact", {{"delivered", row.delivered_seq}, {"read", row.read_seq}}},
                     {"agent", {{"read", row.agent_seq}}}}},
                   {"merged_into", text_or_null(row.merged_into)},
                   {"event", row.event}};
  if (!row.split_from.empty())
    out["quotes"] = json::object{{"conversation", row.split_from}, {"seq", row.split_seq}};
  if (!for_agents) return out;
  json::array labels;
  for (const std::string& label : labels_of(db, row.id)) labels.emplace_back(label);
  out["labels"] = std::move(labels);
  out["team"] = text_or_null(row.team);
  out["priority"] = text_or_null(row.priority);
  out["due_at"] = time_or_null(row.due_ms);
  out["unread"] = row.unread;
  return out;
}

}  // namespace patchbay::inbox
