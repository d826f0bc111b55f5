#pragma once
// What a principal may see of the conversations. Private to this room: made once on the caller's thread, used
// inside queries.
#include <string>
#include <vector>

#include "core/inbox/directory.hpp"
#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct Reach {
  enum class Kind { everything, teams, contact };
  Kind kind = Kind::contact;
  std::vector<std::string> teams;  // of an agent; sorted
  std::string agent;
  std::string contact;  // and those merged into it

  bool is_agent() const { return kind != Kind::contact; }
  // Of an agent; a contact's reach is decided by family_of().
  bool covers(const std::string& team, const std::string& assignee) const;
};
Reach reach_of(const Principal& by, const Directory& directory);

// SQL put together from parts: each $ becomes the next number of a parameter. The text is one of few, so it
// stays prepared.
class Sql {
 public:
  explicit Sql(std::string text) : text_{std::move(text)} {}
  // `part` holds as many '?' as there are values.
  Sql& add(std::string_view part, std::initializer_list<store::Value> values = {});
  // " and column in ($1, $2)"; nothing is in an empty list.
  Sql& add_in(std::string_view column, const std::vector<std::string>& values);
  void query(store::Session& db, const std::function<bool(const store::Row&)>& each) const {
    db.query(text_, values_, each);
  }

 private:
  std::string text_;
  std::vector<store::Value> values_;  // borrowed
};

// The contact and those merged into it, whoever they were merged from: what a session of it may see.
std::vector<std::string> family_of(store::Session& db, const std::string& contact);
// Those it was merged into, nearest first. Empty for nearly all.
std::vector<std::string> above(store::Session& db, const std::string& merged_into);

// Narrows a query whose conversations are called c. `family` is family_of() the reach's contact.
void narrow(Sql& sql, const Reach& reach, const std::vector<std::string>& family);

}  // namespace patchbay::inbox
