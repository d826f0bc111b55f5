// How well and how fast the index answers: bench_search [DATA] [--quick] [--misses]
//
// DATA (or PATCHBAY_DATA) is a folder with kb/<name>-<locale>/**.md and
// search/<locale>.<set>.{queries,qrels}.tsv. Quality is shown beside stock FTS5; speed beside FTS5 and
// Xapian, one thread each, five runs taking turns, ids and scores only.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
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

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

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

// By query id, the one document it asks for.
std::map<std::string, std::string> wanted_of(const bench::QuerySet& set) {
  std::map<std::string, std::string> wanted;
  std::istringstream lines{set.qrels_tsv};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t'), next = line.find('\t', tab + 1);
    wanted[line.substr(0, tab)] = line.substr(tab + 1, next - tab - 1);
  }
  return wanted;
}

double recall5(const bench::QuerySet& set,
               const std::function<std::vector<std::string>(const std::string&)>& search) {
  std::map<std::string, std::string> wanted = wanted_of(set);
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

void show_misses(search::Index& index, const bench::QuerySet& set) {
  std::map<std::string, std::string> wanted = wanted_of(set);
  std::istringstream queries{set.queries_tsv};
  for (std::string line; std::getline(queries, line);) {
    const std::size_t tab = line.find('\t');
    const search::Result result = index.query(query_of(line.substr(tab + 1), set.locale), Visibility{});
    std::size_t rank = 0;
    while (rank < result.hits.size() && result.hits[rank].id != wanted[line.substr(0, tab)]) ++rank;
    if (rank < 5) continue;
    std::printf("  %s\n    wanted %s at %zu%s%s\n", line.c_str(), wanted[line.substr(0, tab)].c_str(),
                rank + 1, result.corrected.empty() ? "" : ", corrected to ", result.corrected.c_str());
    for (std::size_t i = 0; i < 5 && i < result.hits.size(); ++i) {
      std::printf("    %6.2f %s | %s\n", result.hits[i].score, result.hits[i].id.c_str(),
                  result.hits[i].title.c_str());
    }
  }
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
    if (misses) show_misses(index, set);
  }
}

// Elapsed and this thread's CPU time. Where other programs share the machine, only the latter is comparable.
struct Times {
  std::vector<double> runs, cpu_runs;  // ms of a run
  std::vector<double> each, cpu_each;  // us of every query

  static double at(std::vector<double>& times, double share) {
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1,
                          static_cast<std::size_t>(share * static_cast<double>(times.size())))];
  }
  double cpu() { return at(cpu_runs, .5); }
};

void measure_one(Times& times, const std::function<void()>& work) {
  const auto start = Clock::now();
  const double cpu = cpu_ms();
  work();
  times.cpu_each.push_back((cpu_ms() - cpu) * 1000);
  times.each.push_back(ms_since(start) * 1000);
}

using Ask = std::function<void(const std::string& text, const std::string& locale)>;

void measure(const std::vector<bench::QuerySet>& sets, Times& times, const Ask& ask) {
  const auto start = Clock::now();
  const double cpu = cpu_ms();
  for (const auto& set : sets) {
    for (const std::string& text : set.queries) measure_one(times, [&] { ask(text, set.locale); });
  }
  times.cpu_runs.push_back(cpu_ms() - cpu);
  times.runs.push_back(ms_since(start));
}

void suggest_all(search::Index& index, const std::vector<bench::QuerySet>& sets, Times& times) {
  for (const auto& set : sets) {
    for (const std::string& text : set.queries) {
      for (std::size_t size = 2; size <= 10 && size <= text.size(); ++size) {
        if (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) continue;
        search::Query query = query_of(text.substr(0, size), set.locale);
        query.mode = search::Query::Mode::suggest;
        measure_one(times, [&] { index.query(query, Visibility{}); });
      }
    }
  }
}

void show(const char* name, Times& times, std::size_t queries) {
  const auto count = static_cast<double>(queries);
  std::printf("%-22s %8.0f %8.0f %8.0f   %8.0f %8.0f %8.0f\n", name,
              1000 * times.at(times.cpu_runs, .5) / count, times.at(times.cpu_each, .5),
              times.at(times.cpu_each, .99), 1000 * times.at(times.runs, .5) / count,
              times.at(times.each, .5), times.at(times.each, .99));
}

void show_speed(search::Index& index, const std::vector<bench::QuerySet>& sets, bench::Control* stock,
                bench::Control* xapian, int runs) {
  std::size_t queries = 0;
  for (const auto& set : sets) queries += set.queries.size();
  const auto ours = [&](bool snippets) {
    return [&index, snippets](const std::string& text, const std::string& locale) {
      index.query(query_of(text, locale, snippets), Visibility{});
    };
  };
  const auto theirs = [](bench::Control& control) {
    return [&control](const std::string& text, const std::string& locale) { control.search(text, locale); };
  };
  Times patchbay, xapian_times, stock_times, with_text, suggest;
  for (int run = 0; run < runs; ++run) {
    measure(sets, patchbay, ours(false));
    if (xapian != nullptr) measure(sets, xapian_times, theirs(*xapian));
    if (stock != nullptr) measure(sets, stock_times, theirs(*stock));
  }
  measure(sets, with_text, ours(true));
  suggest_all(index, sets, suggest);
  std::printf("\n%zu queries a run, %d runs taking turns, one thread each; us\n", queries, runs);
  std::printf("%-22s %8s %8s %8s   %8s %8s %8s\n", "", "cpu mean", "p50", "p99", "elapsed", "p50", "p99");
  show("patchbay", patchbay, queries);
  if (xapian != nullptr) show("xapian", xapian_times, queries);
  if (stock != nullptr) show("stock fts5, any word", stock_times, queries);
  show("patchbay with snippets", with_text, queries);
  std::printf("suggest, 2 to 10 bytes typed: cpu p50 %.0f, p99 %.0f; elapsed p50 %.0f, p99 %.0f\n",
              Times::at(suggest.cpu_each, .5), Times::at(suggest.cpu_each, .99), Times::at(suggest.each, .5),
              Times::at(suggest.each, .99));
  if (xapian != nullptr)
    std::printf("patchbay / xapian, medians of cpu: %.2f (at most 1.15)\n",
                patchbay.cpu() / xapian_times.cpu());
  if (stock != nullptr)
    std::printf("stock fts5 / patchbay, medians of cpu: %.1f (at least 5)\n",
                stock_times.cpu() / patchbay.cpu());
}

long resident_kb() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

struct Arguments {
  std::string data;
  bool quick = false, misses = false;
};

void run(const std::string& folder, const Arguments& arguments,
         const std::vector<bench::CorpusArticle>& articles, const std::vector<bench::QuerySet>& sets) {
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
  const auto stock = arguments.quick ? nullptr : bench::make_stock_fts5(articles);
  const auto xapian = arguments.quick ? nullptr : bench::make_xapian(articles, folder + "/xapian");
  show_quality(index, sets, stock.get(), arguments.misses);
  show_speed(index, sets, stock.get(), xapian.get(), arguments.quick ? 2 : 5);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (const char* data = std::getenv("PATCHBAY_DATA"); data != nullptr) arguments.data = data;
  for (const std::string_view argument : std::vector<std::string_view>(argv + 1, argv + argc)) {
    if (argument == "--quick")
      arguments.quick = true;
    else if (argument == "--misses")
      arguments.misses = true;
    else
      arguments.data = argument;
  }
  const std::vector<bench::CorpusArticle> articles = bench::read_articles(arguments.data);
  const std::vector<bench::QuerySet> sets = bench::read_query_sets(arguments.data);
  if (articles.empty() || sets.empty()) {
    std::printf(
        "There is no data to measure with: name a folder that holds kb/ and search/ (bench_search DATA, or "
        "PATCHBAY_DATA)\n");
    return 0;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "patchbay-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  run(folder, arguments, articles, sets);
  std::filesystem::remove_all(folder);
  return 0;
}
