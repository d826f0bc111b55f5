#include "core/search/segment/segment_builder.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <tuple>

#include "core/search/analysis/bulgarian.hpp"
#include "core/search/analysis/fold.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kFewestLetters = 3;
constexpr std::size_t kMostLetters = 24;

std::uint32_t pair_hash(char32_t first, char32_t second) noexcept {
  const std::uint64_t mixed = (static_cast<std::uint64_t>(first) << 32 | second) * 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(mixed >> 32);
}

std::string pair_key(std::uint32_t hash) {
  std::string key(1, static_cast<char>(Part::pair));
  for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(hash >> shift);
  return key;
}

}  // namespace

std::string key_of(Part part, std::string_view rest) {
  std::string key(1, static_cast<char>(part));
  key += rest.substr(0, kLongestKey - 1);
  return key;
}

std::string length_key(std::size_t letters, std::string_view word) {
  std::string key(1, static_cast<char>(Part::length));
  key += static_cast<char>(letters);
  key += word;
  return key;
}

std::string pair_key(char32_t first, char32_t second) {
  return pair_key(pair_hash(first, second));
}

bool unpack_word(std::string_view word, std::string_view value,
                 const std::function<void(const WordEntry&)>& each) {
  ByteReader reader{value};
  while (!reader.done()) {
    WordEntry entry;
    entry.surface = reader.text();
    entry.term = reader.text();
    entry.documents = static_cast<std::uint32_t>(reader.number());
    entry.titles = static_cast<std::uint32_t>(reader.number());
    if (reader.broken()) return false;
    if (entry.surface.empty()) entry.surface = word;
    if (entry.term.empty()) entry.term = word;
    each(entry);
  }
  return true;
}

std::u32string letters_of(std::string_view word) {
  std::u32string out(1, kWordBegin);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());
  for (std::size_t at = 0; at < word.size();) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, word.size(), c);
    if (c < 0) return {};
    out += static_cast<char32_t>(c);
  }
  out += kWordEnd;
  return out;
}

std::string word_of(std::u32string_view letters) {
  std::string out;
  for (const char32_t c : letters) {
    if (c == kWordBegin || c == kWordEnd) continue;
    char buffer[U8_MAX_LENGTH];
    std::size_t size = 0;
    U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(buffer), size, c);
    out.append(buffer, size);
  }
  return out;
}

bool can_have_typo(std::u32string_view letters) noexcept {
  if (letters.size() < kFewestLetters + 2 || letters.size() > kMostLetters + 2) return false;
  return std::all_of(letters.begin() + 1, letters.end() - 1,
                     [](char32_t c) { return u_isalpha(static_cast<UChar32>(c)) || c == U'\''; });
}

SegmentBuilder::SegmentBuilder(std::function<void(std::uint32_t, std::string_view)> sink)
    : writer_{[this, out = std::move(sink)](std::uint32_t row, std::string_view bytes) {
        bytes_ += bytes.size();
        out(row, bytes);
      }} {}

std::uint32_t SegmentBuilder::keep(std::string_view text) {
  const std::size_t at = texts_.size();
  texts_ += text;
  return static_cast<std::uint32_t>(at);
}

void SegmentBuilder::add(std::string_view term, const std::vector<SurfacePostings>& surfaces) {
  writer_.add(key_of(Part::term, term), pack_surfaces(surfaces));
  const std::uint32_t term_at = keep(term);
  for (const SurfacePostings& one : surfaces) {
    Lexeme lexeme{};
    lexeme.term = term_at;
    lexeme.term_size = static_cast<std::uint16_t>(term.size());
    const bool plain = one.surface == term;
    lexeme.surface = plain ? term_at : keep(one.surface);
    lexeme.surface_size = static_cast<std::uint16_t>(one.surface.size());
    const std::string folded = fold_marks(one.surface);
    lexeme.word = folded == one.surface ? lexeme.surface : keep(folded);
    lexeme.word_size = static_cast<std::uint16_t>(folded.size());
    lexeme.documents = static_cast<std::uint32_t>(one.postings.size());
    for (const Posting& posting : one.postings) lexeme.titles += title_of(posting.counts) != 0;
    lexemes_.push_back(lexeme);
  }
  if (has_cyrillic(term)) latin_.emplace_back(latin_shape(term), term);
}

void SegmentBuilder::write_words() {
  std::sort(lexemes_.begin(), lexemes_.end(), [this](const Lexeme& a, const Lexeme& b) {
    const int order = word(a).compare(word(b));
    return order != 0 ? order < 0 : a.documents > b.documents;
  });
  std::string value;
  for (std::size_t i = 0; i < lexemes_.size();) {
    const std::string_view key = word(lexemes_[i]);
    value.clear();
    for (; i < lexemes_.size() && word(lexemes_[i]) == key; ++i) {
      const Lexeme& one = lexemes_[i];
      const std::string_view surface = text(one.surface, one.surface_size);
      const std::string_view term = text(one.term, one.term_size);
      put_text(value, surface == key ? std::string_view{} : surface);
      put_text(value, term == key ? std::string_view{} : term);
      put_number(value, one.documents);
      put_number(value, one.titles);
    }
    if (!key.empty()) writer_.add(key_of(Part::word, key), value);
  }
}

void SegmentBuilder::write_latin() {
  std::sort(latin_.begin(), latin_.end());
  std::string value;
  for (std::size_t i = 0; i < latin_.size();) {
    const std::string& shape = latin_[i].first;
    value.clear();
    std::size_t end = i;
    for (; end < latin_.size() && latin_[end].first == shape; ++end) put_text(value, latin_[end].second);
    if (!shape.empty()) writer_.add(key_of(Part::latin, shape), value);
    i = end;
  }
}

void SegmentBuilder::write_lengths() {
  std::vector<std::tuple<std::size_t, std::string_view, std::u32string>> words;
  std::string_view last;
  for (const Lexeme& one : lexemes_) {
    const std::string_view key = word(one);
    if (key == last) continue;
    last = key;
    std::u32string letters = letters_of(key);
    if (can_have_typo(letters)) words.emplace_back(letters.size() - 2, key, std::move(letters));
  }
  // The words came in order, so those of one length stay in order.
  std::stable_sort(words.begin(), words.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
  shape_.first_length_entry = writer_.entries();
  for (const auto& [length, key, letters] : words) {
    const std::uint64_t place = writer_.entries() - shape_.first_length_entry;
    writer_.add(length_key(length, key), {});
    for (std::size_t i = 1; i < letters.size(); ++i) {
      pairs_.push_back(static_cast<std::uint64_t>(pair_hash(letters[i - 1], letters[i])) << 32 | place);
    }
  }
  shape_.length_entries = writer_.entries() - shape_.first_length_entry;
}

void SegmentBuilder::write_pairs() {
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  std::string value;
  for (std::size_t i = 0; i < pairs_.size();) {
    const std::uint64_t hash = pairs_[i] >> 32;
    std::uint64_t last = 0;
    value.clear();
    for (; i < pairs_.size() && pairs_[i] >> 32 == hash; ++i) {
      const std::uint64_t place = pairs_[i] & 0xFFFFFFFFU;
      put_number(value, place - last);
      last = place;
    }
    writer_.add(pair_key(static_cast<std::uint32_t>(hash)), value);
  }
}

SegmentShape SegmentBuilder::finish() {
  write_words();
  write_latin();
  write_lengths();
  write_pairs();
  shape_.directory = writer_.finish();
  shape_.rows = writer_.rows();
  shape_.bytes = bytes_;
  return std::move(shape_);
}

}  // namespace patchbay::search
