#pragma once
// Small text leaves: bytes to code points and back, escaping for the places text is put into.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

bool is_utf8(std::string_view text) noexcept;  // strict: no surrogates, no overlong forms
std::string to_valid_utf8(std::string_view text);  // each wrong byte becomes U+FFFD
std::string cut_utf8(std::string_view text, std::size_t max_bytes);  // never splits a character

std::string_view trim(std::string_view text) noexcept;  // ASCII white space
std::vector<std::string_view> split(std::string_view text, char separator);
std::string lower_ascii(std::string_view text);
bool starts_with_ci(std::string_view text, std::string_view prefix) noexcept;  // ASCII case

std::string escape_html(std::string_view text);  // & < > " '
std::string escape_xml(std::string_view text);   // the same, and drops control characters XML forbids
std::string percent_encode(std::string_view text);  // RFC 3986 unreserved stay, '/' is encoded
std::optional<std::string> percent_decode(std::string_view text);  // nullopt on a bad escape or a NUL

std::string to_hex(std::string_view bytes);
std::string base64url(std::string_view bytes);  // RFC 4648 section 5, no padding
std::optional<std::string> from_base64url(std::string_view text);

// "2026-11-21T09:00:00.000Z" and "2026-11-21".
std::string iso_time(std::int64_t unix_ms);
std::string iso_date(std::int64_t unix_ms);
// "2026-11-21T09:00:00Z", with or without milliseconds or an offset; nullopt for anything else.
std::optional<std::int64_t> from_iso_time(std::string_view text);

}  // namespace patchbay
