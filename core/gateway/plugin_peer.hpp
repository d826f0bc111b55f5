#pragma once
// A plugin behind a WebSocket of its PBAY_WEBSOCKET route.
#include "core/gateway/request_target.hpp"
#include "core/gateway/socket_peer.hpp"

namespace patchbay::gateway {

class PluginPeer final : public SocketPeer {
 public:
  PluginPeer(RequestTarget& target, host::Route route, host::HttpRequest request);
  void opened(const std::shared_ptr<Socket>& socket) override;
  void message(bool binary, std::string data) override;
  void closed(int code) override;

 private:
  RequestTarget& target_;
  host::Route route_;
  host::HttpRequest request_;
  pbay_id conn_ = 0;
};

}  // namespace patchbay::gateway
