#include "network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "vector_math.hpp"

namespace patchbay::chatbot {
namespace {

constexpr std::size_t kHidden = 128;
constexpr float kRate = 0.6f;     // AdaGrad's, falling to nothing
constexpr float kDropped = 0.1f;  // of the features and of the hidden layer, each time anew
constexpr std::size_t kSteps = 100'000, kLeastRounds = 8, kMostRounds = 60;

// SplitMix64: the same everywhere, which std::shuffle and the distributions are not.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  float uniform() { return static_cast<float>(next() >> 40) * (1.0f / 16777216.0f); }
  // About normal: the sum of four uniform ones has the right middle and width.
  float normal() { return (uniform() + uniform() + uniform() + uniform() - 2.0f) * 1.7320508f; }

 private:
  std::uint64_t state_;
};

float squares(std::span<const float> values) {
  return dot(values.data(), values.data(), values.size());
}

// Turns scores into the gradient of the loss by them: probability minus what it should be.
void to_gradient(std::span<float> scores, std::size_t labels, int wanted) {
  const float most = *std::max_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(labels));
  float sum = 0;
  for (std::size_t k = 0; k < labels; ++k) sum += scores[k] = std::exp(scores[k] - most);
  for (std::size_t k = 0; k < labels; ++k) scores[k] /= sum;
  for (std::size_t k = labels; k < scores.size(); ++k) scores[k] = 0;
  if (wanted == kNoLabel) {  // what fits nowhere should fit everywhere alike
    for (std::size_t k = 0; k < labels; ++k) scores[k] -= 1.0f / static_cast<float>(labels);
  } else {
    scores[static_cast<std::size_t>(wanted)] -= 1.0f;
  }
}

class Learner {
 public:
  Learner(const Lesson& lesson, std::uint64_t seed)
      : lesson_{lesson},
        chance_{seed},
        width_{padded(lesson.label_count)},
        inner_(lesson.rows * kHidden),
        inner_bias_(kHidden),
        outer_(kHidden * width_),
        out_bias_(width_),
        inner_seen_(lesson.rows, 1e-2f),
        outer_seen_(kHidden, 1e-2f),
        hidden_(kHidden),
        hidden_gradient_(kHidden),
        alive_(kHidden),
        scores_(width_) {
    for (float& weight : inner_) weight = chance_.normal() * 0.1f;
    const float scale = 1.0f / std::sqrt(static_cast<float>(kHidden));
    for (std::size_t i = 0; i < kHidden; ++i)
      for (std::size_t k = 0; k < lesson.label_count; ++k) outer_[i * width_ + k] = chance_.normal() * scale;
  }

  Network::Parts learn() {
    std::vector<std::size_t> order(lesson_.features.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t rounds =
        std::clamp(order.empty() ? kLeastRounds : kSteps / order.size(), kLeastRounds, kMostRounds);
    for (std::size_t round = 0; round < rounds; ++round) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[chance_.next() % i]);
      rate_ = kRate * (1.0f - static_cast<float>(round) / static_cast<float>(rounds));
      for (const std::size_t i : order) step(lesson_.features[i], lesson_.labels[i]);
    }
    return {PackedRows{inner_, kHidden}, inner_bias_, outer_, out_bias_, lesson_.label_count};
  }

 private:
  void step(const Features& features, int wanted) {
    forward(features);
    to_gradient(scores_, lesson_.label_count, wanted);
    backward();
  }

  void forward(const Features& features) {
    kept_.clear();
    for (const Feature& feature : features)
      if (chance_.uniform() >= kDropped) kept_.push_back({feature.row, feature.value / (1 - kDropped)});
    hidden_ = inner_bias_;
    for (const Feature& feature : kept_)
      add_scaled(hidden_.data(), &inner_[feature.row * kHidden], feature.value, kHidden);
    scores_ = out_bias_;
    for (std::size_t i = 0; i < kHidden; ++i) {
      alive_[i] = hidden_[i] > 0 && chance_.uniform() >= kDropped;
      hidden_[i] = alive_[i] ? hidden_[i] / (1 - kDropped) : 0;
      if (alive_[i]) add_scaled(scores_.data(), &outer_[i * width_], hidden_[i], width_);
    }
  }

  void backward() {
    const float score_squares = squares(scores_);
    for (std::size_t i = 0; i < kHidden; ++i) {
      hidden_gradient_[i] = 0;
      if (!alive_[i]) continue;
      float* row = &outer_[i * width_];
      hidden_gradient_[i] = dot(row, scores_.data(), width_) / (1 - kDropped);
      outer_seen_[i] += hidden_[i] * hidden_[i] * score_squares;
      add_scaled(row, scores_.data(), -rate_ / std::sqrt(outer_seen_[i]) * hidden_[i], width_);
    }
    out_seen_ += score_squares;
    add_scaled(out_bias_.data(), scores_.data(), -rate_ / std::sqrt(out_seen_), width_);
    const float hidden_squares = squares(hidden_gradient_);
    hidden_seen_ += hidden_squares;
    add_scaled(inner_bias_.data(), hidden_gradient_.data(), -rate_ / std::sqrt(hidden_seen_), kHidden);
    for (const Feature& feature : kept_) {
      float& seen = inner_seen_[feature.row];
      seen += feature.value * feature.value * hidden_squares;
      add_scaled(&inner_[feature.row * kHidden], hidden_gradient_.data(),
                 -rate_ / std::sqrt(seen) * feature.value, kHidden);
    }
  }

  const Lesson& lesson_;
  Chance chance_;
  std::size_t width_;  // of a row of outer_
  float rate_ = 0;
  std::vector<float> inner_, inner_bias_, outer_, out_bias_;
  std::vector<float> inner_seen_, outer_seen_;  // AdaGrad's memory, one for each row
  float hidden_seen_ = 1e-2f, out_seen_ = 1e-2f;
  Features kept_;
  std::vector<float> hidden_, hidden_gradient_;
  std::vector<std::uint8_t> alive_;
  std::vector<float> scores_;
};

}  // namespace

Network Network::learn(const Lesson& lesson, std::uint64_t seed) {
  if (lesson.label_count == 0) return {};
  return Network{Learner{lesson, seed}.learn()};
}

Network::Network(Parts parts)
    : inner_{std::move(parts.inner)},
      inner_bias_{std::move(parts.inner_bias)},
      outer_{std::move(parts.outer)},
      out_bias_{std::move(parts.out_bias)},
      label_count_{parts.label_count} {
  if (inner_bias_.size() != inner_.width() || out_bias_.size() != padded(label_count_) ||
      outer_.size() != inner_.width() * out_bias_.size())
    throw std::invalid_argument{"a network whose parts do not fit together"};
}

std::vector<float> Network::scores_of(const Features& features) const {
  if (label_count() == 0) return {};
  std::vector<float> hidden = inner_bias_;
  inner_.add_to(hidden, features);
  std::vector<float> scores = out_bias_;
  for (std::size_t i = 0; i < hidden.size(); ++i)
    if (hidden[i] > 0) add_scaled(scores.data(), &outer_[i * scores.size()], hidden[i], scores.size());
  scores.resize(label_count_);
  return scores;
}

}  // namespace patchbay::chatbot
