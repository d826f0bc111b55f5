#include "core/inbox/conversation_store.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kNever = std::int64_t{1} << 60;  // sorts after every time

constexpr std::string_view kSelect =
    "select c.id, c.number, c.inbox, c.contact, c.channel, c.instance, c.status, c.active, c.assignee, "
    "c.team, c.subject, "
    "c.priority, c.created_ms, c.updated_ms, c.snoozed_ms, c.due_ms, c.resolved_ms, c.waiting_ms, "
    "c.last_seq, c.unread, "
    "c.delivered_seq, c.read_seq, c.agent_seq, c.merged_into, c.split_from, c.split_seq, c.event, p.name, "
    "p.locale, "
    "p.merged_into, p.blocked, p.erased_ms from conversations c join contacts p on p.id = c.contact where ";

ConversationRow read_row(const store::Row& row) {
  ConversationRow out;
  int at = 0;
  const auto text = [&] { return std::string{row.text(at++)}; };
  const auto number = [&] { return row.integer(at++); };
  out.id = text(), out.number = number(), out.inbox = text(), out.contact = text(), out.channel = text();
  out.instance = text(), out.status = text(), out.active = number() != 0, out.assignee = text(),
  out.team = text();
  out.subject = text(), out.priority = text(), out.created_ms = number(), out.updated_ms = number();
  out.snoozed_ms = number(), out.due_ms = number(), out.resolved_ms = number(), out.waiting_ms = number();
  out.last_seq = number(), out.unread = number(), out.delivered_seq = number(), out.read_seq = number();
  out.agent_seq = number(), out.merged_into = text(), out.split_from = text(), out.split_seq = number();
  out.event = number(), out.name = text(), out.locale = text(), out.merged_contact = text();
  out.blocked = number() != 0, out.erased = number() != 0;
  return out;
}

std::optional<ConversationRow> find_one(store::Session& db, const Sql& sql) {
  std::optional<ConversationRow> found;
  sql.query(db, [&](const store::Row& row) {
    found = read_row(row);
    return false;
  });
  return found;
}

Sql select() {
  return Sql{std::string{kSelect}};
}

}  // namespace

std::optional<ConversationRow> find_conversation(store::Session& db, const std::string& id_or_number) {
  if (is_ulid(id_or_number)) return find_one(db, select().add("c.id = ?", {id_or_number}));
  std::int64_t number = 0;
  const char* end = id_or_number.data() + id_or_number.size();
  if (const auto read = std::from_chars(id_or_number.data(), end, number);
      read.ec != std::errc{} || read.ptr != end)
    return std::nullopt;
  return find_one(db, select().add("c.number = ?", {number}));
}

bool may_see(store::Session& db, const ConversationRow& row, const Reach& reach) {
  if (reach.is_agent()) return reach.covers(row.team, row.assignee);
  if (reach.contact.empty()) return false;
  if (row.contact == reach.contact) return true;
  const auto ancestors = above(db, row.merged_contact);
  return std::find(ancestors.begin(), ancestors.end(), reach.contact) != ancestors.end();
}

ConversationRow get_conversation(store::Session& db, const std::string& id_or_number, const Reach& reach) {
  auto found = reach.is_agent() || is_ulid(id_or_number) ? find_conversation(db, id_or_number) : std::nullopt;
  if (!found || !may_see(db, *found, reach)) throw Error{Code::not_found, "there is no such conversation"};
  return *std::move(found);
}

ConversationRow follow_merges(store::Session& db, ConversationRow row) {
  for (int hops = 0; !row.merged_into.empty() && hops < 64; ++hops) {
    auto next = find_conversation(db, row.merged_into);
    if (!next) break;
    row = *std::move(next);
  }
  return row;
}

std::optional<ConversationRow> find_active(store::Session& db, const std::string& contact,
                                           const std::string& inbox) {
  for (const std::string& one : family_of(db, contact))
    if (auto found =
            find_one(db, select().add("c.contact = ? and c.inbox = ? and c.active = 1", {one, inbox})))
      return found;
  return std::nullopt;
}

std::optional<ConversationRow> find_resolved(store::Session& db, const std::string& contact,
                                             const std::string& inbox, std::int64_t since_ms) {
  std::optional<ConversationRow> newest;
  for (const std::string& one : family_of(db, contact)) {
    auto found = find_one(
        db, select().add("c.contact = ? and c.inbox = ? and c.status = 'resolved' and c.merged_into = '' and "
                         "c.resolved_ms > ? order by c.resolved_ms desc, c.id desc limit 1",
                         {one, inbox, since_ms}));
    if (found && (!newest || found->resolved_ms > newest->resolved_ms)) newest = std::move(found);
  }
  return newest;
}

void insert_conversation(store::Write& db, ConversationRow& row) {
  db.query("select coalesce(max(number), 0) + 1 from conversations", {}, [&](const store::Row& next) {
    row.number = next.integer(0);
    return false;
  });
  db.run(
      "insert into conversations (id, number, inbox, contact, channel, instance, status, active, assignee, "
      "team, subject, "
      "priority, created_ms, updated_ms, snoozed_ms, due_ms, resolved_ms, waiting_ms, last_seq, unread, "
      "delivered_seq, "
      "read_seq, agent_seq, merged_into, split_from, split_seq, event) values ($1, $2, $3, $4, $5, $6, $7, "
      "$8, $9, $10, $11, "
      "$12, $13, $14, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', $15, $16, 0)",
      {row.id, row.number, row.inbox, row.contact, row.channel, row.instance, row.status,
       std::int64_t{row.active}, row.assignee, row.team, row.subject, row.priority, row.created_ms,
       row.updated_ms, row.split_from, row.split_seq});
  db.run("update contacts set known = 1 where id = $1 and known = 0", {row.contact});
  db.query("select name, locale, merged_into, blocked, erased_ms from contacts where id = $1", {row.contact},
           [&](const store::Row& contact) {
             row.name = contact.text(0), row.locale = contact.text(1), row.merged_contact = contact.text(2);
             row.blocked = contact.integer(3) != 0, row.erased = contact.integer(4) != 0;
             return false;
           });
}

void update_conversation(store::Write& db, const ConversationRow& row) {
  db.run(
      "update conversations set channel = $1, instance = $2, status = $3, active = $4, assignee = $5, team = "
      "$6, subject = $7, "
      "priority = $8, updated_ms = $9, snoozed_ms = $10, due_ms = $11, resolved_ms = $12, waiting_ms = $13, "
      "last_seq = $14, "
      "unread = $15, delivered_seq = $16, read_seq = $17, agent_seq = $18, merged_into = $19, event = $20 "
      "where id = $21",
      {row.channel,     row.instance, row.status,     std::int64_t{row.active}, row.assignee, row.team,
       row.subject,     row.priority, row.updated_ms, row.snoozed_ms,           row.due_ms,   row.resolved_ms,
       row.waiting_ms,  row.last_seq, row.unread,     row.delivered_seq,        row.read_seq, row.agent_seq,
       row.merged_into, row.event,    row.id});
}

void count_message(store::Write& db, const ConversationRow& row) {
  db.run(
      "update conversations set channel = $1, instance = $2, updated_ms = $3, waiting_ms = $4, last_seq = "
      "$5, unread = $6, "
      "delivered_seq = $7, read_seq = $8, agent_seq = $9, event = $10 where id = $11",
      {row.channel, row.instance, row.updated_ms, row.waiting_ms, row.last_seq, row.unread, row.delivered_seq,
       row.read_seq, row.agent_seq, row.event, row.id});
}

namespace {

struct Order {
  std::string_view column;
  bool rises;
};

Order order_of(const std::string& sort) {
  if (sort == "latest" || sort.empty()) return {"c.updated_ms", false};
  if (sort == "due") return {"(case when c.due_ms = 0 then 1152921504606846976 else c.due_ms end)", true};
  if (sort == "waiting")
    return {"(case when c.waiting_ms = 0 then 1152921504606846976 else c.waiting_ms end)", true};
  throw Error{Code::invalid, "sort is latest, due or waiting"};
}

void add_filter(Sql& sql, const Reach& reach, const Filter& filter) {
  if (filter.status.empty())
    sql.add(" and c.status = 'open'");
  else if (filter.status != "all")
    sql.add(" and c.status = ?", {filter.status});
  if (filter.assignee == "none")
    sql.add(" and c.assignee = ''");
  else if (!filter.assignee.empty())
    sql.add(" and c.assignee = ?", {filter.assignee == "me" ? reach.agent : filter.assignee});
  if (!filter.team.empty()) sql.add(" and c.team = ?", {filter.team});
  if (!filter.inbox.empty()) sql.add(" and c.inbox = ?", {filter.inbox});
  if (!filter.channel.empty()) sql.add(" and c.channel = ?", {filter.channel});
  if (!filter.label.empty())
    sql.add(" and exists (select 1 from conversation_labels l where l.conversation = c.id and l.label = ?)",
            {filter.label});
}

// "<sort value>.<id>"
void add_cursor(Sql& sql, const Order& order, const std::string& cursor, std::int64_t& value,
                std::string& id) {
  const std::size_t dot = cursor.find('.');
  if (cursor.empty()) return;
  const auto read = std::from_chars(cursor.data(), cursor.data() + std::min(dot, cursor.size()), value);
  id = dot == std::string::npos ? "" : cursor.substr(dot + 1);
  if (read.ec != std::errc{} || !is_ulid(id))
    throw Error{Code::invalid, "the cursor is not one of this list"};
  const std::string column{order.column}, way{order.rises ? " > ?" : " < ?"};
  sql.add(" and (" + column + way + " or (" + column + " = ? and c.id" + way + "))", {value, value, id});
}

}  // namespace

std::vector<ConversationRow> list_conversations(store::Session& db, const Reach& reach,
                                                const Filter& filter) {
  const Order order = order_of(filter.sort);
  const auto own = reach.is_agent() ? std::vector<std::string>{} : family_of(db, reach.contact);
  const auto asked = filter.contact.empty() ? std::vector<std::string>{} : family_of(db, filter.contact);
  std::int64_t after = 0;
  std::string after_id;
  Sql sql = select();
  sql.add("c.merged_into = ''");
  narrow(sql, reach, own);
  add_filter(sql, reach, filter);
  if (!asked.empty()) sql.add_in("c.contact", asked);
  add_cursor(sql, order, filter.cursor, after, after_id);
  const std::string way = order.rises ? "" : " desc";
  sql.add(" order by " + std::string{order.column} + way + ", c.id" + way + " limit ?",
          {std::int64_t{filter.limit}});
  std::vector<ConversationRow> rows;
  sql.query(db, [&](const store::Row& row) {
    rows.push_back(read_row(row));
    return true;
  });
  return rows;
}

std::string cursor_after(const ConversationRow& row, const std::string& sort) {
  const std::int64_t time = sort == "due" ? row.due_ms : sort == "waiting" ? row.waiting_ms : row.updated_ms;
  return std::to_string(time == 0 ? kNever : time) + "." + row.id;
}

json::object count_conversations(store::Session& db, const Reach& reach, std::int64_t now_ms) {
  std::int64_t mine = 0, unassigned = 0, all = 0, snoozed = 0, due = 0;
  json::object by_channel, by_team;
  const auto add = [](json::object& counts, std::string_view key, std::int64_t more) {
    json::value& count = counts[key];
    count = more + (count.is_int64() ? count.get_int64() : 0);
  };
  Sql sql{"select c.status, c.channel, c.team, "};
  sql.add("case when c.assignee = '' then 0 when c.assignee = ? then 1 else 2 end, ", {reach.agent});
  sql.add(
      "sum(case when c.due_ms > 0 and c.due_ms <= ? then 1 else 0 end), count(*) from conversations c where "
      "c.status in "
      "('open', 'snoozed') and c.merged_into = ''",
      {now_ms});
  const auto own = reach.is_agent() ? std::vector<std::string>{} : family_of(db, reach.contact);
  narrow(sql, reach, own);
  sql.add(" group by 1, 2, 3, 4");
  sql.query(db, [&](const store::Row& row) {
    const std::int64_t count = row.integer(5);
    if (row.text(0) == "snoozed") {
      snoozed += count;
      return true;
    }
    all += count;
    due += row.integer(4);
    if (row.integer(3) == 0) unassigned += count;
    if (row.integer(3) == 1) mine += count;
    add(by_channel, row.text(1), count);
    if (!row.text(2).empty()) add(by_team, row.text(2), count);
    return true;
  });
  return {{"mine", mine}, {"unassigned", unassigned}, {"all", all},        {"snoozed", snoozed},
          {"due", due},   {"by_channel", by_channel}, {"by_team", by_team}};
}

std::vector<std::string> snoozed_until(store::Session& db, std::int64_t now_ms, int limit) {
  std::vector<std::string> all;
  db.query(
      "select id from conversations where snoozed_ms > 0 and snoozed_ms <= $1 and status = 'snoozed' order "
      "by snoozed_ms "
      "limit $2",
      {now_ms, std::int64_t{limit}}, [&](const store::Row& row) {
        all.emplace_back(row.text(0));
        return true;
      });
  return all;
}

std::vector<std::string> merged_into(store::Session& db, const std::string& conversation) {
  std::vector<std::string> all;
  db.query("select id from conversations where merged_into = $1 and merged_into <> '' order by id",
           {conversation}, [&](const store::Row& row) {
             all.emplace_back(row.text(0));
             return true;
           });
  return all;
}

std::vector<std::string> labels_of(store::Session& db, const std::string& conversation) {
  std::vector<std::string> labels;
  db.query("select label from conversation_labels where conversation = $1 order by label", {conversation},
           [&](const store::Row& row) {
             labels.emplace_back(row.text(0));
             return true;
           });
  return labels;
}

void put_labels(store::Write& db, const std::string& conversation, const std::vector<std::string>& labels) {
  db.run("delete from conversation_labels where conversation = $1", {conversation});
  for (const std::string& label : labels) {
    db.run("insert into conversation_labels (conversation, label) values ($1, $2)", {conversation, label});
    db.run("insert into labels (name, colour) values ($1, '') on conflict (name) do nothing", {label});
  }
}

std::vector<std::string> check_numbering(store::Session& db) {
  std::vector<std::string> problems;
  db.query(
      "select c.number, c.last_seq, count(m.seq), coalesce(max(m.seq), 0) from conversations c left join "
      "messages m on "
      "m.conversation = c.id group by c.id, c.number, c.last_seq having count(m.seq) <> c.last_seq or "
      "coalesce(max(m.seq), 0) "
      "<> c.last_seq order by c.number limit 20",
      {}, [&](const store::Row& row) {
        problems.push_back("conversation " + std::to_string(row.integer(0)) + " has " +
                           std::to_string(row.integer(2)) + " messages, the last one numbered " +
                           std::to_string(row.integer(3)) + ", and should have " +
                           std::to_string(row.integer(1)));
        return true;
      });
  return problems;
}

}  // namespace patchbay::inbox
