#pragma once
// The documents of this plugin, and nothing else: who waits, who talks, whose turn it was, how long the last
// ones waited. All state is here; nothing of it lives in memory only. Any thread.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patchbay/host.hpp"
#include "place.hpp"

namespace patchbay::livechat {

using Turns = std::map<std::string, std::int64_t>;  // agent → when it was asked last

class QueueStore {
 public:
  explicit QueueStore(Host host) : host_{host} {}

  // Names and schemas, for start().
  static std::vector<std::pair<std::string, std::string>> collections();

  std::vector<Place> places() const;  // in the order of their time
  std::optional<Place> place(std::string_view conversation) const;
  std::vector<Chat> chats() const;
  std::optional<Chat> chat(std::string_view conversation) const;
  Turns turns() const;
  std::vector<std::int64_t> waits(std::string_view team) const;  // seconds of the last ones, oldest first

  // Each of these is false when somebody else changed it since `place` or `chat` was read: look again.
  bool put(const Place& place) const;    // rev 0: must be new
  bool offer(const Place& place) const;  // with the turn of place.offered_to
  bool remove(const Place& place) const;
  // The place becomes a chat, and its waiting time is remembered.
  bool begin_chat(const Place& place, const Chat& chat, std::int64_t waited_seconds) const;
  bool put(const Chat& chat) const;
  bool remove(const Chat& chat) const;
  // What is kept of a contact who wants to be forgotten.
  void forget(std::string_view contact) const;

 private:
  bool write(const Batch& batch) const;
  Host host_;
};

}  // namespace patchbay::livechat
