#include "core/inbox/one_time_code.hpp"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr unsigned kDigits = 6;
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kRecoveryLength = 16;  // 80 bits
constexpr std::string_view kRecoveryDigits = "abcdefghjkmnpqrstuvwxyz23456789";  // nothing that looks like something else

std::string code_of(const std::string& secret, std::int64_t step) {
  std::array<char, kDigits + 1> code{};
  const int failed = oath_totp_generate(secret.data(), secret.size(), step * kStepSeconds, kStepSeconds, 0, kDigits, code.data());
  if (failed != OATH_OK) throw Error{Code::internal, std::string{"a one-time code cannot be made: "} + oath_strerror(failed)};
  return code.data();
}

std::string digits_of(const std::string& typed) {
  std::string digits;
  for (const char c : typed)
    if (c != ' ' && c != '-') digits += c;
  return digits;
}

}  // namespace

std::string new_totp_secret() { return random_bytes(20); }

std::string totp_secret_text(const std::string& secret) {
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(secret.data(), secret.size(), &text, &size) != OATH_OK) throw Error{Code::internal, "base32 failed"};
  const std::unique_ptr<char, decltype(&std::free)> owned{text, std::free};
  std::string out{text, size};
  while (out.ends_with('=')) out.pop_back();
  return out;
}

std::string totp_uri(const std::string& site, const std::string& email, const std::string& secret) {
  return "otpauth://totp/" + percent_encode(site) + ":" + percent_encode(email) + "?secret=" + totp_secret_text(secret) +
         "&issuer=" + percent_encode(site) + "&algorithm=SHA1&digits=6&period=30";
}

std::optional<std::int64_t> totp_step(const std::string& secret, const std::string& code, std::int64_t now_ms, std::int64_t after) {
  const std::string typed = digits_of(code);
  if (typed.size() != kDigits) return std::nullopt;
  const std::int64_t now = now_ms / 1000 / kStepSeconds;
  std::optional<std::int64_t> found;
  for (const std::int64_t step : {now - 1, now, now + 1})
    if (step > after && equal_constant_time(code_of(secret, step), typed)) found = step;
  return found;
}

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    std::string code;
    for (const char byte : random_bytes(kRecoveryLength)) {
      if (code.size() % 5 == 4) code += '-';
      code += kRecoveryDigits[static_cast<unsigned char>(byte) % kRecoveryDigits.size()];
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

std::string recovery_code_hash(const std::string& code) {
  const std::string typed = lower_ascii(digits_of(code));
  return typed.size() == kRecoveryLength ? sha256_hex(typed) : std::string{};
}

}  // namespace patchbay::inbox
