// /ws/v1, and in test builds /ws/echo.
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/live_peer.hpp"
#include "core/gateway/socket.hpp"

namespace patchbay::gateway {
namespace {

Endpoint socket_route(std::string pattern, std::function<std::unique_ptr<SocketPeer>(const ExchangePtr&)> peer) {
  Endpoint endpoint;
  endpoint.route.methods = "GET";
  endpoint.route.pattern = std::move(pattern);
  endpoint.route.flags = PBAY_FOR_PUBLIC | PBAY_WEBSOCKET;
  endpoint.peer = std::move(peer);
  return endpoint;
}

#ifdef PATCHBAY_TEST_HOOKS
class EchoPeer final : public SocketPeer {
 public:
  void opened(const std::shared_ptr<Socket>& socket) override { socket_ = socket; }
  void message(bool binary, std::string data) override {
    if (const auto socket = socket_.lock()) socket->send(binary, data);
  }
  void closed(int) override {}

 private:
  std::weak_ptr<Socket> socket_;  // owns this
};
#endif

}  // namespace

void add_socket_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(socket_route("/ws/v1", [&parts](const ExchangePtr& exchange) {
    return std::make_unique<LivePeer>(parts, *exchange);
  }));
#ifdef PATCHBAY_TEST_HOOKS
  routes.push_back(socket_route("/ws/echo", [](const ExchangePtr&) { return std::make_unique<EchoPeer>(); }));
#endif
}

}  // namespace patchbay::gateway
