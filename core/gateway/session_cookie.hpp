#pragma once
// The session cookie, and whether it can be set at all where the reader is.
#include <string>

#include "core/gateway/exchange.hpp"
#include "core/inbox/inbox.hpp"

namespace patchbay::gateway {

// Secure cookies need https; over plain http only a browser on this very machine gets a session.
bool may_set_cookie(const Exchange& exchange);
host::Header session_cookie(const Exchange& exchange, const inbox::SignedIn& signed_in);
host::Header cleared_cookie(const Exchange& exchange);

}  // namespace patchbay::gateway
