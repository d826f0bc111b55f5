#pragma once
// A business's signed word about who its customer is: a JSON Web Token (RFC 7519, compact form) of at most 32 KB, living at most
// ten minutes, signed with one of the inbox's keys. The algorithm follows from the key, never from the token. [any thread]
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::gateway {

inline constexpr std::size_t kMaxIdentityToken = 32 << 10;
inline constexpr std::int64_t kMaxIdentitySeconds = 600;

struct IdentityClaims {
  std::string subject;                    // the business's own id of the person; 1…200 bytes
  std::string email, phone, name, locale;  // as signed; empty = not said
  bool employee = false;  // "kind" is "employee"; else a customer
  std::vector<std::string> groups;
  json::object attributes;
  std::optional<json::array> orders;
};

// `keys` as configured: "hs256:SECRET", "ed25519:KEY" (32 bytes as base64, base64url or hex, or a PEM public key).
// `audiences`: what "aud" may name. Error{denied} saying what is wrong with the token, for whoever builds the shop's side;
// Error{invalid} for claims of the wrong shape.
IdentityClaims read_identity(std::string_view token, const std::vector<std::string>& keys, const std::vector<std::string>& audiences,
                             std::int64_t now_s);

}  // namespace patchbay::gateway
