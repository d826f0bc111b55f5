#pragma once
// What a classifier sees of a message: its words, neighbouring words, words that stand near each other in any
// order, and the pieces of 2 to 6 characters inside words, which bear slips of the finger.
#include <cstdint>
#include <string>
#include <vector>

#include "words.hpp"

namespace patchbay::chatbot {

enum class GramKind : std::uint8_t { word, pair, near, piece };
constexpr std::size_t kGramKinds = 4;

struct Gram {
  std::uint32_t key = 0;  // a hash of kind and characters
  GramKind kind = GramKind::word;
  friend bool operator==(const Gram&, const Gram&) = default;
};

// In no order that matters; a gram that occurs twice is there twice.
std::vector<Gram> grams_of(const std::vector<Word>& words);

// The key of one word, for asking a vocabulary whether it knows it.
std::uint32_t word_key(const Word& word);

}  // namespace patchbay::chatbot
