#pragma once
// Agents at their desks: who is there, and which conversation each has open. Lossy, in memory. [any thread]
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/base/json.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/duty.hpp"
#include "patchbay/pbay.h"

namespace patchbay::gateway {

class LiveDesk {
 public:
  // An agent whose last socket closed is offline after this: a page that is loaded again is no absence.
  static constexpr std::int64_t kGraceMs = 3'000;

  // `say` goes to those who may hear of a conversation, `tell` to every agent. Without `duty` nobody is ever there.
  LiveDesk(inbox::Duty* duty, std::function<void(const inbox::Conversations::Heard&)> say,
           std::function<void(const json::object& frame)> tell);

  void opened(const std::string& agent);
  void closed(const std::string& agent, pbay_id socket, std::int64_t now_ms);
  void choose(const std::string& agent, inbox::AtDesk presence);  // online or away, their own word
  void tick(std::int64_t now_ms);

  // What this socket has open; a Heard without conversation = nothing.
  void view(pbay_id socket, const inbox::Principal& agent, const inbox::Conversations::Heard& conversation);

 private:
  struct Agent {
    int sockets = 0;
    bool away = false;
    std::int64_t gone_ms = 0;  // when the last one closed
  };
  struct View {
    std::string agent, name;
    inbox::Conversations::Heard conversation;
  };
  void tell_presence(const std::string& agent, inbox::AtDesk presence);
  void tell_views(inbox::Conversations::Heard conversation);

  inbox::Duty* duty_;
  std::function<void(const inbox::Conversations::Heard&)> say_;
  std::function<void(const json::object&)> tell_;
  std::mutex mutex_;  // guards what follows
  std::unordered_map<std::string, Agent> agents_;
  std::map<pbay_id, View> views_;
};

}  // namespace patchbay::gateway
