#pragma once
// How well a classifier does on texts it has not seen, and how long it takes.
#include <cstddef>
#include <span>
#include <string>

#include "classifier.hpp"

namespace patchbay::chatbot {

struct Evaluation {
  double in_scope_accuracy = 0;  // 0 … 1; a refused text counts as wrong
  double oos_recall = 0;         // 0 … 1 of the texts labelled kOutOfScope; 0 where there are none
  double threshold = 0;
  double train_seconds = 0;  // of this processor core
  double predict_us_p50 = 0, predict_us_p99 = 0;
  double open_accuracy = 0;  // when nothing is refused
  std::size_t in_scope = 0, out_of_scope = 0, model_bytes = 0;
};

// Learns from `train`, then reads every text of `test` once, after a first round that warms the caches.
Evaluation evaluate(std::span<const Example> train, std::span<const Example> test);

std::string to_json(const Evaluation& evaluation);

}  // namespace patchbay::chatbot
