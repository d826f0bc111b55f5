#pragma once
// The other judge: a linear support vector machine (liblinear, all labels at once) over words and pairs of
// words. It needs few examples and never makes much of a word it saw once.
#include <span>
#include <vector>

#include "network.hpp"
#include "packed_rows.hpp"

namespace patchbay::chatbot {

class Margins {
 public:
  Margins() = default;
  // Looks at rows below `word_rows` only; examples of no label are left out.
  static Margins learn(const Lesson& lesson, std::size_t word_rows);
  Margins(PackedRows rows,
          std::size_t label_count);  // throws std::invalid_argument when they do not fit together

  // How far on the right side of each label's border; 0 for a label without examples.
  std::vector<float> margins_of(const Features& features) const;

  const PackedRows& rows() const noexcept { return rows_; }

 private:
  PackedRows rows_;
  std::size_t label_count_ = 0;
};

// A logistic regression with a constant (liblinear too): weights for each signal, the constant last. `right`
// says for each row of signals whether what it stands for was true.
std::vector<float> learn_odds(std::span<const std::vector<float>> signals, const std::vector<bool>& right);
float probability_of(std::span<const float> odds, std::span<const float> signals);

}  // namespace patchbay::chatbot
