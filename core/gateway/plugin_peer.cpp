#include "core/gateway/plugin_peer.hpp"

#include "core/gateway/socket.hpp"

namespace patchbay::gateway {

PluginPeer::PluginPeer(RequestTarget& target, host::Route route, host::HttpRequest request)
    : target_{target}, route_{std::move(route)}, request_{std::move(request)} {}

void PluginPeer::opened(const std::shared_ptr<Socket>& socket) {
  conn_ = socket->id;
  target_.ws_open(route_, conn_, std::move(request_));
}

void PluginPeer::message(bool binary, std::string data) { target_.ws_message(route_.instance, conn_, binary, std::move(data)); }

void PluginPeer::closed(int code) { target_.ws_closed(route_.instance, conn_, code); }

}  // namespace patchbay::gateway
