#pragma once
// The page of this plugin in the agents' desk: the frame of it; web/log.js asks the API and fills it in.
#include <string>

#include "patchbay/messages.hpp"

namespace patchbay::webhooks {

std::string desk_page(const Messages& text);
// For a frame without an origin of its own.
inline constexpr std::string_view kFramedPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'";

}  // namespace patchbay::webhooks
