#include "evaluation.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "json.hpp"
#include "model_file.hpp"

namespace patchbay::chatbot {
namespace {

using Clock = std::chrono::steady_clock;

double microseconds(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

double rounded(double value, double steps) {
  return static_cast<double>(static_cast<long long>(value * steps + 0.5)) / steps;
}

}  // namespace

Evaluation evaluate(std::span<const Example> train, std::span<const Example> test) {
  Evaluation out;
  const Clock::time_point began = Clock::now();
  const Classifier classifier = Classifier::learn(train);
  out.train_seconds = microseconds(Clock::now() - began) / 1e6;
  out.model_bytes = to_bytes(classifier).size();
  out.threshold = classifier.threshold();
  for (std::size_t i = 0; i < std::min<std::size_t>(test.size(), 200); ++i)
    static_cast<void>(classifier.read(test[i].text));
  std::vector<double> times;
  std::size_t right = 0, open_right = 0, refused = 0;
  for (const Example& example : test) {
    const Clock::time_point asked = Clock::now();
    const Reading reading = classifier.read(example.text);
    times.push_back(microseconds(Clock::now() - asked));
    if (example.label == kOutOfScope) {
      ++out.out_of_scope;
      refused += reading.sure ? 0 : 1;
      continue;
    }
    ++out.in_scope;
    const bool fits = !reading.guesses.empty() && reading.guesses.front().label == example.label;
    open_right += fits ? 1 : 0;
    right += fits && reading.sure ? 1 : 0;
  }
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  out.in_scope_accuracy = share(right, out.in_scope);
  out.open_accuracy = share(open_right, out.in_scope);
  out.oos_recall = share(refused, out.out_of_scope);
  std::sort(times.begin(), times.end());
  if (!times.empty()) {
    out.predict_us_p50 = times[times.size() / 2];
    out.predict_us_p99 = times[times.size() * 99 / 100];
  }
  return out;
}

std::string to_json(const Evaluation& one) {
  return to_text(json::object{{"in_scope_accuracy", rounded(one.in_scope_accuracy, 1e6)},
                              {"oos_recall", rounded(one.oos_recall, 1e6)},
                              {"threshold", rounded(one.threshold, 1e6)},
                              {"train_seconds", rounded(one.train_seconds, 1e3)},
                              {"predict_us_p50", rounded(one.predict_us_p50, 10)},
                              {"predict_us_p99", rounded(one.predict_us_p99, 10)},
                              {"open_accuracy", rounded(one.open_accuracy, 1e6)},
                              {"in_scope", one.in_scope},
                              {"out_of_scope", one.out_of_scope},
                              {"model_bytes", one.model_bytes}});
}

}  // namespace patchbay::chatbot
