#include "core/gateway/session_cookie.hpp"

#include <algorithm>

#include "core/base/clock.hpp"

namespace patchbay::gateway {
namespace {

host::Header cookie(const Exchange& exchange, const std::string& value, std::int64_t seconds) {
  return {"Set-Cookie", exchange.settings->session_cookie + "=" + value + "; Path=/; " +
                            (exchange.settings->https ? "Secure; " : "") + "HttpOnly; SameSite=Lax; Max-Age=" +
                            std::to_string(seconds)};
}

}  // namespace

bool may_set_cookie(const Exchange& exchange) { return exchange.settings->https || exchange.client.is_loopback(); }

host::Header session_cookie(const Exchange& exchange, const inbox::SignedIn& signed_in) {
  const std::int64_t left = (signed_in.expires_ms - SystemClock{}.now_ms()) / 1000;
  return cookie(exchange, signed_in.token, std::max<std::int64_t>(left, 0));
}

host::Header cleared_cookie(const Exchange& exchange) { return cookie(exchange, "", 0); }

}  // namespace patchbay::gateway
