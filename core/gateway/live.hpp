#pragma once
// Hears every commit and hands it to the sockets it concerns. A change is read, signed and framed once, on one loop; every other
// loop gets the same frames in the same order.
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/gateway/conversation_rooms.hpp"
#include "core/gateway/file_parts.hpp"
#include "core/gateway/live_desk.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/watchers.hpp"

namespace patchbay::gateway {

class Live {
 public:
  // Without rooms nothing is ever heard.
  Live(const ConversationRooms* rooms, const FileParts& files);
  ~Live();

  void open(const std::vector<std::unique_ptr<Loop>>& loops);  // lent until close()
  void close();                                                // hears nothing more

  // On `loop`.
  Watchers& watchers(const Loop& loop);
  LiveDesk& desk() { return desk_; }

  // --- [any thread] ---
  // A frame for one socket from the writer's thread: many of one commit go out together.
  void answer(std::shared_ptr<Socket> socket, std::string text);
  // Lossy: to those who may hear of the conversation now, `except` one socket.
  void say(const inbox::Conversations::Heard& heard, pbay_id except);
  void tell_agents(const json::object& frame);
  // A plugin's lossy frame: "contact/ID", "agent/ID", "agents/all". False: it names none of these.
  bool tell_group(std::string_view group, std::string_view text);

 private:
  struct Place {
    Loop& loop;
    Watchers watchers;
    std::mutex mutex;  // guards what follows
    std::vector<std::pair<std::shared_ptr<Socket>, std::string>> answers;  // kept open until they are told
  };
  void committed(const store::Committed& what);
  void read(const std::vector<store::LoggedChange>& changes);
  void hand_out(const LiveEvents& events);
  void on_each(const std::function<void(Watchers&)>& work);
  static void tell(Place& place);

  const ConversationRooms* rooms_;
  const FileParts& files_;
  std::atomic<std::int64_t> watching_{0};
  std::vector<std::unique_ptr<Place>> places_;  // one for each loop
  LiveDesk desk_;
  store::Hearing hearing_;
};

}  // namespace patchbay::gateway
