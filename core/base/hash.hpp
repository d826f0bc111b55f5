#pragma once
// Hashes and randomness, all of libsodium.
#include <string>
#include <string_view>

namespace patchbay {

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view message);  // 32 raw bytes
bool equal_constant_time(std::string_view a, std::string_view b) noexcept;
std::string random_bytes(std::size_t count);
std::string random_token();  // 256 bits as base64url, 43 characters

// SHA-256 of data that comes in pieces.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string finish_hex();  // once

 private:
  alignas(8) unsigned char state_[128];
};

}  // namespace patchbay
