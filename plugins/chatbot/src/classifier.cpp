#include "classifier.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "trial.hpp"

namespace patchbay::chatbot {
namespace {

constexpr std::uint64_t kSeed = 20231;

}  // namespace

Classifier Classifier::learn(std::span<const Example> examples) {
  Classifier out;
  std::map<std::string, int, std::less<>> numbers;
  for (const Example& example : examples)
    if (example.label != kOutOfScope) numbers.emplace(example.label, 0);
  for (auto& [label, number] : numbers) {
    number = static_cast<int>(out.labels_.size());
    out.labels_.push_back(label);
  }
  Lessons lessons;
  lessons.label_count = out.labels_.size();
  for (const Example& example : examples) {
    std::vector<Word> words = words_of(example.text);
    if (words.empty()) continue;
    lessons.grams.push_back(grams_of(words));
    lessons.words.push_back(std::move(words));
    lessons.labels.push_back(example.label == kOutOfScope ? kNoLabel : numbers.find(example.label)->second);
  }
  if (out.labels_.empty()) return out;

  const std::vector<Trial> trials = hold_trials(lessons, kSeed);
  out.odds_ = odds_of(trials);
  out.threshold_ = choose_threshold(trials, out.odds_);
  out.held_out_ = report_of(trials, out.odds_, out.threshold_, out.labels_);
  std::vector<std::size_t> every(lessons.labels.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  out.judges_ = Judges::learn(lessons.grams, lessons.labels, every, lessons.label_count, kSeed);
  return out;
}

Reading Classifier::read(std::string_view text) const {
  Reading reading;
  const Verdict verdict = judges_.judge(text);
  if (verdict.shares.empty()) return reading;
  std::vector<std::size_t> order(verdict.shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t count = std::min<std::size_t>(order.size(), 5);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) { return verdict.shares[a] > verdict.shares[b]; });
  for (std::size_t i = 0; i < count; ++i)
    reading.guesses.push_back({labels_[order[i]], verdict.shares[order[i]]});
  reading.confidence = probability_of(odds_, verdict.signals);
  reading.sure = reading.confidence >= threshold_;
  return reading;
}

}  // namespace patchbay::chatbot
