#pragma once
// One of the two judges: a network with one hidden layer over all features. It learns which features mean the
// same, and that what belongs to no label should not look like any.
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "packed_rows.hpp"

namespace patchbay::chatbot {

constexpr int kNoLabel = -1;  // an example of what no label fits

// What to learn from: features and label of each example, label kNoLabel … labels - 1.
struct Lesson {
  std::span<const Features> features;
  std::span<const int> labels;
  std::size_t rows = 0;  // of the vocabulary
  std::size_t label_count = 0;
};

class Network {
 public:
  Network() = default;
  // The same lesson and seed give the same network.
  static Network learn(const Lesson& lesson, std::uint64_t seed);

  // A score for each label, as natural logarithms of odds up to a constant.
  std::vector<float> scores_of(const Features& features) const;

  std::size_t label_count() const noexcept { return out_bias_.empty() ? 0 : label_count_; }

  // For keeping it in a file.
  struct Parts {
    PackedRows inner;                                // features → hidden
    std::vector<float> inner_bias, outer, out_bias;  // hidden → labels, each row padded
    std::size_t label_count = 0;
  };
  explicit Network(Parts parts);  // throws std::invalid_argument when they do not fit together
  Parts parts() const { return {inner_, inner_bias_, outer_, out_bias_, label_count_}; }

 private:
  PackedRows inner_;
  std::vector<float> inner_bias_, outer_, out_bias_;
  std::size_t label_count_ = 0;
};

}  // namespace patchbay::chatbot
