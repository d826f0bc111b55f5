#include "core/search/query/ranking.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace patchbay::search {
namespace {

constexpr std::size_t kEnough = 10;  // documents with every word: nobody needs the others then
constexpr std::size_t kRarest = 4;
constexpr float kPageLocale = 2.0F;    // the page's language ranks first
constexpr float kSameLanguage = 1.8F;  // en-GB for en
constexpr float kLargestPrior = 0.15F;
constexpr float kTitleCoverage = 0.6F;

class Ranking {
 public:
  Ranking(const View& view, const Scorer& scorer, const RankingRules& rules)
      : view_{view}, scorer_{scorer}, rules_{rules} {
    rights_ = view.rights_of(*rules.reader);
    for (std::size_t i = 0; i < view.kinds.size(); ++i) {
      const auto& wanted = *rules.kinds;
      kinds_.push_back(wanted.empty() ||
                       std::find(wanted.begin(), wanted.end(), view.kinds[i]) != wanted.end());
    }
    for (std::size_t i = 0; i < view.locales.size(); ++i) locales_.push_back(boost_of(view.locales[i]));
    std::vector<std::pair<float, std::uint32_t>> by_rarity;
    for (std::size_t bit = 0; bit < rules.words.size(); ++bit) {
      if (!rules.words[bit].is_required) continue;
      required_ |= 1U << bit;
      by_rarity.emplace_back(rules.words[bit].idf, 1U << bit);
      idf_sum_ += rules.words[bit].idf;
    }
    std::sort(by_rarity.begin(), by_rarity.end(), std::greater<>{});
    for (std::size_t i = 0; i < by_rarity.size() && i < kRarest; ++i) rarest_ |= by_rarity[i].second;
  }

  std::vector<RankedDocument> run(std::size_t count, const std::function<bool(DocNumber)>& accept) {
    std::vector<RankedDocument> complete, partial;
    for (DocNumber doc = 1; doc < scorer_.size(); ++doc) {
      const std::uint32_t words = scorer_.words(doc);
      if (words == 0 || !may_be_shown(doc)) continue;
      const bool has_all = required_ != 0 && (words & required_) == required_;
      if (has_all) {
        complete.push_back({doc, score_of(doc)});
      } else if (required_ == 0 || (words & rarest_) != 0) {
        partial.push_back({doc, score_of(doc)});
      }
    }
    join_translations(complete, partial);
    if (complete.size() < kEnough && !(rules_.every_word && !complete.empty())) {
      complete.insert(complete.end(), partial.begin(), partial.end());
    }
    return best_of(std::move(complete), count + 1, accept);
  }

 private:
  float boost_of(std::string_view locale) const {
    if (locale == rules_.locale) return kPageLocale;
    return locale.substr(0, 2) == rules_.locale.substr(0, 2) ? kSameLanguage : 1.0F;
  }

  bool may_be_shown(DocNumber doc) const {
    const DocumentEntry& entry = view_.documents[doc];
    if (!entry.is_alive || !rights_.audiences[entry.audience] || !rights_.group_lists[entry.groups] ||
        !kinds_[entry.kind]) {
      return false;
    }
    const std::uint32_t held = scorer_.exclusions(doc);
    return held == 0 || std::none_of(rules_.exclusions.begin(), rules_.exclusions.end(),
                                     [&](std::uint32_t bits) { return (held & bits) == bits; });
  }

  float idf_of(std::uint32_t words) const {
    float sum = 0;
    for (words &= required_; words != 0; words &= words - 1) {
      sum += rules_.words[static_cast<std::size_t>(std::countr_zero(words))].idf;
    }
    return sum;
  }

  float score_of(DocNumber doc) const {
    const DocumentEntry& entry = view_.documents[doc];
    float score = scorer_.total(doc) * locales_[entry.locale];
    if (idf_sum_ > 0) {
      const float coverage = idf_of(scorer_.words(doc)) / idf_sum_;
      const float title = idf_of(scorer_.title_words(doc)) / idf_sum_;
      score *= coverage * (1.0F + kTitleCoverage * title);
    }
    return score * (1.0F + kLargestPrior * static_cast<float>(entry.weight) / 127.0F);
  }

  // Of translations of one document the page's is shown, at the place of the best.
  void join_translations(std::vector<RankedDocument>& complete, std::vector<RankedDocument>& partial) const {
    std::unordered_map<std::uint64_t, RankedDocument> shown;
    const auto keep = [&](std::vector<RankedDocument>& documents) {
      for (const RankedDocument& one : documents) {
        const std::uint64_t translations = view_.documents[one.doc].translations;
        if (translations == 0) continue;
        const auto [known, is_new] = shown.emplace(translations, one);
        if (is_new) continue;
        const float mine = locales_[view_.documents[one.doc].locale];
        const float other = locales_[view_.documents[known->second.doc].locale];
        const float best = std::max(one.score, known->second.score);
        if (mine > other || (mine == other && one.score > known->second.score)) known->second.doc = one.doc;
        known->second.score = best;
      }
    };
    keep(complete);
    keep(partial);
    if (shown.empty()) return;
    const auto replace = [&](std::vector<RankedDocument>& documents) {
      std::erase_if(documents, [&](RankedDocument& one) {
        const std::uint64_t translations = view_.documents[one.doc].translations;
        if (translations == 0) return false;
        const auto known = shown.find(translations);
        if (known == shown.end()) return true;
        one = known->second;
        shown.erase(known);
        return false;
      });
    };
    replace(complete);
    replace(partial);
  }

  static bool is_better(const RankedDocument& a, const RankedDocument& b) {
    return a.score != b.score ? a.score > b.score : a.doc < b.doc;
  }

  std::vector<RankedDocument> best_of(std::vector<RankedDocument> documents, std::size_t count,
                                      const std::function<bool(DocNumber)>& accept) const {
    if (!accept) {
      const std::size_t kept = std::min(count, documents.size());
      std::partial_sort(documents.begin(), documents.begin() + static_cast<std::ptrdiff_t>(kept),
                        documents.end(), is_better);
      documents.resize(kept);
      return documents;
    }
    std::sort(documents.begin(), documents.end(), is_better);
    std::vector<RankedDocument> out;
    for (const RankedDocument& one : documents) {
      if (out.size() == count) break;
      if (accept(one.doc)) out.push_back(one);
    }
    return out;
  }

  const View& view_;
  const Scorer& scorer_;
  const RankingRules& rules_;
  View::Rights rights_;
  std::vector<bool> kinds_;
  std::vector<float> locales_;
  std::uint32_t required_ = 0, rarest_ = 0;
  float idf_sum_ = 0;
};

}  // namespace

std::vector<RankedDocument> rank(const View& view, const Scorer& scorer, const RankingRules& rules,
                                 std::size_t count, const std::function<bool(DocNumber)>& accept) {
  return Ranking{view, scorer, rules}.run(count, accept);
}

}  // namespace patchbay::search
