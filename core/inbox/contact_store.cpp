#include "core/inbox/contact_store.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/reach.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::string_view kSelect =
    "select id, name, locale, inbox, attributes, merged_into, blocked, erased_ms, made_ms, seen_ms from "
    "contacts where ";

ContactRow read_row(const store::Row& row) {
  const auto text = [&row](int column) { return std::string{row.text(column)}; };
  ContactRow out;
  out.id = text(0), out.name = text(1), out.locale = text(2), out.inbox = text(3), out.attributes = text(4);
  out.merged_into = text(5), out.blocked = row.integer(6) != 0, out.erased = row.integer(7) != 0;
  out.made_ms = row.integer(8), out.seen_ms = row.integer(9);
  return out;
}

// What LIKE reads as itself.
std::string within(const std::string& text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

}  // namespace

std::optional<ContactRow> find_contact(store::Session& db, const std::string& id) {
  std::optional<ContactRow> found;
  db.query(std::string{kSelect} + "id = $1", {id}, [&](const store::Row& row) {
    found = read_row(row);
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

std::string holder_of(store::Session& db, const Identity& identity) {
  std::string holder;
  db.query("select contact from identities where kind = $1 and value = $2 and verified = 1",
           {identity.kind, identity.value}, [&](const store::Row& row) {
             holder = row.text(0);
             return false;
           });
  return holder;
}

void put_identity(store::Write& db, const std::string& contact, const Identity& identity, std::int64_t now_ms,
                  const std::string& source) {
  if (identity.verified)
    if (const std::string holder = holder_of(db, identity); !holder.empty() && holder != contact)
      throw Error{Code::conflict,
                  "another contact is known by this " + identity.kind + " already: merge the two"};
  db.run(
      "insert into identities (id, contact, kind, value, verified, made_ms, source) values ($1, $2, $3, $4, "
      "$5, $6, $7) on "
      "conflict (contact, kind, value) do update set verified = case when excluded.verified > "
      "identities.verified then "
      "excluded.verified else identities.verified end",
      {make_ulid(now_ms), contact, identity.kind, identity.value, std::int64_t{identity.verified}, now_ms,
       source});
  db.run("update contacts set known = 1 where id = $1 and known = 0", {contact});
}

bool claims(store::Session& db, const std::vector<std::string>& contacts, const Identity& identity) {
  bool found = false;
  Sql sql{"select 1 from identities where "};
  sql.add("kind = ? and value = ?", {identity.kind, identity.value}).add_in("contact", contacts);
  sql.query(db, [&](const store::Row&) {
    found = true;
    return false;
  });
  return found;
}

std::string brought_by_channel(store::Session& db, const Identity& identity) {
  std::string contact;
  db.query(
      "select i.contact from identities i join contacts c on c.id = i.contact where i.kind = $1 and i.value "
      "= $2 and "
      "i.verified = 0 and i.source <> '' and c.erased_ms = 0 order by i.made_ms desc, i.id desc limit 1",
      {identity.kind, identity.value}, [&](const store::Row& row) {
        contact = row.text(0);
        return false;
      });
  return contact;
}

void remove_identity(store::Write& db, const std::string& contact, const Identity& identity) {
  db.run("delete from identities where contact = $1 and kind = $2 and value = $3",
         {contact, identity.kind, identity.value});
}

std::vector<std::string> duplicates_of(store::Session& db, const std::vector<std::string>& family) {
  std::vector<std::string> all;
  Sql sql{
      "select distinct o.contact from identities i join identities o on o.kind = i.kind and o.value = "
      "i.value "
      "join contacts c on c.id = o.contact where c.erased_ms = 0 and o.contact <> i.contact"};
  sql.add_in("i.contact", family).add(" order by o.contact limit 50");
  sql.query(db, [&](const store::Row& row) {
    if (std::find(family.begin(), family.end(), row.text(0)) == family.end()) all.emplace_back(row.text(0));
    return true;
  });
  return all;
}

std::vector<ContactRow> list_contacts(store::Session& db, const std::string& name_key,
                                      const std::string& value, const std::string& before, int limit) {
  const std::string name = within(name_key), part = within(value);
  Sql sql{std::string{kSelect}};
  sql.add("known = 1 and merged_into = '' and erased_ms = 0");
  if (!before.empty()) sql.add(" and id < ?", {before});
  if (!value.empty())
    sql.add(
        " and (name_key like ? escape '\\' or exists (select 1 from identities i where i.contact = "
        "contacts.id and "
        "i.value like ? escape '\\'))",
        {name, part});
  sql.add(" order by id desc limit ?", {std::int64_t{limit}});
  std::vector<ContactRow> rows;
  sql.query(db, [&](const store::Row& row) {
    rows.push_back(read_row(row));
    return true;
  });
  return rows;
}

void put_order(store::Write& db, const std::string& contact, const std::string& number,
               std::int64_t placed_ms, const std::string& data) {
  db.run(
      "insert into orders (contact, number, placed_ms, data) values ($1, $2, $3, $4) on conflict (contact, "
      "number) do update "
      "set placed_ms = excluded.placed_ms, data = excluded.data",
      {contact, number, placed_ms, data});
}

std::vector<std::string> orders_of(store::Session& db, const std::vector<std::string>& contacts, int limit) {
  std::vector<std::string> all;
  Sql sql{"select data from orders where 1 = 1"};
  sql.add_in("contact", contacts).add(" order by placed_ms desc, number desc limit ?", {std::int64_t{limit}});
  sql.query(db, [&](const store::Row& row) {
    all.emplace_back(row.text(0));
    return true;
  });
  return all;
}

std::int64_t count_orders(store::Session& db, const std::vector<std::string>& contacts) {
  std::int64_t count = 0;
  Sql sql{"select count(*) from orders where 1 = 1"};
  sql.add_in("contact", contacts).query(db, [&](const store::Row& row) {
    count = row.integer(0);
    return false;
  });
  return count;
}

json::object shape_of(store::Session& db, const ContactRow& row, bool for_agents) {
  const auto family = family_of(db, row.id);
  json::array identities, duplicates;
  bool verified = false;
  for (const Identity& identity : identities_of(db, family)) {
    verified = verified || identity.verified;
    identities.push_back(
        json::object{{"kind", identity.kind}, {"value", identity.value}, {"verified", identity.verified}});
  }
  std::int64_t seen = std::max(row.seen_ms, row.made_ms);
  db.query("select coalesce(max(seen_ms), 0) from sessions where contact = $1", {row.id},
           [&](const store::Row& session) {
             seen = std::max(seen, session.integer(0));
             return false;
           });
  json::object out{{"id", row.id},
                   {"name", row.name},
                   {"locale", row.locale},
                   {"identities", std::move(identities)},
                   {"verified", verified},
                   {"attributes", parse_json(row.attributes, "attributes")},
                   {"created_at", iso_time(row.made_ms)},
                   {"last_seen_at", iso_time(seen)}};
  if (!for_agents) return out;
  for (const std::string& one : duplicates_of(db, family)) duplicates.emplace_back(one);
  out["orders"] = count_orders(db, family);
  out["blocked"] = row.blocked;
  out["duplicates"] = std::move(duplicates);
  out["merged_into"] = row.merged_into.empty() ? json::value(nullptr) : json::value(row.merged_into);
  return out;
}

}  // namespace patchbay::inbox
