#include "text.hpp"

#include <sodium/crypto_generichash.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <unordered_set>

namespace patchbay::kb {
namespace {

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

char lower_char(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

void append(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, c);
  out.append(bytes, static_cast<std::size_t>(n));
}

// Calls `each` with every code point; a wrong byte is -1.
template <class Each>
void each_char(std::string_view text, Each each) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    each(c);
  }
}

bool is_word(UChar32 c) {
  return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK || u_charType(c) == U_COMBINING_SPACING_MARK;
}

bool is_cjk(UChar32 c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF);
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  if (text.find('\0') != std::string_view::npos) return false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    if (bytes[at] < 0x80) {
      ++at;
      continue;
    }
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::string to_nfc(std::string_view text) {
  if (is_ascii(text) || !is_utf8(text)) return std::string{text};
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
  std::u16string wide(text.size(), u'\0');
  std::int32_t length = 0;
  u_strFromUTF8(wide.data(), static_cast<std::int32_t>(wide.size()), &length, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
  if (U_FAILURE(status) || unorm2_isNormalized(nfc, wide.data(), length, &status)) return std::string{text};
  std::u16string normal(static_cast<std::size_t>(length) * 3 + 8, u'\0');
  const std::int32_t size = unorm2_normalize(nfc, wide.data(), length, normal.data(),
                                             static_cast<std::int32_t>(normal.size()), &status);
  std::string out(static_cast<std::size_t>(size) * 3 + 1, '\0');
  std::int32_t bytes = 0;
  u_strToUTF8(out.data(), static_cast<std::int32_t>(out.size()), &bytes, normal.data(), size, &status);
  if (U_FAILURE(status)) return std::string{text};
  out.resize(static_cast<std::size_t>(bytes));
  return out;
}

std::string lower(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  std::string out;
  out.reserve(text.size());
  each_char(text, [&](UChar32 c) {
    if (c >= 0) append(out, u_tolower(c));
  });
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string squeeze(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool hard_space = text.substr(at, 2) == "\xC2\xA0";
    if (is_space(text[at]) || hard_space) {
      gap = !out.empty();
      at += hard_space ? 1 : 0;
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    out += text[at];
  }
  return out;
}

std::string cut(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string{text};
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  const std::size_t word = text.substr(0, end).rfind(' ');
  if (word != std::string_view::npos && word > end / 2) end = word;
  return std::string{trim(text.substr(0, end))} + "…";
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string fold_key(std::string_view text) {
  return lower(squeeze(to_nfc(text)));
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0, cjk = 0;
  bool inside = false;
  each_char(text, [&](UChar32 c) {
    if (c >= 0 && is_cjk(c)) {
      ++cjk;
      inside = false;
      return;
    }
    const bool word = c >= 0 && is_word(c);
    if (word && !inside) ++words;
    inside = word || (inside && (c == '\'' || c == 0x2019 || c == '-'));
  });
  return words + (cjk + 1) / 2;
}

std::string slug_of(std::string_view text) {
  std::string out;
  int count = 0;
  bool gap = false;
  each_char(lower(to_nfc(text)), [&](UChar32 c) {
    if (c == '\'' || c == 0x2019 || count >= 80) return;
    if (c < 0 || !is_word(c)) {
      gap = !out.empty();
      return;
    }
    if (gap) out += '-';
    gap = false;
    append(out, c);
    ++count;
  });
  return out;
}

std::string anchor_of(std::string_view heading) {
  std::string out;
  each_char(lower(squeeze(to_nfc(heading))), [&](UChar32 c) {
    if (c == ' ')
      out += '-';
    else if (c >= 0 && (is_word(c) || c == '-' || c == '_'))
      append(out, c);
  });
  return out;
}

bool equal_ci(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower_char(x) == lower_char(y); });
}

bool starts_with_ci(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && equal_ci(text.substr(0, prefix.size()), prefix);
}

std::string lower_ascii(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), lower_char);
  return out;
}

std::vector<std::string> topic_words(std::string_view text) {
  std::vector<std::string> words;
  std::unordered_set<std::string> seen;
  std::string word;
  int count = 0;
  const auto end = [&] {
    if (count >= 3 && seen.insert(word).second) words.push_back(word);
    word.clear();
    count = 0;
  };
  each_char(lower(to_nfc(text)), [&](UChar32 c) {
    if (c < 0 || !is_word(c)) return end();
    append(word, c);
    ++count;
  });
  end();
  return words;
}

std::string encode_path(std::string_view path) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  static constexpr std::string_view kKept = "-._~/!$&'()*+,;=:@";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      kKept.find(c) != std::string_view::npos;
    if (kept) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string decode_percent(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = lower_char(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0) {
      out += static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2]));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string digest_of(std::initializer_list<std::string_view> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 16);
  for (const std::string_view part : parts) {
    const std::uint64_t size = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  }
  unsigned char hash[16];
  crypto_generichash_final(&state, hash, sizeof hash);
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : hash) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace patchbay::kb
