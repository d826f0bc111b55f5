#pragma once
// Time-based one-time codes (RFC 6238: SHA-1, 30 seconds, six digits) and the codes for whoever lost the device.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::inbox {

std::string new_totp_secret();                     // 20 random bytes
std::string totp_secret_text(const std::string& secret);  // base32, to be typed
// otpauth://totp/SITE:EMAIL?secret=…, what a device reads from a picture.
std::string totp_uri(const std::string& site, const std::string& email, const std::string& secret);

// The time step `code` belongs to: now, the one before or the next, but later than `after`. nullopt: it is wrong or was used.
std::optional<std::int64_t> totp_step(const std::string& secret, const std::string& code, std::int64_t now_ms, std::int64_t after);

std::vector<std::string> new_recovery_codes();     // ten, like "k3fa-9xw2-m7qd-t4hn"
std::string recovery_code_hash(const std::string& code);  // whatever case and blanks it is typed with; empty: it cannot be one

}  // namespace patchbay::inbox
