#include "core/inbox/handoff_store.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/text.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::string_view kSelect =
    "select h.id, h.conversation, h.state, h.topic, h.team, h.reason, h.summary, h.tried, h.locale, "
    "h.offered_to, h.agent, "
    "h.requested_ms, h.eta_ms, h.event, a.name from handoffs h left join agents a on a.id = h.agent where ";

HandoffRow read_row(const store::Row& row) {
  const auto text = [&row](int column) { return std::string{row.text(column)}; };
  return {.id = text(0),
          .conversation = text(1),
          .state = text(2),
          .topic = text(3),
          .team = text(4),
          .reason = text(5),
          .summary = text(6),
          .tried = text(7),
          .locale = text(8),
          .offered_to = text(9),
          .agent = text(10),
          .agent_name = text(14),
          .requested_ms = row.integer(11),
          .eta_ms = row.integer(12),
          .event = row.integer(13)};
}

std::optional<HandoffRow> find_one(store::Session& db, std::string_view condition, const std::string& value) {
  std::optional<HandoffRow> found;
  db.query(std::string{kSelect}.append(condition), {value}, [&](const store::Row& row) {
    found.emplace(read_row(row));
    return false;
  });
  return found;
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

std::optional<HandoffRow> find_handoff(store::Session& db, const std::string& id) {
  return find_one(db, "h.id = $1", id);
}

std::optional<HandoffRow> newest_handoff(store::Session& db, const std::string& conversation) {
  return find_one(db, "h.conversation = $1 order by h.requested_ms desc, h.id desc limit 1", conversation);
}

std::vector<HandoffRow> unanswered_handoffs(store::Session& db, std::int64_t before_ms, int limit) {
  std::vector<HandoffRow> found;
  db.query(std::string{kSelect}.append(
               "h.open = 1 and h.state in ('requested', 'offered') and h.requested_ms < $1 "
               "order by h.requested_ms, h.id limit $2"),
           {before_ms, std::int64_t{limit}}, [&](const store::Row& row) {
             found.push_back(read_row(row));
             return true;
           });
  return found;
}

void insert_handoff(store::Write& db, const HandoffRow& row) {
  db.run(
      "insert into handoffs (id, conversation, state, open, topic, team, reason, summary, tried, locale, "
      "requested_ms, "
      "offered_to, agent, eta_ms, event) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
      "$14, $15)",
      {row.id, row.conversation, row.state, std::int64_t{row.is_open()}, row.topic, row.team, row.reason,
       row.summary, row.tried, row.locale, row.requested_ms, row.offered_to, row.agent, row.eta_ms,
       row.event});
}

void update_handoff(store::Write& db, const HandoffRow& row) {
  db.run(
      "update handoffs set state = $1, open = $2, team = $3, offered_to = $4, agent = $5, eta_ms = $6, event "
      "= $7 where id = $8",
      {row.state, std::int64_t{row.is_open()}, row.team, row.offered_to, row.agent, row.eta_ms, row.event,
       row.id});
}

json::object shape_of(const HandoffRow& row) {
  return {
      {"id", row.id},
      {"conversation", row.conversation},
      {"state", row.state},
      {"topic", text_or_null(row.topic)},
      {"team", text_or_null(row.team)},
      {"reason", row.reason},
      {"summary", row.summary},
      {"tried", parse_json(row.tried, "what was tried")},
      {"locale", row.locale},
      {"requested_at", iso_time(row.requested_ms)},
      {"offered_to", text_or_null(row.offered_to)},
      {"agent", row.agent.empty() ? json::value(nullptr)
                                  : json::value(json::object{{"id", row.agent}, {"name", row.agent_name}})},
      {"eta", row.eta_ms == 0 ? json::value(nullptr) : json::value(iso_time(row.eta_ms))}};
}

}  // namespace patchbay::inbox
