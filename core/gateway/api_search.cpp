// /api/v1/search, /suggest and /pathways.
#include <algorithm>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/target.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxQuery = 500;
constexpr int kMaxSuggestions = 8;

std::string locale_of(const Query& query, const Exchange& exchange) {
  const std::string wanted = query.get("locale");
  const auto& locales = exchange.settings->config.site.locales;
  return std::ranges::find(locales, wanted) != locales.end() ? wanted : exchange.locale;
}

int limit_of(const Query& query, int fallback, int most) {
  const std::string text = query.get("limit");
  if (text.empty()) return fallback;
  int limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > most)
    throw Error{Code::invalid, "'limit' is a number from 1 to " + std::to_string(most)};
  return limit;
}

json::array hits_json(const search::Result& result) {
  json::array hits;
  for (const search::Hit& hit : result.hits)
    hits.push_back({{"kind", hit.kind}, {"id", hit.id}, {"title", hit.title}, {"snippet", hit.snippet}, {"url", hit.url},
                    {"locale", hit.locale}, {"score", hit.score}});
  return hits;
}

std::string answer_json(const search::Result& result) {
  const auto or_null = [](const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); };
  return to_text(json::object{{"hits", hits_json(result)},
                              {"corrected", or_null(result.corrected)},
                              {"took_us", result.took_us},
                              {"next", or_null(result.next)}});
}

void search_all(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query parameters{exchange->request.query};
  search::Query query;
  query.text = cut_utf8(parameters.get("q"), kMaxQuery);
  query.locale = locale_of(parameters, *exchange);
  query.limit = limit_of(parameters, 10, 100);
  query.cursor = parameters.get("cursor");
  for (const auto& [name, value] : parameters.pairs())
    if (name == "kind")
      for (const std::string_view kind : split(value, ','))
        if (!kind.empty()) query.kinds.emplace_back(kind);
  const search::Result result = parts.search.query(query, exchange->principal.visibility());
  // A question somebody asked, not its second page and not what a form asks while somebody types.
  if (query.cursor.empty() && !trim(query.text).empty() && parameters.get("record") != "0")
    parts.search.record(query.text, query.locale, static_cast<std::int64_t>(result.hits.size()));
  parts.answers.json(exchange, 200, answer_json(result));
}

void suggest(const BuiltIn& parts, const ExchangePtr& exchange) {
  if (exchange->signed_in && !exchange->principal.session.empty()) {
    const auto rate = exchange->settings->config.limits.rate("suggest_session");
    if (const int wait = parts.limiter.take("suggest_session", exchange->principal.session, rate, steady_ms()); wait > 0) {
      parts.answers.problem(exchange, 429, "Too many requests.", {}, {{"Retry-After", std::to_string(wait)}});
      return;
    }
  }
  const Query parameters{exchange->request.query};
  search::Query query;
  query.text = cut_utf8(parameters.get("q"), kMaxQuery);
  query.locale = locale_of(parameters, *exchange);
  query.mode = search::Query::Mode::suggest;
  query.limit = limit_of(parameters, kMaxSuggestions, kMaxSuggestions);
  query.snippets = false;
  const std::string_view typed = trim(query.text);
  const bool enough = std::ranges::count_if(typed, [](char c) { return (c & 0xc0) != 0x80; }) >= 2;
  parts.answers.json(exchange, 200,
                     answer_json(enough ? parts.search.query(query, exchange->principal.visibility()) : search::Result{}));
}

void pathways(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query parameters{exchange->request.query};
  const host::Said said{parameters.get("attempted") == "1", parameters.get("no") == "1"};
  const auto or_null = [](const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); };
  json::array steps;
  for (const host::PathwayStep& step : parts.target.pathways(exchange->principal, locale_of(parameters, *exchange), said))
    steps.push_back({{"id", step.id},
                     {"available", step.available},
                     {"label", step.label},
                     {"reason", or_null(step.reason)},
                     {"wait_seconds", step.wait_seconds < 0 ? json::value(nullptr) : json::value(step.wait_seconds)},
                     {"opens_at", or_null(step.opens_at)},
                     {"reveal", step.reveal},
                     {"revealed", step.revealed},
                     {"url", or_null(step.url)}});
  parts.answers.json(exchange, 200, to_text(json::object{{"steps", std::move(steps)}}));
}

}  // namespace

void add_search_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "GET", "/api/v1/search", PBAY_FOR_PUBLIC, search_all, "search"));
  routes.push_back(own_route(parts, "GET", "/api/v1/suggest", PBAY_FOR_PUBLIC, suggest, "suggest"));
  routes.push_back(own_route(parts, "GET", "/api/v1/pathways", PBAY_FOR_PUBLIC, pathways));
}

}  // namespace patchbay::gateway
