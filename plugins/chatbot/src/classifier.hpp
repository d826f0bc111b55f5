#pragma once
// From examples to a classifier that says which label fits a message, how sure it is of it, and when it had
// better not say. Sure means right that often, on messages it has not seen; one threshold is chosen while
// learning.
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judges.hpp"

namespace patchbay::chatbot {

// The label of examples that no label fits. They teach when to be silent; it is never an answer.
constexpr std::string_view kOutOfScope = "oos";

struct Example {
  std::string text, label;
};

struct Guess {
  std::string label;
  float share = 0;  // against the other labels, together 1
};

struct Reading {
  std::vector<Guess> guesses;  // the likeliest first, at most five; empty without a model
  float confidence = 0;  // how likely the first is right, something it should stay out of being an error too
  bool sure = false;     // confidence reaches the threshold
};

// What came out on examples held back while learning.
struct HeldOut {
  std::size_t in_scope = 0, out_of_scope = 0;
  float accuracy = 0;       // of what is in scope; a refused one is wrong
  float open_accuracy = 0;  // the same when nothing is refused
  float oos_recall = 0;     // of what is out of scope, how much was refused
  struct Confusion {
    std::string wanted, said;  // said: kOutOfScope where it was refused
    std::size_t times = 0;
  };
  std::vector<Confusion> confusions;  // the most frequent, at most 40
  struct Point {
    float threshold = 0, accuracy = 0, oos_recall = 0;
  };
  std::vector<Point> curve;
};

class Classifier {
 public:
  Classifier() = default;
  // Labels with no text and texts with no words are left out. The same examples give the same classifier.
  static Classifier learn(std::span<const Example> examples);
  Classifier(Judges judges, std::vector<std::string> labels, std::vector<float> odds, float threshold)
      : judges_{std::move(judges)},
        labels_{std::move(labels)},
        odds_{std::move(odds)},
        threshold_{threshold} {}

  Reading read(std::string_view text) const;

  const std::vector<std::string>& labels() const noexcept { return labels_; }
  float threshold() const noexcept { return threshold_; }
  const std::vector<float>& odds() const noexcept { return odds_; }
  const Judges& judges() const noexcept { return judges_; }
  const HeldOut& held_out() const noexcept { return held_out_; }  // of learn(); empty otherwise

 private:
  Judges judges_;
  std::vector<std::string> labels_;
  std::vector<float> odds_;
  float threshold_ = 1;
  HeldOut held_out_;
};

}  // namespace patchbay::chatbot
