#include "words.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay::chatbot {
namespace {

// The streamlined system of Bulgarian road signs, and what chat makes of the rest. Letters of neighbours too.
constexpr std::array<std::pair<char16_t, std::string_view>, 44> kCyrillic = {{
    {u'а', "a"},  {u'б', "b"},   {u'в', "v"},  {u'г', "g"},  {u'д', "d"},   {u'е', "e"}, {u'ж', "zh"},
    {u'з', "z"},  {u'и', "i"},   {u'й', "y"},  {u'к', "k"},  {u'л', "l"},   {u'м', "m"}, {u'н', "n"},
    {u'о', "o"},  {u'п', "p"},   {u'р', "r"},  {u'с', "s"},  {u'т', "t"},   {u'у', "u"}, {u'ф', "f"},
    {u'х', "h"},  {u'ц', "c"},   {u'ч', "ch"}, {u'ш', "sh"}, {u'щ', "sht"}, {u'ъ', "a"}, {u'ы', "y"},
    {u'ь', "y"},  {u'э', "e"},   {u'ю', "yu"}, {u'я', "ya"}, {u'ѐ', "e"},   {u'ё', "e"}, {u'ѝ', "i"},
    {u'і', "i"},  {u'ї', "i"},   {u'є', "e"},  {u'ґ', "g"},  {u'ђ', "dj"},  {u'ј', "y"}, {u'љ', "ly"},
    {u'њ', "ny"}, {u'џ', "dzh"},
}};
constexpr std::array<std::pair<char16_t, std::string_view>, 8> kLatin = {{
    {u'đ', "d"},
    {u'ð', "d"},
    {u'ø', "o"},
    {u'ł', "l"},
    {u'ı', "i"},
    {u'æ', "ae"},
    {u'œ', "oe"},
    {u'ħ', "h"},
}};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_cjk(UChar32 c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0x20000 && c <= 0x2FA1F);
}

enum class Kind { letter, mark, sign, other, alone };

Kind kind_of(UChar32 c) {
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) return Kind::letter;
    if (c == '\'') return Kind::mark;
    return c == '$' || c == '%' || c == '?' ? Kind::sign : Kind::other;
  }
  if (is_cjk(c)) return Kind::alone;
  if (c == 0xFFFD) return Kind::other;  // what was no UTF-8
  if (u_isalnum(c) != 0) return Kind::letter;
  if (c == 0x2019 || c == 0x02BC) return Kind::mark;
  const int type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK) return Kind::letter;
  return type == U_CURRENCY_SYMBOL || type == U_OTHER_SYMBOL ? Kind::alone : Kind::other;
}

void append(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.append(bytes, static_cast<std::size_t>(size));
}

template <std::size_t N>
const std::string_view* found_in(const std::array<std::pair<char16_t, std::string_view>, N>& table,
                                 UChar32 c) {
  for (const auto& [letter, latin] : table)
    if (letter == c) return &latin;
  return nullptr;
}

// "4e6it" is "cheshit": digits that stand for Bulgarian letters inside a word.
void spell_out_digits(std::string& word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = std::count_if(word.begin(), word.end(), is_digit);
  if (digits == 0 || static_cast<std::size_t>(digits) * 2 >= word.size() + 1 || word.size() < 3) return;
  if (word.find_first_not_of("46abcdefghijklmnopqrstuvwxyz") != std::string::npos) return;
  std::string out;
  for (const char c : word) {
    if (c == '4')
      out += "ch";
    else if (c == '6')
      out += "sh";
    else
      out += c;
  }
  word = std::move(out);
}

void fold_character(UChar32 c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  if (c >= 0x0400 && c <= 0x04FF) {
    if (const std::string_view* latin = found_in(kCyrillic, c)) {
      out += *latin;
      return;
    }
  }
  if (const std::string_view* latin = found_in(kLatin, c)) {
    out += *latin;
    return;
  }
  UErrorCode failed = U_ZERO_ERROR;
  icu::UnicodeString parts;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(failed);
  if (U_FAILURE(failed) || !nfd->getDecomposition(c, parts)) {
    if (u_charType(c) != U_NON_SPACING_MARK) append(out, c);
    return;
  }
  for (int32_t at = 0; at < parts.length();) {
    const UChar32 part = parts.char32At(at);
    at += U16_LENGTH(part);
    if (u_charType(part) == U_NON_SPACING_MARK) continue;
    if (part == c)
      append(out, part);
    else
      fold_character(part, out);
  }
}

std::string fold_word(std::string_view exact) {
  std::string out;
  if (is_ascii(exact)) {
    out = exact;
  } else {
    const char* bytes = exact.data();
    for (int32_t at = 0; at < static_cast<int32_t>(exact.size());) {
      UChar32 c = 0;
      U8_NEXT(bytes, at, static_cast<int32_t>(exact.size()), c);
      if (c >= 0) fold_character(c, out);
    }
  }
  spell_out_digits(out);
  return out;
}

std::string normalised(std::string_view text) {
  text = text.substr(0, kMostBytes);
  std::string out;
  if (is_ascii(text)) {
    out = text;
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return out;
  }
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(failed);
  if (U_FAILURE(failed)) return std::string{text};
  const auto size = static_cast<int32_t>(text.size());
  casefold->normalize(icu::UnicodeString::fromUTF8({text.data(), size}), failed).toUTF8String(out);
  return out;
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  const std::string clean = normalised(text);
  std::vector<Word> out;
  std::string current;
  const auto end_word = [&] {
    if (!current.empty()) out.push_back({current, fold_word(current)});
    current.clear();
  };
  const char* bytes = clean.data();
  const auto size = static_cast<int32_t>(clean.size());
  for (int32_t at = 0; at < size && out.size() < kMostWords;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) continue;
    const Kind kind = kind_of(c);
    if (kind == Kind::mark && !current.empty()) continue;  // "don't" is "dont"
    if (kind == Kind::letter) {
      append(current, c);
      continue;
    }
    end_word();
    if (kind == Kind::sign || kind == Kind::alone) {
      append(current, c);
      end_word();
    }
  }
  if (out.size() < kMostWords) end_word();
  return out;
}

std::string folded_text(std::string_view text) {
  std::string out;
  for (const Word& word : words_of(text)) {
    if (!out.empty()) out += ' ';
    out += word.folded;
  }
  return out;
}

}  // namespace patchbay::chatbot
