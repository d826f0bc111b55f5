#include "core/inbox/personal_data_store.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/json.hpp"
#include "core/inbox/message_words_store.hpp"
#include "core/store/blobs.hpp"

namespace patchbay::inbox {

std::string only_claimant(store::Session& db, const std::string& value) {
  std::string found;
  int claims = 0;
  db.query(
      "select i.contact, i.verified from identities i join contacts c on c.id = i.contact where i.value = $1 "
      "and c.erased_ms = 0 "
      "order by i.verified desc, i.contact limit 2",
      {value}, [&](const store::Row& row) {
        if (++claims == 1) found = row.text(0);
        return row.integer(1) == 0;
      });
  return claims == 1 ? found : std::string{};
}

std::vector<std::string> conversations_of(store::Session& db, const std::string& contact) {
  std::vector<std::string> all;
  db.query("select id from conversations where contact = $1 order by id", {contact},
           [&](const store::Row& row) {
             all.emplace_back(row.text(0));
             return true;
           });
  return all;
}

void blank_conversation(store::Write& db, const std::string& conversation, std::vector<std::string>& files) {
  std::vector<std::pair<std::string, std::string>> with_parts;
  db.query("select id, parts from messages where conversation = $1 and parts <> '[]'", {conversation},
           [&](const store::Row& row) {
             with_parts.emplace_back(row.text(0), row.text(1));
             return true;
           });
  for (const auto& [id, parts] : with_parts) {
    const json::value list = parse_json(parts, "parts");
    for (const json::value& part : list.as_array())
      if (part.is_object() && string_or(part.as_object(), "type", "") == "file")
        files.push_back(string_or(part.as_object(), "id", ""));
    store::hold_blobs(db, "uploads", "message/" + id, {});
  }
  forget_words(db, conversation);
  db.run(
      "update messages set body = '', parts = '[]', author_name = case when author_kind = 'visitor' then '' "
      "else author_name "
      "end, author_avatar = '', sender = 'erased', cmid = id, hash = '', delivery_detail = '', meta = '' "
      "where conversation = "
      "$1",
      {conversation});
  db.run("delete from conversation_labels where conversation = $1", {conversation});
  db.run(
      "update handoffs set topic = '', reason = '', summary = '', tried = '[]', state = 'closed', open = 0 "
      "where conversation = $1",
      {conversation});
  db.run(
      "update conversations set subject = '', status = 'resolved', active = 0, snoozed_ms = 0, waiting_ms = "
      "0, unread = 0 "
      "where id = $1",
      {conversation});
}

void blank_contact(store::Write& db, const std::string& contact, std::int64_t now_ms) {
  db.run("delete from identities where contact = $1", {contact});
  db.run("delete from orders where contact = $1", {contact});
  db.run(
      "update contacts set name = '', name_key = '', attributes = '{}', locale = '', inbox = '', known = 0, "
      "erased_ms = $1 "
      "where id = $2",
      {now_ms, contact});
}

}  // namespace patchbay::inbox
