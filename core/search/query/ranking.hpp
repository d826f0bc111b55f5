#pragma once
// From what every document earned to the hits in their order: who may see them, what the page's language
// adds, translations of one document as one hit.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/query/scorer.hpp"
#include "core/search/view.hpp"

namespace patchbay::search {

struct RankedDocument {
  DocNumber doc;
  float score;
};

struct RankedWord {
  float idf = 0;
  bool is_required = true;  // not an extra, and somebody has it
};

struct RankingRules {
  std::string_view locale;  // the page's
  const std::vector<std::string>* kinds = nullptr;
  const Visibility* reader = nullptr;
  std::vector<RankedWord> words;          // by bit
  std::vector<std::uint32_t> exclusions;  // bits of which no document may hold all
  bool every_word = false;  // suggestions: documents that hold all of them, while there are some
};

// The first `count` documents and, when there are more, one more. Those that hold every word come before the
// others; only when they are fewer than ten, the others follow, found by the four rarest words.
std::vector<RankedDocument> rank(const View& view, const Scorer& scorer, const RankingRules& rules,
                                 std::size_t count, const std::function<bool(DocNumber)>& accept);

}  // namespace patchbay::search
