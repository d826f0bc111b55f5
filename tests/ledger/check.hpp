#pragma once
// Looks into the store, with SQL of its own and none of the program's code, whether it keeps what the ledger says.
#include <cstdint>
#include <string>
#include <vector>

#include "tests/ledger/client.hpp"
#include "tests/ledger/ledger_file.hpp"

namespace patchbay::ledger {

struct Verdict {
  std::int64_t acked_missing = 0;  // acknowledged, and not there under that conversation, id and seq
  std::int64_t duplicates = 0;     // the same thing said once and kept twice
  std::int64_t body_mismatch = 0;  // kept or shown, and not what was said
  std::int64_t seq_gaps = 0;       // in the store, or in what a client was shown
  std::int64_t out_of_order = 0;   // of one client in one conversation, by seq
  std::int64_t sent_missing = 0;   // said, said again after every cut, and not there at the end
  std::int64_t not_shown = 0;      // kept, and a client that may see it was not shown it (after its last resume), or something else
  std::int64_t damaged = 0;        // what SQLite's own check finds
  std::int64_t rows = 0, unacknowledged = 0;  // there although nobody was told: allowed before the end
  std::string problems;            // the first few

  bool is_clean() const;
  Verdict& operator+=(const Verdict& other);
};

// A copy of the store as it lies there, so that whoever starts next finds it untouched.
class StoreCopy {
 public:
  StoreCopy(const std::string& data, const std::string& folder);
  // The control: takes from a store what it knows a repeated message by.
  static void forget_names(const std::string& data);

  // What was acknowledged: after each crash.
  Verdict check_acknowledged(const Ledger& ledger) const;
  // Everything, once nothing is under way any more.
  Verdict check_everything(const Ledger& ledger, const std::vector<const Client*>& clients) const;

 private:
  const std::string file_;
};

}  // namespace patchbay::ledger
