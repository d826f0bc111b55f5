#include "core/inbox/contact_store.hpp"

#include "core/inbox/reach.hpp"

namespace patchbay::inbox {

std::optional<ContactRow> find_contact(store::Session& db, const std::string& id) {
  std::optional<ContactRow> found;
  db.query(
      "select id, name, locale, inbox, attributes, merged_into, blocked, erased_ms, made_ms, seen_ms from "
      "contacts where id = "
      "$1",
      {id}, [&](const store::Row& row) {
        found.emplace(ContactRow{.id = std::string{row.text(0)},
                                 .name = std::string{row.text(1)},
                                 .locale = std::string{row.text(2)},
                                 .inbox = std::string{row.text(3)},
                                 .attributes = std::string{row.text(4)},
                                 .merged_into = std::string{row.text(5)},
                                 .blocked = row.integer(6) != 0,
                                 .erased = row.integer(7) != 0,
                                 .made_ms = row.integer(8),
                                 .seen_ms = row.integer(9)});
        return false;
      });
  return found;
}

std::optional<ContactRow> root_of(store::Session& db, const std::string& id) {
  auto found = find_contact(db, id);
  if (!found || found->merged_into.empty()) return found;
  return find_contact(db, above(db, found->merged_into).back());
}

void update_contact(store::Write& db, const ContactRow& row, const std::string& name_key) {
  db.run(
      "update contacts set name = $1, name_key = $2, locale = $3, attributes = $4, blocked = $5, merged_into "
      "= $6, seen_ms = $7 "
      "where id = $8",
      {row.name, name_key, row.locale, row.attributes, std::int64_t{row.blocked}, row.merged_into,
       row.seen_ms, row.id});
}

std::vector<Identity> identities_of(store::Session& db, const std::vector<std::string>& contacts) {
  std::vector<Identity> all;
  Sql sql{"select kind, value, verified from identities where 1 = 1"};
  sql.add_in("contact", contacts).add(" order by verified desc, made_ms, id");
  sql.query(db, [&](const store::Row& row) {
    all.push_back({std::string{row.text(0)}, std::string{row.text(1)}, row.integer(2) != 0});
    return true;
  });
  return all;
}

}  // namespace patchbay::inbox
