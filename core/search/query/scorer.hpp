#pragma once
// Adds up what every document earns for the words of a query: BM25 over weighted fields. A word is a set of
// tiers (as typed, begun so, a correction …); of a document's tiers the best one counts, and within a tier
// all postings are one virtual term.
#include <cstdint>
#include <vector>

#include "core/search/segment/postings.hpp"
#include "core/search/view.hpp"

namespace patchbay::search {

enum class Fields { all, title };

// Large and reused: a pool lends it. Documents are numbered as in the view.
class Scorer {
 public:
  void begin(const View& view, Fields fields);

  // One tier: add lists, then close it. `weight` 1 is a word as typed.
  void add(PostingReader postings, float weight);
  std::uint32_t documents_of_tier() const noexcept { return static_cast<std::uint32_t>(tier_.size()); }
  void close_tier(float weight);
  void drop_tier();
  // Marks the documents of the open tier with a bit instead of scoring it. [bit < kMostExclusions]
  void close_as_exclusion(unsigned bit);

  // The word the tiers since the last call belong to. `bit` is its place among the words. Returns its inverse
  // document frequency, 0 when no document has it.
  float close_word(unsigned bit, float weight);

  std::size_t size() const noexcept { return total_.size(); }
  float total(DocNumber doc) const noexcept { return total_[doc]; }
  std::uint32_t words(DocNumber doc) const noexcept { return words_[doc]; }  // bits of the words it has
  std::uint32_t title_words(DocNumber doc) const noexcept {
    return titles_[doc];
  }  // bits of those in its title
  std::uint32_t exclusions(DocNumber doc) const noexcept { return excluded_.empty() ? 0 : excluded_[doc]; }
  std::size_t memory() const noexcept;

 private:
  struct FieldGain {
    float title, rest;
  };
  Fields fields_ = Fields::all;
  const View::Lengths* lengths_ = nullptr;
  float documents_ = 0;
  float title_norm_[256] = {}, body_norm_[256] = {};
  FieldGain gains_[256] = {};
  std::vector<float> frequency_;  // of the open tier
  std::vector<std::uint8_t> in_title_;
  std::vector<DocNumber> tier_;  // documents of the open tier
  std::vector<float> best_;      // of the word's closed tiers
  std::vector<DocNumber> word_;  // documents of the word
  float idf_ = 0;
  std::vector<float> total_;
  std::vector<std::uint32_t> words_, titles_, excluded_;
  std::vector<std::uint8_t> word_in_title_;
};

}  // namespace patchbay::search
