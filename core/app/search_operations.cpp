// search …
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/app/descriptor.hpp"
#include "core/app/operation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::app {
namespace {

constexpr std::size_t kLargestTable = 64u << 20;

json::value query(const Call& call) {
  search::Query query;
  query.text = required_string(call.args, "q");
  query.locale = string_or(call.args, "locale", call.rooms.config.site.default_locale);
  query.limit = static_cast<int>(std::clamp<std::int64_t>(integer_or(call.args, "limit", 10), 1, 100));
  if (const std::string kind = string_or(call.args, "kind", ""); !kind.empty()) query.kinds = {kind};
  const search::Result found = call.rooms.index.query(query, Visibility::all());
  json::array hits;
  for (const search::Hit& hit : found.hits)
    hits.push_back(json::object{{"score", hit.score},
                                {"kind", hit.kind},
                                {"locale", hit.locale},
                                {"title", hit.title},
                                {"url", hit.url},
                                {"id", hit.id}});
  return json::object{
      {"hits", hits},
      {"corrected", found.corrected.empty() ? json::value(nullptr) : json::value(found.corrected)},
      {"took_us", found.took_us}};
}

json::value evaluate(const Call& call) {
  const std::string queries = read_all(call.files.at("queries"), kLargestTable, "the queries");
  const std::string qrels = read_all(call.files.at("qrels"), kLargestTable, "the judgements");
  const search::Evaluation figures = search::evaluate(call.rooms.index, queries, qrels, Visibility::all());
  return json::object{{"ndcg@10", figures.ndcg10},  {"mrr@10", figures.mrr10},  {"recall@5", figures.recall5},
                      {"queries", figures.queries}, {"p50_us", figures.p50_us}, {"p99_us", figures.p99_us}};
}

json::value reindex(const Call& call) {
  std::int64_t last = 0;
  call.rooms.index.rebuild(call.rooms.documents, [&](std::int64_t done) {
    last = done;
    call.step({{"done", done}, {"text", "documents indexed"}});
  });
  call.step({{"text", "indexing messages"}});
  call.rooms.conversations.reindex_messages();
  return json::object{{"documents", last}};
}

constexpr Operation kOperations[] = {
    {"search.query", query}, {"search.evaluate", evaluate}, {"search.reindex", reindex}};

}  // namespace

std::span<const Operation> search_operations() {
  return kOperations;
}

}  // namespace patchbay::app
