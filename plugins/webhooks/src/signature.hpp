#pragma once
// Standard Webhooks signatures: base64(HMAC-SHA256(secret, id "." timestamp "." body)) behind "v1,". A secret
// is written "whsec_" and the base64 of 24 to 64 bytes.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::webhooks {

std::string new_secret();               // 32 random bytes
bool is_secret(std::string_view text);  // with or without "whsec_"
std::string sign(std::string_view secret, std::string_view id, std::int64_t seconds,
                 std::string_view body);  // "v1,…"

// For the header: one signature for each secret, so that a receiver may change over.
std::string signatures(const std::vector<std::string>& secrets, std::string_view id, std::int64_t seconds,
                       std::string_view body);

// What is wrong with a signed message; nullopt = it is right and at most five minutes old.
struct Signed {
  std::string_view id, timestamp, signatures, body;
};
std::optional<std::string> wrong_with(const Signed& message, const std::vector<std::string>& secrets,
                                      std::int64_t now_seconds);

// 128 bits of SHA-256 as hex: the same parts, the same name.
std::string digest_of(std::initializer_list<std::string_view> parts);

}  // namespace patchbay::webhooks
