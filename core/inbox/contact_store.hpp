#pragma once
// Contacts as rows, and as the JSON of docs/api/conversations.md. Private to this room.
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/inbox/contacts.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct ContactRow {
  std::string id, name, locale, inbox, attributes = "{}", merged_into;
  bool blocked = false, erased = false;
  std::int64_t made_ms = 0, seen_ms = 0;
};

std::optional<ContactRow> find_contact(store::Session& db, const std::string& id);
// The one it was merged into in the end, else itself. nullopt: unknown.
std::optional<ContactRow> root_of(store::Session& db, const std::string& id);
void update_contact(store::Write& db, const ContactRow& row, const std::string& name_key);
// Of all these contacts, verified ones first.
std::vector<Identity> identities_of(store::Session& db, const std::vector<std::string>& contacts);

}  // namespace patchbay::inbox
