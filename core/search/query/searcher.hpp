#pragma once
// One query against one snapshot: parse, find, rank, and fetch what is shown.
#include <string>
#include <vector>

#include "core/search/index.hpp"
#include "core/search/query/ranking.hpp"
#include "core/search/query/snippet.hpp"
#include "core/search/query/word_finder.hpp"

namespace patchbay::search {

// What queries need that is expensive to make; lent by a pool.
struct Workbench {
  Analyser analyser;
  WordBreaker breaker;
  Scorer scorer;
};

struct SearchRules {
  const std::vector<std::string>& locales;  // of the site
  const Synonyms& synonyms;
};

class Searcher {
 public:
  Searcher(store::Session& session, const View& view, Workbench& bench, const SearchRules& rules)
      : session_{session}, view_{view}, bench_{bench}, rules_{rules} {}

  Result run(const Query& query, const Visibility& reader);

 private:
  struct Found;
  void find_words(const ParsedQuery& parsed, const Query& query, Found& found);
  void fill_hits(const Query& query, Found& found, Result& result);
  void fill_passages(Found& found, Result& result);
  bool holds_phrases(DocNumber doc, const ParsedQuery& parsed);
  std::string corrected_text(const ParsedQuery& parsed, const Found& found) const;

  store::Session& session_;
  const View& view_;
  Workbench& bench_;
  const SearchRules& rules_;
};

// A document as its row tells.
struct DocumentRow {
  std::int64_t id = 0;
  std::string owner, collection, doc, kind, locale, url, title, audience, groups;
};
// False when there is none.
bool read_document(store::Session& session, std::int64_t id, DocumentRow& row);
std::vector<Section> read_sections(store::Session& session, std::int64_t id);
// One section as it is shown to somebody who reads nothing else.
Passage passage_of(const DocumentRow& row, const Section& section);

}  // namespace patchbay::search
