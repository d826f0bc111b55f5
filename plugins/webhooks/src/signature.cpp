#include "signature.hpp"

#include <sodium.h>

#include <charconv>
#include <stdexcept>

namespace patchbay::webhooks {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::int64_t kToleranceSeconds = 5 * 60;
constexpr std::size_t kFewestBytes = 24, kMostBytes = 64;

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the NUL
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                        nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  out.resize(size);
  return out;
}

std::optional<std::string> key_of(std::string_view secret) {
  if (secret.starts_with(kPrefix)) secret.remove_prefix(kPrefix.size());
  auto key = from_base64(secret);
  return key && key->size() >= kFewestBytes && key->size() <= kMostBytes ? key : std::nullopt;
}

std::string mac(std::string_view key, std::string_view id, std::string_view timestamp,
                std::string_view body) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  for (const std::string_view part : {id, std::string_view{"."}, timestamp, std::string_view{"."}, body})
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  unsigned char out[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, out);
  return {reinterpret_cast<const char*>(out), sizeof out};
}

bool is_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string new_secret() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return std::string{kPrefix} + base64(bytes);
}

bool is_secret(std::string_view text) {
  return key_of(text).has_value();
}

std::string sign(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body) {
  const auto key = key_of(secret);
  if (!key) throw std::invalid_argument{"the secret must be \"whsec_\" and the base64 of 24 to 64 bytes"};
  return "v1," + base64(mac(*key, id, std::to_string(seconds), body));
}

std::string signatures(const std::vector<std::string>& secrets, std::string_view id, std::int64_t seconds,
                       std::string_view body) {
  std::string out;
  for (const std::string& secret : secrets) out += (out.empty() ? "" : " ") + sign(secret, id, seconds, body);
  return out;
}

std::optional<std::string> wrong_with(const Signed& message, const std::vector<std::string>& secrets,
                                      std::int64_t now_seconds) {
  if (message.id.empty() || message.id.size() > 200) return "webhook-id is missing or too long";
  std::int64_t seconds = 0;
  const auto [end, error] =
      std::from_chars(message.timestamp.data(), message.timestamp.data() + message.timestamp.size(), seconds);
  if (error != std::errc{} || end != message.timestamp.data() + message.timestamp.size())
    return "webhook-timestamp is no number of seconds";
  if (seconds < now_seconds - kToleranceSeconds || seconds > now_seconds + kToleranceSeconds)
    return "webhook-timestamp is more than five minutes off";
  std::string_view rest = message.signatures;
  for (int count = 0; !rest.empty() && count < 10; ++count) {
    std::string_view one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    if (!one.starts_with("v1,")) continue;
    const auto given = from_base64(one.substr(3));
    if (!given) continue;
    for (const std::string& secret : secrets)
      if (const auto key = key_of(secret);
          key && is_equal(*given, mac(*key, message.id, message.timestamp, message.body)))
        return std::nullopt;
  }
  return "webhook-signature does not fit the body";
}

std::string digest_of(std::initializer_list<std::string_view> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const std::string_view part : parts) {
    const std::uint64_t size = part.size();  // so that no two lists of parts run together the same
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  }
  unsigned char out[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state, out);
  char hex[33];
  sodium_bin2hex(hex, sizeof hex, out, 16);
  return hex;
}

}  // namespace patchbay::webhooks
