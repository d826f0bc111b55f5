#pragma once
// Who talks over a WebSocket on our side: a plugin, /ws/v1, or the echo of test builds. Called on the socket's loop, in order.
#include <cstdint>
#include <memory>
#include <string>

#include "patchbay/pbay.h"

namespace patchbay::gateway {

class Socket;

class SocketPeer {
 public:
  virtual ~SocketPeer() = default;
  virtual void opened(const std::shared_ptr<Socket>& socket) = 0;
  virtual void message(bool binary, std::string data) = 0;
  virtual void closed(int code) = 0;             // once; 1006 when no close frame came
  virtual void drained() {}                      // a portion is on its way
  virtual void tick(std::int64_t now_ms) { static_cast<void>(now_ms); }
};

}  // namespace patchbay::gateway
