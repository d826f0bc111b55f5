#include "core/store/migrations.hpp"

#include <csignal>
#include <cstdlib>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/store/sql_text.hpp"

namespace patchbay::store {
namespace {

std::string label(std::string_view room, std::int64_t number, std::string_view name) {
  return std::string{room} + " " + std::to_string(number) + " (" + std::string{name} + ")";
}

void require_known(std::string_view room, std::int64_t number, std::string_view name,
                   std::span<const Migration> known) {
  if (number > static_cast<std::int64_t>(known.size()))
    throw Error{Code::unavailable,
                "The store has had the migration " + label(room, number, name) +
                    ", which this program does not know: it was written by a newer one. Install that "
                    "version, or restore a backup made before the upgrade"};
  const Migration& migration = known[static_cast<std::size_t>(number - 1)];
  if (migration.name != name)
    throw Error{Code::unavailable, "The store has had the migration " + label(room, number, name) +
                                       ", this program has " + label(room, number, migration.name) +
                                       " in its place: they do not fit each other"};
}

// Test builds end the process after the Nth statement, to show that a migration is whole or not at all.
void die_when_told() {
#ifdef PATCHBAY_TEST_HOOKS
  static int statements = 0;
  const char* at = std::getenv("PATCHBAY_TEST_DIE_IN_MIGRATION");
  if (at != nullptr && ++statements == std::atoi(at)) std::raise(SIGKILL);
#endif
}

}  // namespace

int last_migration(Session& session, std::string_view room, std::span<const Migration> known) {
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i].number != static_cast<int>(i) + 1)
      throw Error{Code::internal, "the migrations of " + std::string{room} + " are not numbered 1, 2, 3 …"};
  std::int64_t last = 0;
  session.query("select number, name from migrations where room = $1 order by number", {room},
                [&](const Row& row) {
                  require_known(room, row.integer(0), row.text(1), known);
                  last = row.integer(0);
                  return true;
                });
  return static_cast<int>(last);
}

void prepare_migrations(Write& write) {
  write.define(
      "create table if not exists migrations (room text not null, number bigint not null, name text not "
      "null, "
      "at_ms bigint not null, primary key (room, number))");
}

void apply_migration(Write& write, std::string_view room, const Migration& migration) {
  for (const std::string& statement : split_statements(migration.sql)) {
    write.define(statement);
    die_when_told();
  }
  write.run("insert into migrations (room, number, name, at_ms) values ($1, $2, $3, $4)",
            {room, std::int64_t{migration.number}, migration.name, SystemClock{}.now_ms()});
}

}  // namespace patchbay::store
