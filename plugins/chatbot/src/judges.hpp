#pragma once
// A vocabulary and the two judges that learnt with it. What they say together about one message, before
// anybody decides whether to believe it.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "margins.hpp"
#include "network.hpp"
#include "vocabulary.hpp"

namespace patchbay::chatbot {

struct Verdict {
  std::vector<float> shares;  // for each label, together 1
  std::size_t best = 0;
  std::vector<float> signals;  // what speaks for believing it, see kSignals
};

constexpr std::size_t kSignals = 6;

class Judges {
 public:
  Judges() = default;
  // `labels` as in Lesson. The texts that count are those `chosen` (indices).
  static Judges learn(std::span<const std::vector<Gram>> grams, std::span<const int> labels,
                      std::span<const std::size_t> chosen, std::size_t label_count, std::uint64_t seed);
  Judges(Vocabulary vocabulary, Network network, Margins margins)
      : vocabulary_{std::move(vocabulary)}, network_{std::move(network)}, margins_{std::move(margins)} {}

  Verdict judge(const std::vector<Word>& words, const std::vector<Gram>& grams) const;
  Verdict judge(std::string_view text) const;

  const Vocabulary& vocabulary() const noexcept { return vocabulary_; }
  const Network& network() const noexcept { return network_; }
  const Margins& margins() const noexcept { return margins_; }

 private:
  Vocabulary vocabulary_{{}, {}, 0};
  Network network_;
  Margins margins_;
};

}  // namespace patchbay::chatbot
