#include "core/inbox/message_store.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/text.hpp"
#include "core/inbox/reach.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::string_view kSelect =
    "select id, conversation, seq, at_ms, author_kind, author_id, author_name, author_avatar, channel, body, "
    "parts, note, "
    "edited_ms, sender, cmid, delivery, delivery_detail, event, meta from messages where ";

MessageRow read_row(const store::Row& row) {
  const auto text = [&row](int column) { return std::string{row.text(column)}; };
  MessageRow out;
  out.id = text(0), out.conversation = text(1), out.seq = row.integer(2), out.at_ms = row.integer(3);
  out.author = {.kind = text(4), .id = text(5), .name = text(6), .avatar = text(7)};
  out.channel = text(8), out.body = text(9), out.parts = text(10), out.note = row.integer(11) != 0;
  out.edited_ms = row.integer(12), out.sender = text(13), out.cmid = text(14), out.delivery = text(15);
  out.delivery_detail = text(16), out.event = row.integer(17), out.meta = text(18);
  return out;
}

std::vector<MessageRow> read_rows(store::Session& db, const Sql& sql) {
  std::vector<MessageRow> rows;
  sql.query(db, [&](const store::Row& row) {
    rows.push_back(read_row(row));
    return true;
  });
  return rows;
}

}  // namespace

std::optional<Sent> find_sent(store::Session& db, const std::string& sender, const std::string& cmid) {
  std::optional<Sent> found;
  db.query("select conversation, id, hash, seq, event from messages where sender = $1 and cmid = $2",
           {sender, cmid}, [&](const store::Row& row) {
             found.emplace(Sent{.conversation = std::string{row.text(0)},
                                .id = std::string{row.text(1)},
                                .hash = std::string{row.text(2)},
                                .seq = row.integer(3),
                                .event = row.integer(4)});
             return false;
           });
  return found;
}

void insert_message(store::Write& db, const MessageRow& row) {
  db.run(
      "insert into messages (id, conversation, seq, at_ms, author_kind, author_id, author_name, "
      "author_avatar, channel, body, "
      "parts, note, edited_ms, sender, cmid, hash, delivery, delivery_detail, event, meta) values ($1, $2, "
      "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $17, $18, $19)",
      {row.id, row.conversation, row.seq, row.at_ms, row.author.kind, row.author.id, row.author.name,
       row.author.avatar, row.channel, row.body, row.parts, std::int64_t{row.note}, row.sender, row.cmid,
       row.hash, row.delivery, row.delivery_detail, row.event, row.meta});
}

void update_message(store::Write& db, const MessageRow& row) {
  db.run(
      "update messages set body = $1, edited_ms = $2, delivery = $3, delivery_detail = $4, event = $5 where "
      "conversation = $6 "
      "and seq = $7",
      {row.body, row.edited_ms, row.delivery, row.delivery_detail, row.event, row.conversation, row.seq});
}

std::optional<MessageRow> find_message(store::Session& db, const std::string& conversation,
                                       std::int64_t seq) {
  auto rows =
      read_rows(db, Sql{std::string{kSelect}}.add("conversation = ? and seq = ?", {conversation, seq}));
  return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

std::vector<MessageRow> list_messages(store::Session& db, const std::string& conversation, std::int64_t after,
                                      std::int64_t before, int limit, bool with_notes) {
  const bool rises = after != 0 && before <= 0;
  Sql sql{std::string{kSelect}};
  sql.add("conversation = ? and seq > ?", {conversation, after});
  if (before > 0) sql.add(" and seq < ?", {before});
  if (!with_notes) sql.add(" and note = 0");
  sql.add(rises ? " order by seq limit ?" : " order by seq desc limit ?", {std::int64_t{limit}});
  auto rows = read_rows(db, sql);
  if (!rises) std::reverse(rows.begin(), rows.end());
  return rows;
}

std::optional<MessageRow> last_message(store::Session& db, const std::string& conversation, bool with_notes) {
  auto rows = list_messages(db, conversation, 0, 0, 1, with_notes);
  return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

std::int64_t count_unread(store::Session& db, const std::string& conversation, std::int64_t after) {
  std::int64_t count = 0;
  db.query("select count(*) from messages where conversation = $1 and seq > $2 and author_kind = 'visitor'",
           {conversation, after}, [&](const store::Row& row) {
             count = row.integer(0);
             return false;
           });
  return count;
}

json::object shape_of(const Author& author) {
  return {{"kind", author.kind},
          {"id", author.id},
          {"name", author.name},
          {"avatar", author.avatar.empty() ? json::value(nullptr) : json::value(author.avatar)}};
}

json::object shape_of(const MessageRow& row, bool own, bool for_agents) {
  json::object out{
      {"conversation", row.conversation},
      {"id", row.id},
      {"seq", row.seq},
      {"at", iso_time(row.at_ms)},
      {"author", shape_of(row.author)},
      {"channel", row.channel},
      {"body", row.body},
      {"parts", row.parts == "[]" ? json::value(json::array()) : parse_json(row.parts, "parts")},
      {"note", row.note},
      {"edited_at", row.edited_ms == 0 ? json::value(nullptr) : json::value(iso_time(row.edited_ms))}};
  if (row.event > 0) out["event"] = row.event;
  if (own && !row.cmid.empty()) out["cmid"] = row.cmid;
  if (!row.delivery.empty()) {
    json::object delivery{{"state", row.delivery}};
    if (!row.delivery_detail.empty()) delivery["detail"] = row.delivery_detail;
    out["delivery"] = std::move(delivery);
  }
  if (for_agents && !row.meta.empty()) out["meta"] = parse_json(row.meta, "meta");
  return out;
}

}  // namespace patchbay::inbox
