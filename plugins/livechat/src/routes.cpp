#include "routes.hpp"

#include <stdexcept>

namespace patchbay::livechat {
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

std::vector<RouteOfLivechat> routes_of(const VisitorApi& visitors, const AgentApi& agents) {
  std::vector<RouteOfLivechat> routes;
  const auto add = [&routes](std::string_view methods, std::string_view pattern, std::uint32_t level,
                             auto handler) {
    routes.push_back({methods, pattern, level, guarded(handler)});
  };
  add("GET,HEAD", "/api/v1/livechat/settings", PBAY_FOR_PUBLIC,
      [&](const Request& r) { visitors.settings(r); });
  add("POST", "/api/v1/livechat/prechat", PBAY_FOR_VISITOR, [&](const Request& r) { visitors.prechat(r); });
  add("GET,HEAD", "/api/v1/livechat/place", PBAY_FOR_VISITOR, [&](const Request& r) { visitors.place(r); });
  add("POST", "/api/v1/livechat/transcript", PBAY_FOR_VISITOR,
      [&](const Request& r) { visitors.transcript(r); });
  add("GET,HEAD", "/api/v1/livechat/queue", PBAY_FOR_AGENT, [&](const Request& r) { agents.queue(r); });
  add("GET,HEAD", "/api/v1/livechat/offers", PBAY_FOR_AGENT, [&](const Request& r) { agents.offers(r); });
  add("POST", "/api/v1/livechat/offers/{conversation}/accept", PBAY_FOR_AGENT,
      [&](const Request& r) { agents.accept(r); });
  add("POST", "/api/v1/livechat/offers/{conversation}/decline", PBAY_FOR_AGENT,
      [&](const Request& r) { agents.decline(r); });
  add("POST", "/api/v1/livechat/chats/{conversation}/transfer", PBAY_FOR_AGENT,
      [&](const Request& r) { agents.transfer(r); });
  add("GET,HEAD", "/api/v1/livechat/duty", PBAY_FOR_AGENT, [&](const Request& r) { agents.duty(r); });
  return routes;
}

}  // namespace patchbay::livechat
