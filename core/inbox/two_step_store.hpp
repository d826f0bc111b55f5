#pragma once
// The second step of agents' sign-in as rows.
#include <optional>
#include <string>
#include <vector>

#include "core/store/database.hpp"

namespace patchbay::inbox {

struct TwoStepRow {
  std::string agent, secret;  // secret: sealed
  bool confirmed = false;
  std::int64_t step = 0, made_ms = 0;
  std::vector<std::string> recovery;  // hashes
};

std::optional<TwoStepRow> find_two_step(store::Session& db, const std::string& agent);
void put_two_step(store::Write& db, const TwoStepRow& row);  // instead of the one before
void remove_two_step(store::Write& db, const std::string& agent);

}  // namespace patchbay::inbox
