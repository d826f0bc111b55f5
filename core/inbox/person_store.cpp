#include "core/inbox/person_store.hpp"

#include <boost/json/object.hpp>

#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/agent_store.hpp"

namespace patchbay::inbox {

std::optional<Person> find_person(store::Session& db, const std::string& id_or_email) {
  std::optional<Person> found;
  db.query("select id, email, name, kind, group_list, contact from persons where id = $1 or email = $2",
           {id_or_email, lower_ascii(id_or_email)}, [&](const store::Row& row) {
             found = Person{.id = std::string{row.text(0)},
                            .email = std::string{row.text(1)},
                            .name = std::string{row.text(2)},
                            .contact = std::string{row.text(5)},
                            .kind = row.text(3) == "employee" ? Kind::employee : Kind::customer,
                            .groups = groups_of(row.text(4))};
             return false;
           });
  return found;
}

Person upsert_person(store::Write& db, Person person, std::int64_t now_ms) {
  if (const auto known = find_person(db, person.email)) {
    person.id = known->id;
    person.contact = known->contact;
    if (person.name.empty()) person.name = known->name;
    db.run("update persons set name = $1, kind = $2, group_list = $3 where id = $4",
           {person.name, name_of(person.kind), groups_text(person.groups), person.id});
    return person;
  }
  person.id = make_ulid(now_ms);
  if (person.contact.empty()) {
    person.contact = make_ulid(now_ms);
    insert_contact(db, person.contact, "", "", now_ms);
  }
  db.run(
      "insert into persons (id, email, name, kind, group_list, contact, made_ms) values ($1, $2, $3, $4, $5, "
      "$6, $7)",
      {person.id, person.email, person.name, name_of(person.kind), groups_text(person.groups), person.contact,
       now_ms});
  return person;
}

void remove_person(store::Write& db, const Person& person) {
  db.run("delete from persons where id = $1", {person.id});
}

std::optional<Person> find_person_of(store::Session& db, const std::string& contact) {
  std::string id;
  db.query("select id from persons where contact = $1", {contact}, [&](const store::Row& row) {
    id = row.text(0);
    return false;
  });
  return id.empty() ? std::nullopt : find_person(db, id);
}

void insert_contact(store::Write& db, const std::string& id, const std::string& inbox,
                    const std::string& locale, std::int64_t now_ms) {
  db.run("insert into contacts (id, locale, inbox, made_ms, erased_ms) values ($1, $2, $3, $4, 0)",
         {id, locale, inbox, now_ms});
}

bool contact_exists(store::Session& db, const std::string& id) {
  bool found = false;
  db.query("select 1 from contacts where id = $1 and erased_ms = 0", {id}, [&](const store::Row&) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace patchbay::inbox
