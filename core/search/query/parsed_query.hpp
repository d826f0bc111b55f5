#pragma once
// What somebody typed, taken apart: words, "phrases", -not. Every text is a query; what means nothing is left
// out.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/analysis/words.hpp"

namespace patchbay::search {

struct QueryWord {
  std::string raw;
  std::size_t begin = 0, end = 0;  // in the text
  bool is_prefix = false;          // the last word, perhaps unfinished
  bool is_extra = false;           // a compound in one piece: it counts when found and is not missed
};

struct ParsedQuery {
  std::string text;              // valid UTF-8, at most kLongestQuery bytes
  std::vector<QueryWord> words;  // those that documents should hold, phrases included; at most kMostWords
  std::vector<std::vector<std::string>> phrases;   // raw words that must follow each other
  std::vector<std::vector<std::string>> excluded;  // raw words of which no document may hold all
};

constexpr std::size_t kLongestQuery = 1000;
constexpr std::size_t kMostWords = 16;

ParsedQuery parse_query(std::string_view text, WordBreaker& breaker);

}  // namespace patchbay::search
