// How well the index answers a set of queries with known answers.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/search/index.hpp"

namespace patchbay::search {
namespace {

struct Judged {
  std::string text, locale;
  std::map<std::string, int> grades;  // by document id; those above 0
};

double gain(int grade, std::size_t rank) {
  return (std::exp2(grade) - 1.0) / std::log2(static_cast<double>(rank) + 1.0);
}

std::vector<std::string_view> fields_of(std::string_view line, std::size_t wanted, std::string_view what,
                                        std::size_t number) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string_view> fields = split(line, '\t');
  if (fields.size() < wanted) {
    throw Error{Code::invalid, std::string{what} + ", line " + std::to_string(number) + ": there must be " +
                                   std::to_string(wanted) + " fields with tabs between"};
  }
  return fields;
}

template <class Each>
void each_line(std::string_view text, const Each& each) {
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (!trim(line).empty()) each(line, number);
  }
}

std::vector<Judged> read(std::string_view queries_tsv, std::string_view qrels_tsv) {
  std::map<std::string, Judged, std::less<>> judged;
  std::vector<std::string> order;
  each_line(queries_tsv, [&](std::string_view line, std::size_t number) {
    const auto fields = fields_of(line, 2, "queries", number);
    judged[std::string{fields[0]}].text = fields[1];
    order.emplace_back(fields[0]);
  });
  each_line(qrels_tsv, [&](std::string_view line, std::size_t number) {
    const auto fields = fields_of(line, 3, "judgements", number);
    const auto query = judged.find(fields[0]);
    if (query == judged.end()) return;
    const std::string grade{trim(fields[2])};
    if (grade.empty() || grade.find_first_not_of("0123456789") != std::string::npos || grade.size() > 2) {
      throw Error{Code::invalid, "judgements, line " + std::to_string(number) +
                                     ": the grade must be a whole number from 0 to 99"};
    }
    if (query->second.locale.empty()) query->second.locale = fields[1].substr(0, fields[1].find('/'));
    if (const int value = std::stoi(grade); value > 0)
      query->second.grades[std::string{fields[1]}] = std::min(value, 20);
  });
  std::vector<Judged> out;
  for (const std::string& id : order) {
    if (Judged& one = judged[id]; !one.grades.empty()) out.push_back(std::move(one));
  }
  return out;
}

void add_scores(const Judged& judged, const std::vector<Hit>& hits, Evaluation& sums) {
  double dcg = 0, first = 0;
  std::size_t early = 0;
  for (std::size_t i = 0; i < hits.size() && i < 10; ++i) {
    const auto grade = judged.grades.find(hits[i].id);
    if (grade == judged.grades.end()) continue;
    dcg += gain(grade->second, i + 1);
    if (first == 0) first = 1.0 / static_cast<double>(i + 1);
    if (i < 5) ++early;
  }
  std::vector<int> best;
  for (const auto& [id, grade] : judged.grades) best.push_back(grade);
  std::sort(best.rbegin(), best.rend());
  double ideal = 0;
  for (std::size_t i = 0; i < best.size() && i < 10; ++i) ideal += gain(best[i], i + 1);
  sums.ndcg10 += dcg / ideal;
  sums.mrr10 += first;
  sums.recall5 += static_cast<double>(early) / static_cast<double>(best.size());
}

std::int64_t percentile(const std::vector<std::int64_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

}  // namespace

Evaluation evaluate(Index& index, std::string_view queries_tsv, std::string_view qrels_tsv,
                    const Visibility& reader) {
  const std::vector<Judged> all = read(queries_tsv, qrels_tsv);
  Evaluation out;
  std::vector<std::int64_t> times;
  for (const Judged& judged : all) {
    Query query;
    query.text = judged.text;
    query.locale = judged.locale;
    query.snippets = false;
    const Result result = index.query(query, reader);
    times.push_back(result.took_us);
    add_scores(judged, result.hits, out);
  }
  out.queries = static_cast<int>(all.size());
  if (all.empty()) return out;
  const auto count = static_cast<double>(all.size());
  out.ndcg10 /= count;
  out.mrr10 /= count;
  out.recall5 /= count;
  std::sort(times.begin(), times.end());
  out.p50_us = percentile(times, 0.5);
  out.p99_us = percentile(times, 0.99);
  return out;
}

}  // namespace patchbay::search
