#include "vocabulary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace patchbay::chatbot {
namespace {

constexpr std::size_t kChoosyFrom = 300;  // texts
// What each kind of gram counts against the others, whatever their number in a message.
constexpr std::array<float, kGramKinds> kShare = {1.0f, 1.0f, 0.7f, 1.0f};

struct Seen {
  std::uint32_t texts = 0;
  GramKind kind = GramKind::word;
};

bool is_word_or_pair(GramKind kind) {
  return kind == GramKind::word || kind == GramKind::pair;
}

}  // namespace

Vocabulary Vocabulary::learn(std::span<const std::vector<Gram>> texts) {
  std::unordered_map<std::uint32_t, Seen> seen;
  std::vector<Gram> once;
  for (const std::vector<Gram>& grams : texts) {
    once = grams;
    std::sort(once.begin(), once.end(), [](const Gram& a, const Gram& b) { return a.key < b.key; });
    once.erase(std::unique(once.begin(), once.end()), once.end());
    for (const Gram& gram : once) {
      Seen& entry = seen[gram.key];
      ++entry.texts;
      entry.kind = gram.kind;
    }
  }
  const std::uint32_t least = texts.size() < kChoosyFrom ? 1 : 2;
  std::vector<std::pair<std::uint32_t, Seen>> kept;
  for (const auto& [key, entry] : seen)
    if (entry.texts >= least) kept.emplace_back(key, entry);
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return std::pair{!is_word_or_pair(a.second.kind), a.first} <
           std::pair{!is_word_or_pair(b.second.kind), b.first};
  });
  std::vector<std::uint32_t> keys;
  std::vector<float> weights;
  std::uint32_t word_rows = 0;
  const auto total = static_cast<float>(texts.size());
  for (const auto& [key, entry] : kept) {
    keys.push_back(key);
    weights.push_back(std::log((1.0f + total) / (1.0f + static_cast<float>(entry.texts))) + 1.0f);
    word_rows += is_word_or_pair(entry.kind) ? 1 : 0;
  }
  return {std::move(keys), std::move(weights), word_rows};
}

Vocabulary::Vocabulary(std::vector<std::uint32_t> keys, std::vector<float> weights, std::uint32_t word_rows)
    : keys_{std::move(keys)}, weights_{std::move(weights)}, word_rows_{word_rows} {
  if (keys_.size() != weights_.size() || word_rows_ > keys_.size() || keys_.size() > (1u << 26))
    throw std::invalid_argument{"a vocabulary whose parts do not fit together"};
  std::size_t size = 16;
  while (size < keys_.size() * 2) size *= 2;
  slots_.assign(size, 0);
  mask_ = static_cast<std::uint32_t>(size - 1);
  for (std::uint32_t row = 0; row < keys_.size(); ++row) {
    std::uint32_t at = keys_[row] & mask_;
    while (slots_[at] != 0) at = (at + 1) & mask_;
    slots_[at] = row + 1;
    rarest_ = std::max(rarest_, weights_[row]);
  }
}

std::uint32_t Vocabulary::row_of(std::uint32_t key) const noexcept {
  for (std::uint32_t at = key & mask_; slots_[at] != 0; at = (at + 1) & mask_)
    if (keys_[slots_[at] - 1] == key) return slots_[at] - 1;
  return kNone;
}

Features Vocabulary::features_of(const std::vector<Gram>& grams) const {
  std::vector<std::pair<std::uint32_t, GramKind>> found;
  found.reserve(grams.size());
  for (const Gram& gram : grams)
    if (const std::uint32_t row = row_of(gram.key); row != kNone) found.emplace_back(row, gram.kind);
  std::sort(found.begin(), found.end());

  Features out;
  out.reserve(found.size());
  std::vector<GramKind> kinds;
  kinds.reserve(found.size());
  std::array<float, kGramKinds> squares{};
  for (std::size_t from = 0; from < found.size();) {
    std::size_t to = from + 1;
    while (to < found.size() && found[to].first == found[from].first) ++to;
    const auto [row, kind] = found[from];
    const std::size_t times = to - from;
    const float value = (times == 1 ? 1.0f : 1.0f + std::log(static_cast<float>(times))) * weights_[row];
    out.push_back({row, value});
    kinds.push_back(kind);
    squares[static_cast<std::size_t>(kind)] += value * value;
    from = to;
  }
  float shares = 0;
  for (std::size_t kind = 0; kind < kGramKinds; ++kind)
    if (squares[kind] > 0) shares += kShare[kind] * kShare[kind];
  std::array<float, kGramKinds> scale{};
  for (std::size_t kind = 0; kind < kGramKinds; ++kind)
    if (squares[kind] > 0) scale[kind] = kShare[kind] / std::sqrt(squares[kind] * shares);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].value *= scale[static_cast<std::size_t>(kinds[i])];
  return out;
}

float Vocabulary::coverage(const std::vector<Word>& words) const {
  float known = 0, all = 0;
  for (const Word& word : words) {
    const std::uint32_t row = row_of(word_key(word));
    const float weight = row == kNone ? rarest_ : weights_[row];
    all += weight;
    if (row != kNone) known += weight;
  }
  return all > 0 ? known / all : 0;
}

}  // namespace patchbay::chatbot
