#pragma once
// Secrets at rest: XChaCha20-Poly1305 under a key that is kept elsewhere.
#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

// `key` has 32 bytes. The text is base64url; each call gives another one.
std::string seal(std::string_view key, std::string_view plain);
std::optional<std::string> unseal(std::string_view key, std::string_view sealed);  // nullopt: another key, or changed

}  // namespace patchbay
