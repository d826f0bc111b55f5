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

// The contact that holds it verified; empty = nobody.
std::string holder_of(store::Session& db, const Identity& identity);
// Adds it, or makes the one there verified. Error{conflict} where another holds it verified and this is to
// be.
// `source`: the channel that brought it.
void put_identity(store::Write& db, const std::string& contact, const Identity& identity, std::int64_t now_ms,
                  const std::string& source = {});
// Whether one of them says it is known by this, verified or not.
bool claims(store::Session& db, const std::vector<std::string>& contacts, const Identity& identity);
// The contact a channel made for this value when it came unverified; empty = none.
std::string brought_by_channel(store::Session& db, const Identity& identity);
void remove_identity(store::Write& db, const std::string& contact, const Identity& identity);
// Of the same value as one of theirs, and not among them.
std::vector<std::string> duplicates_of(store::Session& db, const std::vector<std::string>& family);
// Those with a name, an identity or a conversation, newest first; `name_key` is part of the name, `value` of
// an identity.
std::vector<ContactRow> list_contacts(store::Session& db, const std::string& name_key,
                                      const std::string& value, const std::string& before, int limit);

void put_order(store::Write& db, const std::string& contact, const std::string& number,
               std::int64_t placed_ms, const std::string& data);
std::vector<std::string> orders_of(store::Session& db, const std::vector<std::string>& contacts,
                                   int limit);  // newest first
std::int64_t count_orders(store::Session& db, const std::vector<std::string>& contacts);

// For agents with what only they may know; the contact itself gets the rest.
json::object shape_of(store::Session& db, const ContactRow& row, bool for_agents);

}  // namespace patchbay::inbox
