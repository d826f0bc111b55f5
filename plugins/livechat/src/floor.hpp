#pragma once
// The agents with what they do now: chats that run, whose turn it was. A chat in which nobody wrote for a
// while takes no slot; a conversation that was resolved or went to somebody else is no chat any more. [any
// thread]
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "patchbay/host.hpp"
#include "place.hpp"
#include "queue_store.hpp"

namespace patchbay::livechat {

class Floor {
 public:
  Floor(Host host, const QueueStore& store, std::int64_t idle_ms)
      : host_{host}, store_{store}, idle_ms_{idle_ms} {}

  std::vector<Agent> agents(std::int64_t now);
  // Looks at the conversation and keeps the chat in step with it.
  void look_at(const Chat& chat, std::int64_t now);

 private:
  bool is_due(const std::string& conversation, std::int64_t now);

  Host host_;
  const QueueStore& store_;
  const std::int64_t idle_ms_;
  std::mutex mutex_;                               // guards looked_at_
  std::map<std::string, std::int64_t> looked_at_;  // idle chats are looked at once a minute
};

}  // namespace patchbay::livechat
