#pragma once
// Just enough JSON to speak with the host without a JSON library: quoting, and looking into the small objects
// the host hands out. For documents of your own take a real parser (link patchbay::plugin_json for
// Boost.JSON).
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "patchbay/failure.hpp"

namespace patchbay::inline v1::json_text {

// `text` as a JSON string with its quotes. Only what JSON demands is escaped, and < > & as \u00xx where
// `for_script`.
inline std::string quote(std::string_view text, bool for_script = false) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out{'"'};
  out.reserve(text.size() + 2);
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (u < 0x20 || (for_script && (c == '<' || c == '>' || c == '&'))) {
      out += "\\u00";
      out += {kHex[u >> 4], kHex[u & 15]};
    } else {
      out += c;
    }
  }
  return out += '"';
}

namespace detail {

inline std::size_t skip_space(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r'))
    ++at;
  return at;
}

// One past the string that starts at `at`; npos when it does not end.
inline std::size_t skip_string(std::string_view text, std::size_t at) noexcept {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

// One past the value that starts at `at`; npos when it is not one. Nesting is counted, not checked: the host
// wrote it.
inline std::size_t skip_value(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) return std::string_view::npos;
  if (text[at] == '"') return skip_string(text, at);
  if (text[at] != '{' && text[at] != '[') {
    const std::size_t end = text.find_first_of(",]} \n\t\r", at);
    return end == at ? std::string_view::npos : (end == std::string_view::npos ? text.size() : end);
  }
  for (std::size_t depth = 0; at < text.size();) {
    if (text[at] == '"') {
      at = skip_string(text, at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    if (text[at] == '{' || text[at] == '[') ++depth;
    if ((text[at] == '}' || text[at] == ']') && --depth == 0) return at + 1;
    ++at;
  }
  return std::string_view::npos;
}

inline void append_utf8(std::string& out, std::uint32_t c) {
  const auto tail = [&out](std::uint32_t bits) { out += static_cast<char>(0x80 | (bits & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(c);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(c >> 6);
    tail(c);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(c >> 12);
    tail(c >> 6);
    tail(c);
  }
}

inline std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at) noexcept {
  std::uint32_t value = 0;
  if (at + 4 > text.size()) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  if (error != std::errc{} || end != text.data() + at + 4) return std::nullopt;
  return value;
}

inline Failure broken(std::string_view what) {
  return Failure{PBAY_E_INVALID, "JSON: " + std::string{what}};
}

// The character an escape at `at` (the backslash) stands for, appended; returns one past the escape.
inline std::size_t unescape(std::string_view raw, std::size_t at, std::string& out) {
  static constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
  if (at + 1 >= raw.size()) throw broken("escape");
  if (const auto found = kFrom.find(raw[at + 1]); found != std::string_view::npos) {
    out += kTo[found];
    return at + 2;
  }
  auto unit = raw[at + 1] == 'u' ? hex4(raw, at + 2) : std::nullopt;
  if (!unit) throw broken("escape");
  at += 6;
  if (*unit >= 0xD800 && *unit < 0xDC00 && raw.substr(at, 2) == "\\u") {
    if (const auto low = hex4(raw, at + 2); low && *low >= 0xDC00 && *low < 0xE000) {
      unit = 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
      at += 6;
    }
  }
  append_utf8(out, *unit >= 0xD800 && *unit < 0xE000 ? 0xFFFD : *unit);
  return at;
}

}  // namespace detail

// Calls visit(key, raw_value) for each member of an object; stops when it returns false. Throws
// Failure{internal}.
template <class Visit>
void each_member(std::string_view object, Visit&& visit) {
  using detail::skip_space;
  std::size_t at = skip_space(object, 0);
  if (at >= object.size() || object[at] != '{') throw detail::broken("not an object");
  at = skip_space(object, at + 1);
  while (at < object.size() && object[at] == '"') {
    const std::size_t key_end = detail::skip_string(object, at);
    if (key_end == std::string_view::npos) throw detail::broken("key");
    const std::string_view key = object.substr(at + 1, key_end - at - 2);
    at = skip_space(object, key_end);
    if (at >= object.size() || object[at] != ':') throw detail::broken("colon");
    at = skip_space(object, at + 1);
    const std::size_t end = detail::skip_value(object, at);
    if (end == std::string_view::npos) throw detail::broken("value");
    if (!visit(key, object.substr(at, end - at))) return;
    at = skip_space(object, end);
    if (at < object.size() && object[at] == ',') at = skip_space(object, at + 1);
  }
}

// Calls visit(raw_value) for each element of an array.
template <class Visit>
void each_element(std::string_view array, Visit&& visit) {
  using detail::skip_space;
  std::size_t at = skip_space(array, 0);
  if (at >= array.size() || array[at] != '[') throw detail::broken("not an array");
  at = skip_space(array, at + 1);
  while (at < array.size() && array[at] != ']') {
    const std::size_t end = detail::skip_value(array, at);
    if (end == std::string_view::npos) throw detail::broken("value");
    visit(array.substr(at, end - at));
    at = skip_space(array, end);
    if (at < array.size() && array[at] == ',') at = skip_space(array, at + 1);
  }
}

// The raw value of a member of the outermost object; nullopt where it is absent.
inline std::optional<std::string_view> member(std::string_view object, std::string_view key) {
  std::optional<std::string_view> found;
  each_member(object, [&](std::string_view name, std::string_view value) {
    if (name == key) found = value;
    return !found;
  });
  return found;
}

// A raw string value decoded. Throws Failure{invalid} when it is no string.
inline std::string decode(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') throw detail::broken("not a string");
  raw = raw.substr(1, raw.size() - 2);
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    if (raw[at] == '\\') {
      at = detail::unescape(raw, at, out);
    } else {
      out += raw[at++];
    }
  }
  return out;
}

// The member as text or number; `fallback` where it is absent or null.
inline std::string string_or(std::string_view object, std::string_view key, std::string_view fallback) {
  const auto raw = member(object, key);
  return raw && *raw != "null" ? decode(*raw) : std::string{fallback};
}
inline std::int64_t integer_or(std::string_view object, std::string_view key, std::int64_t fallback) {
  const auto raw = member(object, key);
  if (!raw || *raw == "null") return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(raw->data(), raw->data() + raw->size(), value);
  if (error != std::errc{} || end == raw->data()) throw detail::broken("not an integer");
  return value;
}

}  // namespace patchbay::inline v1::json_text
