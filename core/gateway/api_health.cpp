// /healthz, /readyz and /metrics.
#include "core/base/json.hpp"
#include "core/gateway/builtin_routes.hpp"

namespace patchbay::gateway {
namespace {

void health(const BuiltIn& parts, const ExchangePtr& exchange) {
  parts.answers.json(exchange, 200, "{\"status\":\"alive\"}", {{"Cache-Control", "no-store"}});
}

// One entry for each part; 503 while one of them is not ready, with its reason.
void readiness(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::object states = parts.target.readiness();
  const bool serving = parts.pipeline.is_ready();
  states["gateway"] = {{"ready", serving}, {"reason", serving ? json::value(nullptr) : json::value("starting or closing")}};
  bool ready = true;
  for (const auto& part : states)
    if (const json::object* state = part.value().if_object()) ready = ready && bool_or(*state, "ready", false);
  parts.answers.json(exchange, ready ? 200 : 503, to_text(json::object{{"ready", ready}, {"parts", std::move(states)}}),
                     {{"Cache-Control", "no-store"}});
}

void metrics(const BuiltIn& parts, const ExchangePtr& exchange) {
  parts.answers.respond(exchange, {200,
                                   {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}},
                                   parts.metrics.text()});
}

}  // namespace

void add_health_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  for (const auto& [pattern, handler] : {std::pair{"/healthz", &health}, std::pair{"/readyz", &readiness},
                                         std::pair{"/metrics", &metrics}}) {
    Endpoint endpoint = own_route(parts, "GET", pattern, PBAY_FOR_PUBLIC, handler);
    endpoint.on_loop = true;
    routes.push_back(std::move(endpoint));
  }
}

}  // namespace patchbay::gateway
