#pragma once
// What of a document's text is shown: the piece around the words that were found, marked, and the section it
// stands in.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/analysis/analyser.hpp"
#include "core/search/document_fields.hpp"

namespace patchbay::search {

// The words to mark, with what finding one is worth.
struct Highlight {
  struct Word {
    std::vector<std::string> terms;
    std::string prefix;  // words without marks that begin so; empty = none
    float idf = 0;
  };
  std::vector<Word> words;
};

struct BestSection {
  std::size_t section = 0;  // its place
  float score = 0;          // 0: no word occurs in any
};

class Highlighter {
 public:
  Highlighter(Analyser& analyser, const Highlight& highlight, std::string_view locale);

  BestSection best_section(const std::vector<Section>& sections);
  // Escaped HTML with <mark>, about `most` characters around the words that matter, whole words, an ellipsis
  // where cut.
  std::string snippet(std::string_view text, std::size_t most);

 private:
  struct Match {
    std::size_t begin, end, word;
  };
  std::vector<Match> matches_in(std::string_view text);

  Analyser& analyser_;
  const Highlight& highlight_;
  std::string_view locale_;
};

// Paragraphs of a plain text as HTML.
std::string paragraphs(std::string_view text);

}  // namespace patchbay::search
