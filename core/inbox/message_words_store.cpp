#include "core/inbox/message_words_store.hpp"

#include "core/base/text.hpp"

namespace patchbay::inbox {
namespace {

const store::WordTable& table() {
  static const store::WordTable words{"message_words"};
  return words;
}

std::string mark_of(const std::string& contact) {
  return "c_" + lower_ascii(contact);
}
constexpr const char* kNote = "n_";

constexpr std::string_view kSelect =
    "select m.no, c.contact, p.locale, m.body, m.note from messages m join conversations c on c.id = "
    "m.conversation join "
    "contacts p on p.id = c.contact ";

MessageToIndex read_row(const store::Row& row) {
  MessageToIndex out;
  out.no = row.integer(0), out.contact = row.text(1), out.locale = row.text(2), out.body = row.text(3);
  out.note = row.integer(4) != 0;
  return out;
}

}  // namespace

std::vector<MessageToIndex> messages_to_index(store::Session& db, int limit) {
  std::vector<MessageToIndex> all;
  db.query(std::string{kSelect} + "where m.no > (select upto from message_index) order by m.no limit $1",
           {std::int64_t{limit}}, [&](const store::Row& row) {
             all.push_back(read_row(row));
             return true;
           });
  if (!all.empty()) return all;
  db.query(std::string{kSelect} + "where m.no in (select no from message_again order by no limit $1)",
           {std::int64_t{limit}}, [&](const store::Row& row) {
             all.push_back(read_row(row));
             all.back().again = true;
             return true;
           });
  return all;
}

std::string marks_of(const MessageToIndex& message) {
  return mark_of(message.contact) + (message.note ? std::string{" "} + kNote + " " : " ");
}

void put_words(store::Write& db, const std::vector<MessageToIndex>& messages) {
  for (const MessageToIndex& one : messages) {
    table().put(db, one.no, one.words);
    if (one.again) db.run("delete from message_again where no = $1", {one.no});
  }
  if (!messages.back().again)
    db.run("update message_index set upto = $1 where upto < $2", {messages.back().no, messages.back().no});
}

void begin_index_anew(store::Write& db) {
  db.run("update message_index set upto = 0");
}

void index_again(store::Write& db, const std::string& conversation, std::int64_t seq) {
  db.run(
      "insert into message_again (no) select no from messages where conversation = $1 and seq = $2 on "
      "conflict (no) do nothing",
      {conversation, seq});
}

void forget_words(store::Write& db, const std::string& conversation) {
  std::vector<std::int64_t> all;
  db.query("select no from messages where conversation = $1", {conversation}, [&](const store::Row& row) {
    all.push_back(row.integer(0));
    return true;
  });
  for (const std::int64_t no : all) table().remove(db, no);
}

void narrow_to(store::WordQuery& query, const std::vector<std::string>& contacts) {
  store::WordQuery::Word whose;
  for (const std::string& contact : contacts) whose.any.push_back(mark_of(contact));
  query.words.push_back(std::move(whose));
  query.none.emplace_back(kNote);
}

void find_words(store::Session& db, const store::WordQuery& query, std::int64_t before,
                const std::function<bool(std::int64_t no)>& each) {
  table().find(db, query, before, each);
}

std::optional<FoundMessage> find_numbered(store::Session& db, std::int64_t no) {
  std::optional<FoundMessage> found;
  db.query(
      "select m.id, m.conversation, m.body, c.team, c.assignee, c.contact, p.name, p.locale, m.seq, m.at_ms, "
      "c.number from "
      "messages m join conversations c on c.id = m.conversation join contacts p on p.id = c.contact where "
      "m.no = $1",
      {no}, [&](const store::Row& row) {
        const auto text = [&row](int column) { return std::string{row.text(column)}; };
        found.emplace();
        found->id = text(0), found->conversation = text(1), found->body = text(2), found->team = text(3);
        found->assignee = text(4), found->contact = text(5), found->name = text(6), found->locale = text(7);
        found->seq = row.integer(8), found->at_ms = row.integer(9), found->number = row.integer(10);
        return false;
      });
  return found;
}

}  // namespace patchbay::inbox
