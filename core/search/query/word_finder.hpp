#pragma once
// Finds the postings a word of a query stands for, and has them scored: the word as typed in every language
// of the site, what begins like it, Bulgarian typed in Latin letters, synonyms, and likely corrections.
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/analysis/analyser.hpp"
#include "core/search/query/parsed_query.hpp"
#include "core/search/query/scorer.hpp"
#include "core/search/query/synonyms.hpp"
#include "core/search/segment/segment_reader.hpp"

namespace patchbay::search {

struct FoundWord {
  float idf = 0;                   // 0 = no document has it
  std::vector<std::string> terms;  // those searched, for highlighting
  std::string prefix;              // words without marks that begin so were searched too; empty = none
  std::string correction;          // searched instead; empty = as typed
};

// The segments of a view, opened for one query.
class OpenSegments {
 public:
  OpenSegments(const View& view, store::Session& session);
  std::span<SegmentReader> readers() noexcept { return readers_; }

 private:
  std::vector<std::unique_ptr<RowSource>> rows_;
  std::vector<SegmentReader> readers_;
};

struct Languages {
  std::vector<const Language*> all;  // the page's first
  bool page_is_bulgarian = false, any_is_bulgarian = false;
};
// Of the page, the site and the documents there are.
Languages languages_of(std::string_view page, const std::vector<std::string>& site, const Names& documents);

class WordFinder {
 public:
  WordFinder(OpenSegments& segments, Analyser& analyser, const Languages& languages, const Synonyms& synonyms,
             Scorer& scorer, Fields fields)
      : segments_{segments},
        analyser_{analyser},
        languages_{languages},
        synonyms_{synonyms},
        scorer_{scorer},
        fields_{fields} {}

  FoundWord find(const QueryWord& word, unsigned bit);
  // Marks the documents that hold the word.
  void exclude(std::string_view raw, unsigned bit);

 private:
  struct Typed;
  void add_term(std::string_view term, const Typed& typed, float weight);
  void add_readings(const Typed& typed, FoundWord& found);
  bool add_beginnings(const Typed& typed, FoundWord& found, float weight);
  bool add_latin(const Typed& typed, FoundWord& found, float weight);
  void add_synonyms(FoundWord& found);
  bool add_corrections(const Typed& typed, FoundWord& found);

  OpenSegments& segments_;
  Analyser& analyser_;
  const Languages& languages_;
  const Synonyms& synonyms_;
  Scorer& scorer_;
  Fields fields_;
};

}  // namespace patchbay::search
