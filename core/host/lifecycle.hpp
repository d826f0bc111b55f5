#pragma once
// create → start → serving → drain → stop → destroy, each on the control thread with a deadline. What fails
// is reported on the instance and left out.
#include <string>

#include "core/host/generation.hpp"

namespace patchbay::host {

// Loads and starts the instance. Its state says how it went.
void bring_up(Switchboard& board, Instance& instance);
// No new work; waits up to `patience_ms` for what is leased, then ends that from the host's side.
void drain(Generation& generation, int patience_ms);
// After drain(): stop and destroy. False when it did not end cleanly; its code then stays as it is.
bool bring_down(Generation& generation);
// [any thread] The instance is broken: takes it out of service, then down, and says why.
void fail_later(Generation& generation, const std::string& why);

}  // namespace patchbay::host
