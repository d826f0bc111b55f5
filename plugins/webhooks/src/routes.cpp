#include "routes.hpp"

#include <stdexcept>

namespace patchbay::webhooks {
namespace {

// A request that cannot be read is the sender's fault.
std::function<void(const Request&)> guarded(std::function<void(const Request&)> handler) {
  return [handler = std::move(handler)](const Request& request) {
    try {
      handler(request);
    } catch (const std::invalid_argument& wrong) {
      request.problem(400, "invalid", wrong.what());
    }
  };
}

}  // namespace

std::vector<RouteOfWebhooks> routes_of(const Api& api) {
  std::vector<RouteOfWebhooks> routes;
  const auto add = [&](std::string_view methods, std::string_view pattern,
                       void (Api::*handler)(const Request&) const, std::uint32_t level = PBAY_FOR_ADMIN) {
    routes.push_back({methods, pattern, level,
                      guarded([&api, handler](const Request& request) { (api.*handler)(request); })});
  };
  add("GET,HEAD", "/api/v1/webhooks/endpoints", &Api::list);
  add("POST", "/api/v1/webhooks/endpoints", &Api::create);
  add("GET,HEAD", "/api/v1/webhooks/endpoints/{id}", &Api::get);
  add("PATCH", "/api/v1/webhooks/endpoints/{id}", &Api::change);
  add("DELETE", "/api/v1/webhooks/endpoints/{id}", &Api::remove);
  add("POST", "/api/v1/webhooks/endpoints/{id}/rotate", &Api::rotate);
  add("POST", "/api/v1/webhooks/endpoints/{id}/enable", &Api::enable);
  add("POST", "/api/v1/webhooks/endpoints/{id}/disable", &Api::disable);
  add("POST", "/api/v1/webhooks/endpoints/{id}/test", &Api::test);
  add("POST", "/api/v1/webhooks/endpoints/{id}/replay", &Api::replay_endpoint);
  add("GET,HEAD", "/api/v1/webhooks/deliveries", &Api::deliveries);
  add("GET,HEAD", "/api/v1/webhooks/deliveries/{id}", &Api::delivery);
  add("POST", "/api/v1/webhooks/deliveries/{id}/replay", &Api::replay);
  add("GET,HEAD", "/api/v1/webhooks/channels", &Api::channels);
  // Whoever signs with the channel's secret needs no account.
  add("POST", "/api/v1/webhooks/inbox/{name}/messages", &Api::receive, PBAY_FOR_PUBLIC);
  return routes;
}

}  // namespace patchbay::webhooks
