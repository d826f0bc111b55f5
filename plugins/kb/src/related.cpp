#include "related.hpp"

#include <algorithm>
#include <cmath>

#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kCommon = 400;  // a word more articles hold says little and costs much
constexpr std::size_t kCandidates = 40;
constexpr float kSameCategory = 1.15F;

}  // namespace

void RelatedFinder::add(std::string id, std::string_view title, std::string_view more,
                        std::string_view category) {
  const auto number = static_cast<std::uint32_t>(members_.size());
  Member member{id, std::string{category}, {}};
  add_words(member, title, 1.0F);
  add_words(member, more, 0.4F);
  for (const auto& [word, weight] : member.words) holders_[word].push_back(number);
  numbers_.emplace(std::move(id), number);
  members_.push_back(std::move(member));
}

void RelatedFinder::add_words(Member& member, std::string_view text, float weight) {
  for (const std::string& word : topic_words(text)) {
    const auto [at, fresh] = words_.emplace(word, static_cast<std::uint32_t>(words_.size()));
    if (fresh) holders_.emplace_back();
    const bool known = std::any_of(member.words.begin(), member.words.end(),
                                   [&](const auto& held) { return held.first == at->second; });
    if (!known && member.words.size() < 40) member.words.emplace_back(at->second, weight);
  }
}

std::vector<std::uint32_t> RelatedFinder::ranked(std::string_view id) const {
  const auto found = numbers_.find(std::string{id});
  if (found == numbers_.end()) return {};
  const Member& own = members_[found->second];
  std::unordered_map<std::uint32_t, float> scores;
  for (const auto& [word, weight] : own.words) {
    const std::vector<std::uint32_t>& holders = holders_[word];
    if (holders.size() < 2 || holders.size() > kCommon) continue;
    const float rarity =
        std::log(static_cast<float>(members_.size() + 1) / static_cast<float>(holders.size()));
    for (const std::uint32_t other : holders)
      if (other != found->second) scores[other] += weight * rarity * rarity;
  }
  std::vector<std::pair<float, std::uint32_t>> best;
  best.reserve(scores.size());
  for (const auto& [other, score] : scores) {
    const float length = std::sqrt(static_cast<float>(members_[other].words.size()) + 4.0F);
    const bool same = !own.category.empty() && members_[other].category == own.category;
    best.emplace_back(score / length * (same ? kSameCategory : 1.0F), other);
  }
  const std::size_t keep = std::min(kCandidates, best.size());
  const auto better = [this](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : members_[a.second].id < members_[b.second].id;
  };
  std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(keep), best.end(), better);
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < keep; ++i) out.push_back(best[i].second);
  return out;
}

}  // namespace patchbay::kb
