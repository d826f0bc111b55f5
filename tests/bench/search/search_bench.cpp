// How well and how fast the index answers: bench_search [DATA] [--quick]
//
// DATA (or PATCHBAY_DATA) is a folder with kb/<name>-<locale>/**.md and
// search/<locale>.<set>.{queries,qrels}.tsv. Quality is shown beside stock FTS5; speed beside FTS5 and
// Xapian, one thread each, five runs taking turns, ids and scores only.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "core/search/index.hpp"
#include "core/store/documents.hpp"
#include "tests/bench/search/controls.hpp"
#include "tests/bench/search/corpus.hpp"

namespace {

using namespace patchbay;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

constexpr std::string_view kSchema =
    R"({"version":1,"search":{"kind":"article","title":"/title","body":"/body","headings":"/headings","locale":"/locale",)"
    R"("url":"/kb/{id}","group":"/path"}})";

std::string document_of(const bench::CorpusArticle& article) {
  json::array headings;
  for (const auto& heading : article.headings) {
    headings.push_back(
        json::object{{"id", heading.id}, {"level", 2}, {"text", heading.text}, {"at", heading.at}});
  }
  return to_text(json::object{{"title", article.title},
                              {"body", article.text},
                              {"headings", headings},
                              {"locale", article.locale},
                              {"path", article.path}});
}

void load(store::Documents& documents, const std::vector<bench::CorpusArticle>& articles) {
  std::vector<store::Operation> batch;
  std::vector<std::string> bodies;
  const auto start = Clock::now();
  std::size_t bytes = 0;
  for (const auto& article : articles) {
    batch.push_back({store::Operation::Kind::put, "articles", article.id, -1, document_of(article), {}});
    bytes += batch.back().json.size();
    if (batch.size() < 128 && bytes < (2u << 20)) continue;
    documents.batch("kb", batch);
    batch.clear();
    bytes = 0;
  }
  documents.batch("kb", batch);
  const double seconds = ms_since(start) / 1000;
  std::printf("import: %zu articles in %.2f s, %.0f articles/s (analysis and durable commits, one thread)\n",
              articles.size(), seconds, static_cast<double>(articles.size()) / seconds);
}

search::Query query_of(const std::string& text, const std::string& locale, bool snippets = false) {
  search::Query query;
  query.text = text;
  query.locale = locale;
  query.snippets = snippets;
  return query;
}

double recall5(const bench::QuerySet& set,
               const std::function<std::vector<std::string>(const std::string&)>& search) {
  std::map<std::string, std::string> wanted;
  std::istringstream lines{set.qrels_tsv};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t'), next = line.find('\t', tab + 1);
    wanted[line.substr(0, tab)] = line.substr(tab + 1, next - tab - 1);
  }
  std::istringstream queries{set.queries_tsv};
  int found = 0, all = 0;
  for (std::string line; std::getline(queries, line);) {
    const std::size_t tab = line.find('\t');
    const std::vector<std::string> ids = search(line.substr(tab + 1));
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, ids.size()));
    found += std::find(ids.begin(), end, wanted[line.substr(0, tab)]) != end;
    ++all;
  }
  return static_cast<double>(found) / all;
}

void show_quality(search::Index& index, const std::vector<bench::QuerySet>& sets, bench::Control* stock,
                  bool misses) {
  std::printf("\n%-12s %8s %8s %8s %8s %8s   %s\n", "set", "recall@5", "mrr@10", "ndcg@10", "p50 us",
              "p99 us", "stock recall@5");
  for (const auto& set : sets) {
    const search::Evaluation result = search::evaluate(index, set.queries_tsv, set.qrels_tsv, Visibility{});
    const double control = stock == nullptr ? 0 : recall5(set, [&](const std::string& text) {
      return stock->search(text, set.locale);
    });
    std::printf("%-12s %8.3f %8.3f %8.3f %8ld %8ld   %.3f\n", set.name.c_str(), result.recall5, result.mrr10,
                result.ndcg10, static_cast<long>(result.p50_us), static_cast<long>(result.p99_us), control);
    if (!misses) continue;
    recall5(set, [&](const std::string& text) {
      std::vector<std::string> ids;
      for (const auto& hit : index.query(query_of(text, set.locale), Visibility{}).hits)
        ids.push_back(hit.id);
      return ids;
    });
  }
}

struct Times {
  std::vector<double> runs, each;  // ms of a run; us of every query
  double median() {
    std::sort(runs.begin(), runs.end());
    return runs[runs.size() / 2];
  }
  double percentile(double share) {
    std::sort(each.begin(), each.end());
    return each[std::min(each.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(each.size())))];
  }
};

void measure(const std::vector<bench::QuerySet>& sets, Times& times,
             const std::function<void(const std::string&, const std::string&)>& ask) {
  const auto start = Clock::now();
  for (const auto& set : sets) {
    for (const std::string& text : set.queries) {
      const auto one = Clock::now();
      ask(text, set.locale);
      times.each.push_back(ms_since(one) * 1000);
    }
  }
  times.runs.push_back(ms_since(start));
}

void show_speed(search::Index& index, const std::vector<bench::QuerySet>& sets, bench::Control& stock,
                bench::Control* xapian) {
  std::size_t queries = 0;
  for (const auto& set : sets) queries += set.queries.size();
  Times ours, theirs, fts, with_text, suggest;
  const auto ask = [&](bool snippets) {
    return [&index, snippets](const std::string& text, const std::string& locale) {
      index.query(query_of(text, locale, snippets), Visibility{});
    };
  };
  for (int run = 0; run < 5; ++run) {
    measure(sets, ours, ask(false));
    if (xapian != nullptr)
      measure(sets, theirs, [&](const auto& text, const auto& locale) { xapian->search(text, locale); });
    measure(sets, fts, [&](const auto& text, const auto& locale) { stock.search(text, locale); });
  }
  measure(sets, with_text, ask(true));
  measure(sets, suggest, [&](const std::string& text, const std::string& locale) {
    for (std::size_t size = 2; size <= 8 && size <= text.size(); ++size) {
      if (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) continue;
      search::Query query = query_of(text.substr(0, size), locale);
      query.mode = search::Query::Mode::suggest;
      const auto one = Clock::now();
      index.query(query, Visibility{});
      suggest.each.push_back(ms_since(one) * 1000);
    }
  });
  const auto show = [&](const char* name, Times& times) {
    std::printf("%-22s %8.3f ms/query (median of %zu runs)   p50 %7.0f us   p99 %7.0f us\n", name,
                times.median() / static_cast<double>(queries), times.runs.size(), times.percentile(.5),
                times.percentile(.99));
  };
  std::printf("\n%zu queries a run, one thread\n", queries);
  show("patchbay", ours);
  if (xapian != nullptr) show("xapian", theirs);
  show("stock fts5, any word", fts);
  show("patchbay with snippets", with_text);
  std::printf("suggest, 2 to 8 bytes typed: p50 %.0f us, p99 %.0f us\n", suggest.percentile(.5),
              suggest.percentile(.99));
  if (xapian != nullptr)
    std::printf("patchbay / xapian = %.2f (at most 1.15)\n", ours.median() / theirs.median());
  std::printf("stock fts5 / patchbay = %.1f (at least 5)\n", fts.median() / ours.median());
}

long resident_kb() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::string data = std::getenv("PATCHBAY_DATA") != nullptr ? std::getenv("PATCHBAY_DATA") : "";
  bool quick = false, misses = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0)
      quick = true;
    else if (std::strcmp(argv[i], "--misses") == 0)
      misses = true;
    else
      data = argv[i];
  }
  const std::vector<bench::CorpusArticle> articles = bench::read_articles(data);
  const std::vector<bench::QuerySet> sets = bench::read_query_sets(data);
  if (articles.empty() || sets.empty()) {
    std::printf(
        "There is no data to measure with: name a folder that holds kb/ and search/ (bench_search DATA, or "
        "PATCHBAY_DATA)\n");
    return 0;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "patchbay-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  {
    store::Options options;
    options.directory = folder + "/data";
    const auto database = store::Database::open(options);
    search::Settings settings;
    settings.locales = {"en", "bg", "vi"};
    search::Index index{*database, settings};
    store::Documents documents{*database, &index};
    documents.declare("kb", "articles", kSchema);
    load(documents, articles);
    const auto start = Clock::now();
    index.settle();
    std::printf("settled in %.2f s; database %.1f MB; resident %ld MB with the corpus in memory\n",
                ms_since(start) / 1000,
                static_cast<double>(std::filesystem::file_size(options.directory + "/patchbay.db")) / 1e6,
                resident_kb() / 1024);
    const auto stock = quick ? nullptr : bench::make_stock_fts5(articles);
    show_quality(index, sets, stock.get(), misses);
    if (!quick) {
      const auto xapian = bench::make_xapian(articles, folder + "/xapian");
      show_speed(index, sets, *stock, xapian.get());
    }
  }
  std::filesystem::remove_all(folder);
  return 0;
}
