#pragma once
// A change as it goes to sockets: read, signed and framed once, then shared by all who hear it.
#include <memory>
#include <vector>

#include "core/gateway/socket.hpp"
#include "core/inbox/conversations.hpp"

namespace patchbay::gateway {

struct LiveEvent {
  inbox::Conversations::Heard heard;     // event 0: lossy, of no place in the change log
  SharedFrame for_agents, for_contact;   // null = none
  pbay_id except = 0;                    // the socket that said it itself
};
using LiveEvents = std::shared_ptr<const std::vector<LiveEvent>>;  // one for all loops

}  // namespace patchbay::gateway
