#pragma once
// Where a session's token stands in a request: `Authorization: Bearer`, `api_access_token`, or the session cookie.
#include <string>
#include <string_view>

#include "core/gateway/request_head.hpp"

namespace patchbay::gateway {

struct SessionToken {
  std::string value;       // empty = none; never longer than 512 bytes
  bool is_cookie = false;  // sent by a browser on its own, so the origin of the request matters
};

SessionToken session_token(const RequestHead& head, std::string_view cookie_name);
// Whether the request carries anything that might name a session: cheap, for the page cache.
bool has_session_mark(const RequestHead& head, std::string_view cookie_name);

// The value of a cookie in a Cookie header; nullptr data when it is not there.
std::string_view find_cookie(std::string_view cookies, std::string_view name);
// The header without that cookie.
std::string without_cookie(std::string_view cookies, std::string_view name);

}  // namespace patchbay::gateway
