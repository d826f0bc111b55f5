#pragma once
// Which migrations a database has had, and the next ones.
#include <span>
#include <string>
#include <string_view>

#include "core/store/database.hpp"

namespace patchbay::store {

// The number of the last migration of `room` this database has had; 0 = none. Error{unavailable}, by name,
// when it had one the program does not know, or another under the same number. The rows are those of the
// table `migrations`.
int last_migration(Session& session, std::string_view room, std::span<const Migration> known);

// Makes the table of migrations where there is none.
void prepare_migrations(Write& write);

// Applies one and notes it, in the caller's transaction.
void apply_migration(Write& write, std::string_view room, const Migration& migration);

}  // namespace patchbay::store
