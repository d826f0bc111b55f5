#pragma once
// What the index is measured against: stock FTS5 and Xapian over the same articles.
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/search/corpus.hpp"

namespace patchbay::bench {

class Control {
 public:
  virtual ~Control() = default;
  // Ids of the first ten.
  virtual std::vector<std::string> search(const std::string& text, const std::string& locale) = 0;
};

// unicode61 remove_diacritics 2, any word, title weight 10.
std::unique_ptr<Control> make_stock_fts5(const std::vector<CorpusArticle>& articles);
// BM25, stemmed where Xapian has a stemmer, any word; null when built without Xapian.
std::unique_ptr<Control> make_xapian(const std::vector<CorpusArticle>& articles,
                                     const std::string& directory);

}  // namespace patchbay::bench
