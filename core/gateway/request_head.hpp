#pragma once
// The head of a request after the gate let it through: views into the connection's buffer, valid until that moves.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

struct FieldView {
  std::string_view name, value;  // as sent; the value without white space around it
};

// Fields the gateway itself reads, found while scanning so that nothing is searched twice.
enum class Known : std::uint8_t {
  host, cookie, authorization, api_access_token, accept_encoding, accept, if_none_match, if_modified_since, range, if_range,
  origin, sec_fetch_site, upgrade, sec_websocket_key, sec_websocket_version, content_type, forwarded_for, count
};

struct RequestHead {
  std::string_view method;
  std::string_view target;         // origin-form, or "*" with OPTIONS
  std::string_view path, query;    // of the target, raw; query without '?'
  std::array<std::string_view, static_cast<std::size_t>(Known::count)> known{};  // data() null where absent
  const std::vector<FieldView>* fields = nullptr;
  std::int64_t content_length = -1;  // -1 = none was sent
  bool chunked = false;
  bool http11 = true;
  bool keep_alive = true;
  bool connection_upgrade = false;
  bool expect_continue = false;

  std::string_view get(Known field) const { return known[static_cast<std::size_t>(field)]; }
  bool has(Known field) const { return get(field).data() != nullptr; }
  bool has_body() const { return chunked || content_length > 0; }
};

}  // namespace patchbay::gateway
