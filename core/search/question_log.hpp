#pragma once
// What people ask for, and what they do not find: counters by the form a query is searched in. Nothing tells
// who asked, and texts that may hold an address or a number of somebody's are not kept.
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/analysis/analyser.hpp"
#include "core/search/index.hpp"

namespace patchbay::search {

class QuestionLog {
 public:
  explicit QuestionLog(store::Database& database) : database_{database} {}
  // Returns at once; what cannot be written now is not counted. [any thread]
  void record(Analyser& analyser, std::string_view text, std::string_view locale, std::int64_t hits);
  // Those most often asked without a hit come first.
  std::vector<Index::Gap> gaps(int limit);

 private:
  store::Database& database_;
  std::atomic<std::int64_t> recorded_{0};
};

// Whether a text may be kept: no address, no long number.
bool is_impersonal(std::string_view text) noexcept;

}  // namespace patchbay::search
