#pragma once
// The articles and query sets the benchmark runs on, with a light reading of Markdown: front matter's title,
// headings, text without markup.
#include <string>
#include <vector>

namespace patchbay::bench {

struct CorpusHeading {
  std::string id, text;
  std::size_t at = 0;
};

struct CorpusArticle {
  std::string id, locale, path, title, text;
  std::vector<CorpusHeading> headings;
};

struct QuerySet {
  std::string name, locale;  // "bg.typo", "bg"
  std::string queries_tsv, qrels_tsv;
  std::vector<std::string> queries;
};

// Articles under DIR/kb; empty when there is no such folder.
std::vector<CorpusArticle> read_articles(const std::string& directory);
// Sets under DIR/search, in order of their names.
std::vector<QuerySet> read_query_sets(const std::string& directory);

}  // namespace patchbay::bench
