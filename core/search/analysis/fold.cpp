#include "core/search/analysis/fold.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kLongestWord = 128;

const icu::Normalizer2& normalizer(bool case_fold) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = case_fold ? icu::Normalizer2::getNFKCCasefoldInstance(status)
                                            : icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status) || found == nullptr) {
    throw Error{Code::unavailable, std::string{"ICU has no normalisation data: "} + u_errorName(status)};
  }
  return *found;
}

UChar32 next(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
  return c;
}

void append(std::string& out, UChar32 c) {
  char buffer[U8_MAX_LENGTH];
  std::size_t size = 0;
  U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(buffer), size, c);
  out.append(buffer, size);
}

// Letters that no decomposition takes apart.
std::string_view plain(UChar32 c) {
  switch (c) {
    case 0x111:
    case 0xF0:
      return "d";
    case 0xF8:
      return "o";
    case 0xE6:
      return "ae";
    case 0x153:
      return "oe";
    case 0xFE:
      return "th";
    case 0x131:
      return "i";
    case 0x142:
      return "l";
    case 0x127:
      return "h";
    case 0x14B:
      return "n";
    case 0x451:
      return "е";  // ё, so that it is found however it is typed
    case 0x439:
      return "й";
    case 0x457:
      return "ї";
    default:
      return {};
  }
}

// Marks a reader may leave out when typing. The vowel signs of Indic scripts are not among them.
bool is_optional_mark(UChar32 c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x64B && c <= 0x65F) ||
         c == 0x670 || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF);
}

void straighten_apostrophes(std::string& word) {
  for (const std::string_view curly : {"\u2019", "\u02BC"}) {
    for (std::size_t at = word.find(curly); at != std::string::npos; at = word.find(curly, at + 1)) {
      word.replace(at, curly.size(), "'");
    }
  }
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

bool has_cyrillic(std::string_view text) noexcept {
  for (const char c : text) {
    if (const auto byte = static_cast<unsigned char>(c); byte >= 0xD0 && byte <= 0xD3) return true;
  }
  return false;
}

bool has_latin(std::string_view text) noexcept {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') return true;
    if ((byte >= 0xC3 && byte <= 0xC9) || byte == 0xE1) return true;
  }
  return false;
}

std::string fold_case(std::string_view word) {
  if (is_ascii(word)) return lower_ascii(word.substr(0, kLongestWord));
  const std::string valid = cut_utf8(to_valid_utf8(word.substr(0, 4 * kLongestWord)), 2 * kLongestWord);
  std::string out;
  icu::StringByteSink<std::string> sink{&out};
  UErrorCode status = U_ZERO_ERROR;
  normalizer(true).normalizeUTF8(0, icu::StringPiece{valid.data(), static_cast<std::int32_t>(valid.size())},
                                 sink, nullptr, status);
  if (U_FAILURE(status)) return valid;
  straighten_apostrophes(out);
  return cut_utf8(out, kLongestWord);
}

std::string fold_marks(std::string_view word) {
  if (is_ascii(word)) return std::string{word};
  std::string out;
  out.reserve(word.size());
  for (std::size_t at = 0; at < word.size();) {
    const UChar32 c = next(word, at);
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (const std::string_view letter = plain(c); !letter.empty()) {
      out += letter;
    } else if (icu::UnicodeString parts; c < 0xAC00 && normalizer(false).getDecomposition(c, parts)) {
      for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
        const UChar32 part = parts.char32At(i);
        if (is_optional_mark(part)) continue;
        if (const std::string_view rest = plain(part); !rest.empty())
          out += rest;
        else
          append(out, part);
      }
    } else if (!is_optional_mark(c)) {
      append(out, c);
    }
  }
  return out;
}

}  // namespace patchbay::search
