#pragma once
// The content index: everything any plugin maps for search, in one ranking. Analysis is the host's own and
// the same for every engine (core/search/analysis): NFKC, case fold, ICU word breaks, stems per locale,
// folded Vietnamese beside the exact form, Bulgarian articles stripped and Latin-typed Bulgarian understood.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/visibility.hpp"
#include "core/store/database.hpp"
#include "core/store/documents.hpp"

namespace patchbay::search {

struct Settings {
  std::vector<std::string> locales = {"en"};
  std::string default_locale = "en";
  std::vector<std::vector<std::string>> synonyms;  // groups of words that mean the same
};

struct Query {
  enum class Mode { full, suggest, passages };
  std::string text;                // words, "a phrase", -not; never a syntax error
  std::string locale;              // the page's; ranks first, never filters
  std::vector<std::string> kinds;  // empty = every kind
  Mode mode = Mode::full;
  int limit = 10;  // 1…100; suggest at most 8
  std::string cursor;
  bool snippets = true;
};

struct Hit {
  std::string kind, id, title, snippet, url,
      locale;        // snippet: escaped HTML with <mark>; url with #heading where one matched
  double score = 0;  // higher is better, comparable within one answer
  std::string owner, collection;
};

struct Passage {
  std::string title, html, text, url;
  std::int64_t rev = 0;
  double score = 0;
};

struct Result {
  std::vector<Hit> hits;
  std::vector<Passage> passages;  // mode passages
  std::string corrected;          // "did you mean"; empty = nothing better
  std::string next;               // cursor; empty = the end
  std::int64_t took_us = 0;
};

class Index final : public store::DocumentIndex {
 public:
  explicit Index(store::Database& database, Settings settings = {});
  ~Index() override;

  Result query(const Query& query, const Visibility& reader);  // [any thread]
  // The best passage of one document, or the one under `heading` (its anchor). Error{not_found}.
  Passage passage(std::string_view owner, std::string_view collection, std::string_view id,
                  std::string_view heading, const Visibility& reader);

  // A query a person ended with (not each keystroke): counted by its analysed form, for the content-gap list.
  void record(std::string_view text, std::string_view locale, std::int64_t hits);
  struct Gap {
    std::string text, locale;
    std::int64_t asked, empty;
  };
  std::vector<Gap> gaps(int limit);

  // Fills a second table from `documents` in slices of at most 20 ms of writing and swaps; queries go on
  // meanwhile.
  void rebuild(store::Documents& documents, const std::function<void(std::int64_t done)>& progress);
  // Folds what was written into few large lists now instead of when it is quiet; returns when it is done. A
  // benchmark or a command that ends afterwards wants that.
  void settle();
  // Every difference between documents and index, in words; empty = in step.
  std::vector<std::string> check(store::Documents& documents);

  void apply_settings(Settings settings);

  std::unique_ptr<Prepared> prepare(std::string_view owner, std::string_view collection,
                                    const json::object& mapping, std::string_view id,
                                    const json::object* document) override;
  void apply(store::Write& write, const Prepared& prepared) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `patchbay search evaluate`: queries `qid<TAB>text`, judgements `qid<TAB>docid<TAB>grade`; docid
// "<locale>/<path>" is the document's id; each query is asked in the locale of its docid.
struct Evaluation {
  double ndcg10 = 0, mrr10 = 0, recall5 = 0;
  int queries = 0;
  std::int64_t p50_us = 0, p99_us = 0;
};
Evaluation evaluate(Index& index, std::string_view queries_tsv, std::string_view qrels_tsv,
                    const Visibility& reader);

}  // namespace patchbay::search
