#include "trial.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace patchbay::chatbot {
namespace {

constexpr std::size_t kTurns = 3;
constexpr float kShareOutside = 0.1f;      // of the messages, when odds are learnt
constexpr float kWorthOfRefusing = 0.03f;  // one point of recall against points of accuracy
constexpr float kPriceUnseen = 0.001f;     // accuracy to give for refusing what nobody gave an example of
constexpr std::size_t kMostConfusions = 40, kCurvePoints = 20;

struct Scored {
  float confidence = 0;
  bool in_scope = false, right = false;
};

std::vector<Scored> scored(const std::vector<Trial>& trials, std::span<const float> odds) {
  std::vector<Scored> out;
  for (const Trial& trial : trials)
    out.push_back({probability_of(odds, trial.signals), trial.wanted != kNoLabel, trial.is_right()});
  std::sort(out.begin(), out.end(),
            [](const Scored& a, const Scored& b) { return a.confidence < b.confidence; });
  return out;
}

// Calls take(threshold, accuracy, oos_recall) for every place between two confidences, from refusing nothing
// upwards.
template <class Take>
void walk(const std::vector<Scored>& sorted, Take take) {
  float in_scope = 0, outside = 0, right = 0, refused = 0;
  for (const Scored& one : sorted) {
    (one.in_scope ? in_scope : outside) += 1;
    right += one.in_scope && one.right ? 1.0f : 0.0f;
  }
  const auto tell = [&](float threshold) {
    take(threshold, in_scope > 0 ? right / in_scope : 0.0f, outside > 0 ? refused / outside : 0.0f);
  };
  tell(0);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (!sorted[i].in_scope)
      refused += 1;
    else if (sorted[i].right)
      right -= 1;
    if (i + 1 < sorted.size() && sorted[i + 1].confidence > sorted[i].confidence)
      tell((sorted[i].confidence + sorted[i + 1].confidence) / 2);
  }
}

}  // namespace

std::vector<Trial> hold_trials(const Lessons& lessons, std::uint64_t seed) {
  std::map<int, std::size_t> met;
  std::vector<std::size_t> turn_of;
  for (const int label : lessons.labels) turn_of.push_back(met[label]++ % kTurns);

  std::vector<Trial> trials;
  for (std::size_t turn = 0; turn < kTurns; ++turn) {
    std::vector<std::size_t> taught;
    for (std::size_t i = 0; i < turn_of.size(); ++i)
      if (turn_of[i] != turn) taught.push_back(i);
    const Judges judges =
        Judges::learn(lessons.grams, lessons.labels, taught, lessons.label_count, seed + turn + 1);
    for (std::size_t i = 0; i < turn_of.size(); ++i) {
      if (turn_of[i] != turn) continue;
      Verdict verdict = judges.judge(lessons.words[i], lessons.grams[i]);
      trials.push_back({lessons.labels[i], static_cast<int>(verdict.best), std::move(verdict.signals)});
    }
  }
  return trials;
}

std::vector<float> odds_of(const std::vector<Trial>& trials) {
  std::vector<std::vector<float>> signals;
  std::vector<bool> right;
  std::size_t outside = 0;
  for (const Trial& trial : trials) outside += trial.wanted == kNoLabel ? 1 : 0;
  const std::size_t in_scope = trials.size() - outside;
  const auto wanted =
      static_cast<std::size_t>(static_cast<float>(in_scope) * kShareOutside / (1 - kShareOutside));
  const std::size_t times = outside == 0 ? 1 : std::max<std::size_t>(1, wanted / outside);
  for (const Trial& trial : trials) {
    for (std::size_t i = 0; i < (trial.wanted == kNoLabel ? times : 1); ++i) {
      signals.push_back(trial.signals);
      right.push_back(trial.is_right());
    }
  }
  return learn_odds(signals, right);
}

float choose_threshold(const std::vector<Trial>& trials, std::span<const float> odds) {
  const bool seen_outside =
      std::any_of(trials.begin(), trials.end(), [](const Trial& trial) { return trial.wanted == kNoLabel; });
  float best = -1, chosen = 0, open = -1;
  walk(scored(trials, odds), [&](float threshold, float accuracy, float recall) {
    if (open < 0) open = accuracy;
    if (!seen_outside && accuracy >= open - kPriceUnseen) chosen = threshold;
    if (!seen_outside) return;
    const float worth = accuracy + kWorthOfRefusing * recall;
    if (worth > best) {
      best = worth;
      chosen = threshold;
    }
  });
  return chosen;
}

HeldOut report_of(const std::vector<Trial>& trials, std::span<const float> odds, float threshold,
                  const std::vector<std::string>& labels) {
  HeldOut out;
  std::map<std::pair<int, int>, std::size_t> confused;
  std::size_t right = 0, open_right = 0, refused = 0;
  for (const Trial& trial : trials) {
    const bool sure = probability_of(odds, trial.signals) >= threshold;
    const int said = sure ? trial.said : kNoLabel;
    if (trial.wanted == kNoLabel) {
      ++out.out_of_scope;
      refused += sure ? 0 : 1;
    } else {
      ++out.in_scope;
      right += said == trial.wanted ? 1 : 0;
      open_right += trial.is_right() ? 1 : 0;
    }
    if (said != trial.wanted) ++confused[{trial.wanted, said}];
  }
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0f : static_cast<float>(part) / static_cast<float>(whole);
  };
  out.accuracy = share(right, out.in_scope);
  out.open_accuracy = share(open_right, out.in_scope);
  out.oos_recall = share(refused, out.out_of_scope);
  const auto name = [&](int label) {
    return label == kNoLabel ? std::string{kOutOfScope} : labels[static_cast<std::size_t>(label)];
  };
  for (const auto& [pair, times] : confused)
    out.confusions.push_back({name(pair.first), name(pair.second), times});
  std::stable_sort(out.confusions.begin(), out.confusions.end(),
                   [](const auto& a, const auto& b) { return a.times > b.times; });
  if (out.confusions.size() > kMostConfusions) out.confusions.resize(kMostConfusions);
  float next = 0;
  walk(scored(trials, odds), [&](float at, float accuracy, float recall) {
    if (at < next) return;
    out.curve.push_back({at, accuracy, recall});
    next = at + 1.0f / static_cast<float>(kCurvePoints);
  });
  return out;
}

}  // namespace patchbay::chatbot
