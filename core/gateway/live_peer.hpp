#pragma once
// Our side of /ws/v1: who it is by the first frame, then conversations (which come later and are answered as such).
#include <atomic>
#include <memory>
#include <string>

#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/socket_peer.hpp"

namespace patchbay::gateway {

class LivePeer final : public SocketPeer {
 public:
  LivePeer(const BuiltIn& parts, std::int64_t auth_ms);
  void opened(const std::shared_ptr<Socket>& socket) override;
  void message(bool binary, std::string data) override;
  void closed(int code) override;
  void tick(std::int64_t now_ms) override;

 private:
  enum class State { waiting, asking, ready };
  void authenticate(const std::string& token);
  void look_again(std::int64_t now_ms);

  const BuiltIn& parts_;
  const std::int64_t auth_ms_;
  std::weak_ptr<Socket> socket_;      // owns this
  State state_ = State::waiting;
  std::string token_;
  std::int64_t opened_ms_ = 0, looked_ms_ = 0;
};

}  // namespace patchbay::gateway
