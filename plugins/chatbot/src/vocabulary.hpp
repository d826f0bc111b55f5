#pragma once
// Which grams a classifier knows and how telling each is. A message becomes a short list of known rows with
// weights.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "grams.hpp"

namespace patchbay::chatbot {

struct Feature {
  std::uint32_t row = 0;
  float value = 0;
};
using Features = std::vector<Feature>;  // by rising row, each row once, the squares of the values add up to 1

class Vocabulary {
 public:
  // Grams that occur in at least two of `texts` (in one, where there are too few texts to be choosy), rarer
  // ones weigh more. Words and pairs get the first rows.
  static Vocabulary learn(std::span<const std::vector<Gram>> texts);
  // As row_keys() and row_weights() gave them. Throws std::invalid_argument when they cannot be.
  Vocabulary(std::vector<std::uint32_t> keys, std::vector<float> weights, std::uint32_t word_rows);

  Features features_of(const std::vector<Gram>& grams) const;
  // How much of a message is made of known words, by weight: 1 all, 0 none (also of a message without words).
  float coverage(const std::vector<Word>& words) const;

  std::uint32_t rows() const noexcept { return static_cast<std::uint32_t>(keys_.size()); }
  std::uint32_t word_rows() const noexcept { return word_rows_; }  // rows below this are words and pairs
  const std::vector<std::uint32_t>& row_keys() const noexcept { return keys_; }
  const std::vector<float>& row_weights() const noexcept { return weights_; }

 private:
  static constexpr std::uint32_t kNone = ~0u;
  std::uint32_t row_of(std::uint32_t key) const noexcept;

  std::vector<std::uint32_t> keys_;  // by row
  std::vector<float> weights_;       // by row
  std::uint32_t word_rows_ = 0;
  float rarest_ = 0;                  // the weight of a word nobody has seen
  std::vector<std::uint32_t> slots_;  // open addressing: row + 1, 0 = free
  std::uint32_t mask_ = 0;
};

}  // namespace patchbay::chatbot
