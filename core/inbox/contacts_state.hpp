#pragma once
// What the parts of Contacts share. Private to this room.
#include "core/inbox/contact_store.hpp"
#include "core/inbox/contacts.hpp"
#include "core/inbox/conversations_state.hpp"

namespace patchbay::inbox {

struct Contacts::State {
  store::Database& database;
  const Clock& clock;

  // By the rights of `by`: agents all, the others themselves. Error{not_found}.
  ContactRow get(store::Session& db, const Principal& by, const std::string& id) const;
  std::string make(store::Write& db, const Principal& by) const;  // a bare one
};

// As it is written and compared. Error{invalid}.
Identity clean_identity(const Identity& identity);
std::string name_key_of(const std::string& name);  // without case and marks, for finding it

// Appends `topic` with the contact as it is now.
void tell_contact(store::Write& db, const std::string& topic, const std::string& contact,
                  json::object more = {});

}  // namespace patchbay::inbox
