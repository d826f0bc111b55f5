#include "core/base/sealing.hpp"

#include <sodium.h>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void require_key(std::string_view key) {
  if (key.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES) throw Error{Code::internal, "a key has 32 bytes"};
}

}  // namespace

std::string seal(std::string_view key, std::string_view plain) {
  require_key(key);
  const std::string nonce = random_bytes(kNonce);
  std::string box(plain.size() + kTag, '\0');
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(box), &size, bytes_of(plain), plain.size(), nullptr, 0, nullptr,
                                             bytes_of(std::string_view{nonce}), bytes_of(key));
  return base64url(nonce + box);
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed) {
  require_key(key);
  const auto bytes = from_base64url(sealed);
  if (!bytes || bytes->size() < kNonce + kTag) return std::nullopt;
  const std::string_view nonce = std::string_view{*bytes}.substr(0, kNonce), box = std::string_view{*bytes}.substr(kNonce);
  std::string plain(box.size() - kTag, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), &size, nullptr, bytes_of(box), box.size(), nullptr, 0, bytes_of(nonce),
                                                 bytes_of(key)) != 0)
    return std::nullopt;
  return plain;
}

}  // namespace patchbay
