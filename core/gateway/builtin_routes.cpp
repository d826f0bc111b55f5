#include "core/gateway/builtin_routes.hpp"

#include "core/gateway/static_files.hpp"

namespace patchbay::gateway {

Endpoint own_route(const BuiltIn& parts, std::string methods, std::string pattern, std::uint32_t level, Handler handler,
                   std::string limit) {
  Endpoint endpoint;
  endpoint.route.methods = std::move(methods);
  endpoint.route.pattern = std::move(pattern);
  endpoint.route.flags = level;
  endpoint.handler = [&parts, handler](const ExchangePtr& exchange) { handler(parts, exchange); };
  endpoint.limit = std::move(limit);
  return endpoint;
}

std::vector<Endpoint> builtin_routes(const BuiltIn& parts) {
  std::vector<Endpoint> routes;
  for (const auto add : {add_health_routes, add_search_routes, add_session_routes, add_sign_in_routes, add_two_step_routes,
                         add_widget_routes, add_upload_routes, add_journey_routes, add_bus_routes, add_description_routes,
                         add_conversation_routes, add_message_routes, add_handoff_routes, add_contact_routes, add_desk_routes,
                         add_socket_routes, add_setup_routes})
    add(parts, routes);
  Endpoint assets = own_route(parts, "GET", "/assets/{plugin}/{hash}/{rest*}", PBAY_FOR_PUBLIC,
                              [](const BuiltIn& own, const ExchangePtr& exchange) { serve_asset(own.answers, own.assets, exchange); });
  assets.on_loop = true;
  routes.push_back(std::move(assets));
  return routes;
}

}  // namespace patchbay::gateway
