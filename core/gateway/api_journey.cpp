// POST /api/v1/journey: what the browser says when a journey ends without a conversation. No id in it, counters only.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/gateway/builtin_routes.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxSummary = 4 << 10;

void summary(const BuiltIn& parts, const ExchangePtr& exchange) {
  // The body is JSON whatever sendBeacon called it.
  const json::object body = parse_object(exchange->request.body, "the journey", kMaxSummary);
  const config::Config& config = exchange->settings->config;
  inbox::JourneyEntry entry;
  entry.kind = "summary";
  const std::string locale = string_or(body, "locale", exchange->locale);
  const bool known = std::ranges::find(config.site.locales, locale) != config.site.locales.end();
  entry.locale = known ? locale : exchange->locale;
  const std::string pathway = string_or(body, "pathway", "");
  const auto& order = config.pathways_order;
  if (!pathway.empty() && !order.empty() && std::ranges::find(order, pathway) == order.end())
    throw Error{Code::invalid, "'pathway' is not one of this site's"};
  const json::value* kinds = body.if_contains("kinds");
  entry.data = {{"kinds", kinds ? *kinds : json::value(json::array{})},
                {"need", bool_or(body, "need", false)},
                {"solved", bool_or(body, "solved", false)},
                {"pathway", pathway}};
  parts.accounts.record(inbox::Principal::anonymous(), entry);
  parts.answers.respond(exchange, {204, {}, {}});
}

}  // namespace

void add_journey_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  Endpoint endpoint = own_route(parts, "POST", "/api/v1/journey", PBAY_FOR_PUBLIC, summary, "journeys");
  endpoint.body_bytes = kMaxSummary;
  routes.push_back(std::move(endpoint));
}

}  // namespace patchbay::gateway
