#pragma once
// Who takes a conversation that needs a person.
#include "core/base/json.hpp"
#include "core/inbox/principal.hpp"

namespace patchbay::host {

struct Switchboard;

// Asks those who offer handoff.offer@1, in the operator's order, until one takes it; nobody does: a left
// message. Returns the hand-off as it is after that.
json::object route_handoff(Switchboard& board, const inbox::Principal& by, const json::object& handoff);

}  // namespace patchbay::host
