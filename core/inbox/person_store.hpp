#pragma once
// Customers and employees, and the contacts behind them, as rows.
#include <optional>
#include <string>

#include "core/inbox/inbox.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

std::optional<Person> find_person(store::Session& db, const std::string& id_or_email);
// Makes the person, or brings the one of that e-mail up to date; returns it with id and contact.
Person upsert_person(store::Write& db, Person person, std::int64_t now_ms);
void remove_person(store::Write& db, const Person& person);
std::optional<Person> find_person_of(store::Session& db, const std::string& contact);

void insert_contact(store::Write& db, const std::string& id, const std::string& inbox,
                    const std::string& locale, std::int64_t now_ms);
bool contact_exists(store::Session& db, const std::string& id);  // and is not erased

}  // namespace patchbay::inbox
