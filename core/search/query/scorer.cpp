#include "core/search/query/scorer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace patchbay::search {
namespace {

// Chosen on headings and titles of help articles; the order of hits changes little around these values.
constexpr float kSaturation = 1.2F;  // k1
constexpr float kTitleWeight = 8.0F;
constexpr float kHeadingWeight = 1.6F;
constexpr float kTagWeight = 2.0F;
constexpr float kTitleLength = 0.6F;  // b: how much long titles count less
constexpr float kBodyLength = 0.6F;

constexpr float kBodyFrequency[8] = {0.0F, 1.0F,  2.0F,  3.4F,
                                     6.0F, 12.0F, 24.0F, 40.0F};  // of Counts::packed() steps

float norm(float length, float average, float share) {
  return 1.0F / (1.0F - share + share * length / std::max(average, 1.0F));
}

}  // namespace

void Scorer::begin(const View& view, Fields fields) {
  const std::size_t size = view.documents.size();
  fields_ = fields;
  lengths_ = view.lengths.data();
  documents_ = static_cast<float>(std::max<std::size_t>(view.alive, 1));
  const float title_average = static_cast<float>(view.title_words) / documents_;
  const float body_average = static_cast<float>(view.body_words) / documents_;
  for (unsigned i = 0; i < 256; ++i) {
    const auto step = static_cast<std::uint8_t>(i);
    title_norm_[i] = norm(static_cast<float>(i), title_average, kTitleLength);
    body_norm_[i] = norm(static_cast<float>(words_of_step(step)), body_average, kBodyLength);
    gains_[i].title = kTitleWeight * static_cast<float>(title_of(step));
    gains_[i].rest = kHeadingWeight * static_cast<float>(heading_of(step)) +
                     (has_tag(step) ? kTagWeight : 0.0F) + kBodyFrequency[body_step_of(step)];
  }
  frequency_.assign(size, 0.0F);
  best_.assign(size, 0.0F);
  total_.assign(size, 0.0F);
  words_.assign(size, 0);
  titles_.assign(size, 0);
  in_title_.assign(size, 0);
  word_in_title_.assign(size, 0);
  excluded_.clear();
  tier_.clear();
  word_.clear();
  idf_ = 0;
}

void Scorer::add(PostingReader postings, float weight) {
  for (Posting posting; postings.next(posting);) {
    if (posting.doc >= frequency_.size()) continue;
    const bool in_title = title_of(posting.counts) != 0;
    if (fields_ == Fields::title && !in_title) continue;
    const View::Lengths lengths = lengths_[posting.doc];
    const FieldGain gain = gains_[posting.counts];
    float& frequency = frequency_[posting.doc];
    if (frequency == 0.0F) tier_.push_back(posting.doc);
    frequency += weight * (gain.title * title_norm_[lengths.title] + gain.rest * body_norm_[lengths.body]);
    in_title_[posting.doc] |= static_cast<std::uint8_t>(in_title);
  }
}

void Scorer::drop_tier() {
  for (const DocNumber doc : tier_) {
    frequency_[doc] = 0;
    in_title_[doc] = 0;
  }
  tier_.clear();
}

void Scorer::close_as_exclusion(unsigned bit) {
  if (excluded_.empty()) excluded_.assign(total_.size(), 0);
  for (const DocNumber doc : tier_) excluded_[doc] |= 1U << bit;
  drop_tier();
}

void Scorer::close_tier(float weight) {
  if (tier_.empty()) return;
  const auto found = static_cast<float>(tier_.size());
  const float idf = std::log(1.0F + (std::max(documents_ - found, 0.0F) + 0.5F) / (found + 0.5F));
  for (const DocNumber doc : tier_) {
    const float frequency = frequency_[doc];
    const float score = weight * idf * frequency * (kSaturation + 1.0F) / (frequency + kSaturation);
    if (best_[doc] == 0.0F) word_.push_back(doc);
    best_[doc] = std::max(best_[doc], score);
    word_in_title_[doc] |= in_title_[doc];
    frequency_[doc] = 0;
    in_title_[doc] = 0;
  }
  idf_ = std::max(idf_, weight * idf);
  tier_.clear();
}

float Scorer::close_word(unsigned bit, float weight) {
  for (const DocNumber doc : word_) {
    total_[doc] += weight * best_[doc];
    words_[doc] |= 1U << bit;
    titles_[doc] |= static_cast<std::uint32_t>(word_in_title_[doc]) << bit;
    best_[doc] = 0;
    word_in_title_[doc] = 0;
  }
  word_.clear();
  return std::exchange(idf_, 0.0F);
}

std::size_t Scorer::memory() const noexcept {
  return total_.capacity() * (3 * sizeof(float) + 3 * sizeof(std::uint32_t) + 2) +
         (tier_.capacity() + word_.capacity()) * sizeof(DocNumber);
}

}  // namespace patchbay::search
