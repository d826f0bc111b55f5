#include "grams.hpp"

#include <algorithm>
#include <string_view>

namespace patchbay::chatbot {
namespace {

constexpr std::size_t kShortest = 2, kLongest = 6;  // pieces
constexpr std::size_t kReach = 5;                   // words that count as near
constexpr std::size_t kStem = 5;  // characters that stand for a word when it is near another

class Hash {
 public:
  explicit Hash(std::uint32_t seed) : value_{2166136261u ^ (seed * 0x9E3779B1u)} {}
  Hash& add(std::string_view text) {
    for (const char c : text) value_ = (value_ ^ static_cast<unsigned char>(c)) * 16777619u;
    return *this;
  }
  std::uint32_t key() const {
    std::uint32_t h = value_;
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u;
    return h ^ (h >> 16);
  }

 private:
  std::uint32_t value_;
};

enum Seed : std::uint32_t { kWord = 1, kExact, kPair, kNear, kPiece };

// Where the characters of UTF-8 begin, and its end.
void character_starts(std::string_view text, std::vector<std::size_t>& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) out.push_back(at);
  out.push_back(text.size());
}

void add_pieces(std::string_view word, std::vector<std::size_t>& starts, std::vector<Gram>& out) {
  const std::string framed = "<" + std::string{word} + ">";
  character_starts(framed, starts);
  const std::size_t count = starts.size() - 1;
  for (std::size_t from = 0; from < count; ++from) {
    Hash hash{kPiece};
    for (std::size_t size = 1; size <= kLongest && from + size <= count; ++size) {
      const std::size_t at = starts[from + size - 1];
      hash.add(std::string_view{framed}.substr(at, starts[from + size] - at));
      if (size >= kShortest) out.push_back({hash.key(), GramKind::piece});
    }
  }
}

std::string_view stem_of(const std::string& folded) {
  return std::string_view{folded}.substr(0, std::min(folded.size(), kStem));
}

}  // namespace

std::uint32_t word_key(const Word& word) {
  return Hash{kWord}.add(word.folded).key();
}

std::vector<Gram> grams_of(const std::vector<Word>& words) {
  std::vector<Gram> out;
  out.reserve(words.size() * 40);
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    out.push_back({word_key(word), GramKind::word});
    if (word.exact != word.folded) out.push_back({Hash{kExact}.add(word.exact).key(), GramKind::word});
    const std::string_view before = i == 0 ? std::string_view{"^"} : words[i - 1].folded;
    out.push_back({Hash{kPair}.add(before).add(" ").add(word.folded).key(), GramKind::pair});
    for (std::size_t j = i + 1; j < words.size() && j <= i + kReach; ++j) {
      std::string_view one = stem_of(word.folded), two = stem_of(words[j].folded);
      if (two < one) std::swap(one, two);
      out.push_back({Hash{kNear}.add(one).add(" ").add(two).key(), GramKind::near});
    }
    add_pieces(word.folded, starts, out);
  }
  if (!words.empty()) out.push_back({Hash{kPair}.add(words.back().folded).add(" $").key(), GramKind::pair});
  return out;
}

}  // namespace patchbay::chatbot
