#pragma once
// ASCII text as protocols use it: no locale, no allocation.
#include <string_view>

namespace patchbay::gateway {

constexpr char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool equals_ci(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower_char(a[i]) != lower_char(b[i])) return false;
  return true;
}

constexpr bool starts_with_ci(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equals_ci(text.substr(0, prefix.size()), prefix);
}

constexpr bool all_digits(std::string_view text) {
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return true;
}

constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower_char(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Whether a comma-separated list (Accept-Encoding, Connection …) holds the token with a weight other than 0.
constexpr bool list_accepts(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',') == std::string_view::npos ? list.size() : list.find(',');
    std::string_view item = trim_blanks(list.substr(0, comma));
    list.remove_prefix(comma < list.size() ? comma + 1 : comma);
    const std::size_t semicolon = item.find(';');
    const std::string_view name = trim_blanks(item.substr(0, semicolon));
    if (!equals_ci(name, token)) continue;
    if (semicolon == std::string_view::npos) return true;
    const std::string_view weight = trim_blanks(item.substr(semicolon + 1));
    return !(weight.starts_with("q=0") && weight.find_first_of("123456789") == std::string_view::npos);
  }
  return false;
}

}  // namespace patchbay::gateway
