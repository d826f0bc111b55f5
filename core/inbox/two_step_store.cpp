#include "core/inbox/two_step_store.hpp"

#include "core/base/text.hpp"

namespace patchbay::inbox {

std::optional<TwoStepRow> find_two_step(store::Session& db, const std::string& agent) {
  std::optional<TwoStepRow> found;
  db.query("select secret, confirmed, step, recovery, made_ms from two_steps where agent = $1", {agent}, [&](const store::Row& row) {
    found = TwoStepRow{agent, std::string{row.text(0)}, row.integer(1) != 0, row.integer(2), row.integer(4), {}};
    for (const std::string_view hash : split(row.text(3), ' '))
      if (!hash.empty()) found->recovery.emplace_back(hash);
    return false;
  });
  return found;
}

void put_two_step(store::Write& db, const TwoStepRow& row) {
  std::string recovery;
  for (const std::string& hash : row.recovery) recovery += (recovery.empty() ? "" : " ") + hash;
  db.run("insert into two_steps (agent, secret, confirmed, step, recovery, made_ms) values ($1, $2, $3, $4, $5, $6) "
         "on conflict (agent) do update set secret = excluded.secret, confirmed = excluded.confirmed, step = excluded.step, "
         "recovery = excluded.recovery, made_ms = excluded.made_ms",
         {row.agent, row.secret, std::int64_t{row.confirmed}, row.step, recovery, row.made_ms});
}

void remove_two_step(store::Write& db, const std::string& agent) { db.run("delete from two_steps where agent = $1", {agent}); }

}  // namespace patchbay::inbox
