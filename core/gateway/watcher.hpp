#pragma once
// What one live socket hears: of its own contact, or, for agents, of what they subscribed to. On the socket's loop.
#include <string>
#include <unordered_set>

#include "core/gateway/live_event.hpp"
#include "core/gateway/live_flow.hpp"
#include "core/inbox/principal.hpp"

namespace patchbay::gateway {

class Watcher {
 public:
  Watcher(std::weak_ptr<Socket> socket, const inbox::Conversations& conversations, inbox::Principal who);

  const inbox::Principal& who() const { return who_; }
  void become(inbox::Principal who) { who_ = std::move(who); }
  void subscribe(std::string inbox) { inbox_ = std::move(inbox); }  // "all" or an inbox; agents
  void follow(const std::string& conversation) { followed_.insert(conversation); }

  // Rights are looked at for each event. True: something waits to be pushed.
  bool hear(const LiveEvent& event);
  bool hear(const SharedFrame& lossy);  // for whoever this is, whatever it may see
  void push();

  LiveFlow flow;

 private:
  bool is_for_me(const LiveEvent& event) const;

  const std::weak_ptr<Socket> socket_;  // owns the peer that owns this
  const inbox::Conversations& conversations_;
  inbox::Principal who_;
  std::string inbox_;  // empty = not subscribed
  std::unordered_set<std::string> followed_;
};

}  // namespace patchbay::gateway
