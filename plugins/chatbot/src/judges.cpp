#include "judges.hpp"

#include <algorithm>
#include <cmath>

namespace patchbay::chatbot {
namespace {

constexpr float kNetworkSays = 0.8f;  // the rest is the machine's, in the mean of logarithms
constexpr float kMarginScale = 4.0f;  // turns margins into odds as sure as the network's

void to_shares(std::vector<float>& scores) {
  const float most = *std::max_element(scores.begin(), scores.end());
  float sum = 0;
  for (float& score : scores) sum += score = std::exp(score - most);
  for (float& score : scores) score /= sum;
}

float log_of(float share) {
  return std::log(std::max(share, 1e-6f));
}

// Logarithms are kept from running away: a machine that is a million times sure is not more right than a
// thousand times.
float bounded(float value) {
  return std::clamp(value, -8.0f, 8.0f);
}

}  // namespace

Judges Judges::learn(std::span<const std::vector<Gram>> grams, std::span<const int> labels,
                     std::span<const std::size_t> chosen, std::size_t label_count, std::uint64_t seed) {
  std::vector<std::vector<Gram>> texts;
  std::vector<int> wanted;
  for (const std::size_t i : chosen) {
    texts.push_back(grams[i]);
    wanted.push_back(labels[i]);
  }
  Vocabulary vocabulary = Vocabulary::learn(texts);
  std::vector<Features> features;
  features.reserve(texts.size());
  for (const std::vector<Gram>& text : texts) features.push_back(vocabulary.features_of(text));
  texts.clear();
  const Lesson lesson{features, wanted, vocabulary.rows(), label_count};
  Margins margins = Margins::learn(lesson, vocabulary.word_rows());
  Network network = Network::learn(lesson, seed);
  return {std::move(vocabulary), std::move(network), std::move(margins)};
}

Verdict Judges::judge(std::string_view text) const {
  const std::vector<Word> words = words_of(text);
  return judge(words, grams_of(words));
}

Verdict Judges::judge(const std::vector<Word>& words, const std::vector<Gram>& grams) const {
  Verdict verdict;
  if (network_.label_count() == 0) return verdict;
  const Features features = vocabulary_.features_of(grams);
  verdict.shares = network_.scores_of(features);
  to_shares(verdict.shares);
  const std::vector<float> margins = margins_.margins_of(features);
  std::vector<float> machine = margins;
  for (float& margin : machine) margin *= kMarginScale;
  to_shares(machine);
  for (std::size_t k = 0; k < machine.size(); ++k)
    verdict.shares[k] = kNetworkSays * log_of(verdict.shares[k]) + (1 - kNetworkSays) * log_of(machine[k]);
  to_shares(verdict.shares);

  float best = -1, next = 0;
  for (std::size_t k = 0; k < verdict.shares.size(); ++k) {
    if (verdict.shares[k] > best) {
      next = std::max(best, 0.0f);
      best = verdict.shares[k];
      verdict.best = k;
    } else {
      next = std::max(next, verdict.shares[k]);
    }
  }
  const bool agree = std::max_element(margins.begin(), margins.end()) - margins.begin() ==
                     static_cast<std::ptrdiff_t>(verdict.best);
  verdict.signals = {bounded(log_of(best) - log_of(1 - best)),
                     bounded(log_of(best) - log_of(next)),
                     vocabulary_.coverage(words),
                     margins[verdict.best],
                     agree ? 1.0f : 0.0f,
                     std::log(1.0f + static_cast<float>(words.size()))};
  return verdict;
}

}  // namespace patchbay::chatbot
