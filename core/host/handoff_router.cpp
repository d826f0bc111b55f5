#include "core/host/handoff_router.hpp"

#include "core/host/switchboard.hpp"

namespace patchbay::host {

json::object route_handoff(Switchboard& board, const inbox::Principal&, const json::object& handoff) {
  return board.services.handoffs.left_message(required_string(handoff, "id"));
}

}  // namespace patchbay::host
