#pragma once
// Trials while learning: parts of the examples are held back in turn, judged by what the others taught, and
// what came out says how far to trust a verdict and where to stop believing it.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "classifier.hpp"

namespace patchbay::chatbot {

struct Lessons {
  std::vector<std::vector<Word>> words;
  std::vector<std::vector<Gram>> grams;
  std::vector<int> labels;
  std::size_t label_count = 0;
};

struct Trial {
  int wanted = kNoLabel;
  int said = 0;
  std::vector<float> signals;
  bool is_right() const noexcept { return wanted == said; }
};

// Every example once, judged by two thirds of the others.
std::vector<Trial> hold_trials(const Lessons& lessons, std::uint64_t seed);

// Weights for the signals, see learn_odds(): as if one message in ten were out of scope.
std::vector<float> odds_of(const std::vector<Trial>& trials);

// Where in-scope accuracy and what is refused rightly are together best. Without examples out of scope next
// to nothing is refused.
float choose_threshold(const std::vector<Trial>& trials, std::span<const float> odds);

HeldOut report_of(const std::vector<Trial>& trials, std::span<const float> odds, float threshold,
                  const std::vector<std::string>& labels);

}  // namespace patchbay::chatbot
