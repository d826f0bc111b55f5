#pragma once
// Our side of /ws/v1: who it is by the first frame, what it missed, then what happens.
#include <memory>
#include <optional>
#include <string>

#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/live_replay.hpp"
#include "core/gateway/live_talk.hpp"
#include "core/gateway/socket_peer.hpp"
#include "core/gateway/watcher.hpp"

namespace patchbay::gateway {

class LivePeer final : public SocketPeer {
 public:
  LivePeer(const BuiltIn& parts, const Exchange& handshake);
  ~LivePeer() override;
  void opened(const std::shared_ptr<Socket>& socket) override;
  void message(bool binary, std::string data) override;
  void drained() override;
  void closed(int code) override;
  void tick(std::int64_t now_ms) override;

 private:
  enum class State { waiting, asking, settling, ready, closed };  // settling: ready, and it may still ask to resume
  void authenticate(const std::string& token);
  bool may_come_from_here(const inbox::Principal& who) const;
  void enter(const std::shared_ptr<Socket>& socket, const inbox::Principal& who);
  void begin(std::int64_t event);
  void settle();
  void hear(const json::object& frame);
  void wish(ReplayWish wish);
  void replay_next();
  void read_on();
  void take(LiveReplay::Portion portion);
  void look_again(std::int64_t now_ms);
  void become(const inbox::Principal& who);

  const BuiltIn& parts_;
  const std::shared_ptr<const Settings> settings_;
  const std::string address_, origin_, cookie_;
  const bool foreign_;
  std::weak_ptr<Socket> socket_;  // owns this
  State state_ = State::waiting;
  std::string token_;
  std::int64_t opened_ms_ = 0, looked_ms_ = 0, event_ = 0;
  std::optional<Watcher> watcher_;
  std::optional<LiveTalk> talk_;
  std::shared_ptr<LiveReplay> replay_;  // also the worker's that reads for it
  std::vector<ReplayWish> wishes_;  // vectors: an idle socket owns nothing
  bool reading_ = false;
};

}  // namespace patchbay::gateway
