#pragma once
// The ways to reach an answer or a person that exist right now, in the operator's order.
#include <string>
#include <vector>

#include "core/host/plugin_host.hpp"

namespace patchbay::host {

struct Switchboard;

// A step exists when an instance of that name, or of that plugin, is serving; "search" exists always. Without
// [pathways] order: search, then every provider of pathway.status@1 by name. What [pathways] reveal holds back is there and
// says so: whoever asks for a person in words gets one whatever the rules say.
std::vector<PathwayStep> pathways(Switchboard& board, const inbox::Principal& by, const std::string& locale, Said said = {});

}  // namespace patchbay::host
