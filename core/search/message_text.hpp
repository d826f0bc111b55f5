#pragma once
// Messages as words: the same analysis as the content index, for a table of words of their own
// (core/store/word_table), and what somebody typed as a query of it.
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/analysis/analyser.hpp"
#include "core/search/query/snippet.hpp"
#include "core/store/word_table.hpp"

namespace patchbay::search {

// [any thread]
class MessageText {
 public:
  // The distinct terms of a text in `locale`, separated by spaces.
  std::string words(std::string_view text, std::string_view locale);

  struct Asked {
    store::WordQuery query;  // no words: nothing to look for
    Highlight highlight;
  };
  // Words in any of the locales; the last one may be unfinished; -not; phrases count as their words.
  Asked asked(std::string_view text, const std::vector<std::string>& locales);
  // Escaped HTML with <mark>, about 160 characters.
  std::string snippet(std::string_view text, std::string_view locale, const Highlight& highlight);

 private:
  std::mutex mutex_;  // guards what follows
  Analyser analyser_;
  WordBreaker breaker_;
};

}  // namespace patchbay::search
