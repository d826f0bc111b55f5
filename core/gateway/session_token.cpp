#include "core/gateway/session_token.hpp"

#include <algorithm>

#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxToken = 512;

// Calls each(name, value, whole) for every cookie until it returns true.
template <typename Each>
void each_cookie(std::string_view cookies, Each each) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view whole = trim_blanks(cookies.substr(0, end));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    const std::size_t equals = std::min(whole.find('='), whole.size());
    const std::string_view value = equals < whole.size() ? whole.substr(equals + 1) : whole.substr(whole.size());
    if (each(whole.substr(0, equals), value, whole)) return;
  }
}

}  // namespace

std::string_view find_cookie(std::string_view cookies, std::string_view name) {
  std::string_view found;
  each_cookie(cookies, [&](std::string_view known, std::string_view value, std::string_view) {
    if (known != name) return false;
    found = value;
    return true;
  });
  return found;
}

std::string without_cookie(std::string_view cookies, std::string_view name) {
  std::string out;
  each_cookie(cookies, [&](std::string_view known, std::string_view, std::string_view whole) {
    if (known != name && !whole.empty()) {
      if (!out.empty()) out += "; ";
      out += whole;
    }
    return false;
  });
  return out;
}

SessionToken session_token(const RequestHead& head, std::string_view cookie_name) {
  std::string_view value;
  bool is_cookie = false;
  if (head.has(Known::authorization)) {
    const std::string_view authorization = head.get(Known::authorization);
    if (starts_with_ci(authorization, "Bearer ")) value = trim_blanks(authorization.substr(7));
  } else if (head.has(Known::api_access_token)) {
    value = head.get(Known::api_access_token);
  }
  if (value.empty() && head.has(Known::cookie)) {
    value = find_cookie(head.get(Known::cookie), cookie_name);
    is_cookie = true;
  }
  if (value.size() > kMaxToken) value = {};
  return {std::string{value}, is_cookie && !value.empty()};
}

bool has_session_mark(const RequestHead& head, std::string_view cookie_name) {
  if (head.has(Known::authorization) || head.has(Known::api_access_token)) return true;
  return head.has(Known::cookie) && find_cookie(head.get(Known::cookie), cookie_name).data() != nullptr;
}

}  // namespace patchbay::gateway
