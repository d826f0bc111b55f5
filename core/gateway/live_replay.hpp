#pragma once
// What a client missed, read from the store in portions: first the messages of the conversations it named, then every change
// after an event. On workers, one portion at a time; the next one is asked for when the client took the last.
#include <string>
#include <unordered_map>
#include <vector>

#include "core/gateway/conversation_rooms.hpp"
#include "core/gateway/file_parts.hpp"
#include "core/gateway/socket.hpp"

namespace patchbay::gateway {

// What the client asked for.
struct ReplayWish {
  std::string answer;  // "resumed" or "subscribed": the frame it ends with
  std::string inbox;   // of a subscription: "all" or one; empty = not one
  std::vector<std::pair<std::string, std::int64_t>> conversations;  // with the last seq it has
  std::int64_t after = -1;  // changes after this event; -1 = after what the socket had
};
ReplayWish read_resume(const json::object& frame);     // Error{invalid}
ReplayWish read_subscribe(const json::object& frame);  // the same

class LiveReplay {
 public:
  LiveReplay(const ConversationRooms& rooms, const FileParts& files, inbox::Principal by, ReplayWish wish);

  struct Portion {
    std::vector<SharedFrame> frames;
    std::int64_t reached = 0;
    bool complete = false;  // everything up to `reached` was read
  };
  Portion next();  // [worker] one call at a time

  const ReplayWish& wish() const { return wish_; }
  const inbox::Principal& by() const { return by_; }

 private:
  void add(Portion& portion, const json::object& frame) const;
  void read_messages(Portion& portion);
  void read_changes(Portion& portion);
  void reset(Portion& portion);
  bool is_wanted(const json::object& frame);
  std::string inbox_of(const std::string& conversation);

  const ConversationRooms& rooms_;
  const FileParts& files_;
  const inbox::Principal by_;
  const ReplayWish wish_;
  std::size_t conversation_ = 0;  // of the wish: being read
  std::int64_t seq_ = 0;          // of its messages: read up to
  std::int64_t event_ = 0;        // of the changes: read up to
  std::unordered_map<std::string, std::int64_t> told_;  // conversation → the newest event its messages brought
  std::unordered_map<std::string, std::string> inboxes_;  // of conversations asked for
};

}  // namespace patchbay::gateway
