#pragma once
// Who takes a conversation over: the channels that offer to (handoff.offer@1) are asked one after the other,
// in the order of [handoff]; the first that does not decline has it. Nobody does: the conversation stays open
// and the customer hears when it will be answered. [any thread]
#include <mutex>
#include <set>
#include <string>

#include "core/base/json.hpp"
#include "core/inbox/principal.hpp"

namespace patchbay::host {

struct Question;
struct Switchboard;

// Which hand-offs are being asked about now: two rounds of one could mail the same conversation twice.
class RoundsUnderWay {
 public:
  bool begin(const std::string& handoff);  // false: somebody else is asking
  void end(const std::string& handoff);

 private:
  std::mutex mutex_;
  std::set<std::string> handoffs_;
};

// Asks those behind the instance `after` (empty: everybody), two seconds each. `handoff` is inbox::Handoffs';
// what comes back is the hand-off as it is then: offered, accepted, mailed, scheduled or left_message, or
// what somebody did meanwhile.
json::object route_handoff(Switchboard& board, const inbox::Principal& by, const json::object& handoff,
                           const std::string& after = {});

// The same for whoever asked. A channel that gives back what it took is not asked again, and hears that the
// hand-off is "requested": the others are asked on another thread, as it may be one of them that waits for
// this very answer.
json::object route_handoff(Switchboard& board, const Question& question, const json::object& handoff);

// Looks now and then for hand-offs that nobody was asked about because the host ended, and those whose
// channel is gone.
void watch_handoffs(Switchboard& board);

}  // namespace patchbay::host
