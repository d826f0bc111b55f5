#pragma once
// Contacts: whoever writes to the business, with what is known of them. A value (kind, value) is unique only
// when verified; an unverified one never finds the contact that holds it verified.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

class Contacts {
 public:
  Contacts(store::Database& database, const Clock& clock, Directory& directory);
  ~Contacts();

  // {"id","name","locale","identities":[…],"verified","attributes":{},"orders":n,"blocked","duplicates":[ids],"merged_into",
  //  "created_at","last_seen_at"}. A visitor may see its own.
  json::object get(const Principal& by, const std::string& contact);
  Page list(const Principal& by, const std::string& text, const std::string& cursor, int limit);
  // Finds by verified identity, else makes one. changes: name, locale, attributes (merged; null removes),
  // identities.
  json::object upsert(const Principal& by, const std::string& contact,
                      const std::vector<Identity>& identities, const json::object& changes);
  // Writes merged_into and moves nothing; undone by unmerge. Error{invalid} for a circle.
  json::object merge(const Principal& by, const std::string& contact, const std::string& into);
  json::object unmerge(const Principal& by, const std::string& contact);
  void set_blocked(const Principal& by, const std::string& contact, bool blocked, const std::string& why);

  // The business's signed word, or a redeemed link, that the visitor is who it says: attaches the verified
  // identities, makes the visitor's contact one with the contact that holds them already, and returns that
  // contact's id.
  std::string identify(const Principal& visitor, const std::vector<Identity>& verified,
                       const json::object& attributes);

  // Replaces what is known by number. Shapes of docs/api/conversations.md (order). Each is checked; all or
  // nothing.
  void put_orders(const Principal& by, const std::string& contact, const json::array& orders);
  json::array orders(const Principal& by, const std::string& contact, int limit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::inbox
