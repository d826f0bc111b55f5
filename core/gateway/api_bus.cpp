// POST /api/v1/call/METHOD: one capability call for an administrator.
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/gateway/builtin_routes.hpp"

namespace patchbay::gateway {
namespace {

void call(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::string& method = exchange->request.params.at(0).second;
  const std::string& body = exchange->request.body;
  const json::object question = body.empty() ? json::object{} : parse_object(body, "the call");
  const std::string reply =
      parts.target.call(exchange->principal, method, to_text(question), exchange->settings->request_ms);
  parts.answers.json(exchange, 200, reply);
}

}  // namespace

void add_bus_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "POST", "/api/v1/call/{method}", PBAY_FOR_ADMIN, call));
}

}  // namespace patchbay::gateway
