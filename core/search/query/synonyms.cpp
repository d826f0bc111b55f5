#include "core/search/query/synonyms.hpp"

#include <algorithm>
#include <set>

namespace patchbay::search {

Synonyms::Synonyms(const std::vector<std::vector<std::string>>& groups,
                   const std::vector<std::string>& locales, Analyser& analyser) {
  std::vector<const Language*> languages;
  for (const std::string& locale : locales) languages.push_back(&language_of(locale));
  for (const std::vector<std::string>& group : groups) {
    std::set<std::string> terms;
    for (const std::string& word : group) {
      for (Reading& reading : analyser.readings(word, languages)) terms.insert(std::move(reading.term));
    }
    for (const std::string& term : terms) {
      std::vector<std::string>& others = by_term_[term];
      for (const std::string& other : terms) {
        if (other != term && std::find(others.begin(), others.end(), other) == others.end())
          others.push_back(other);
      }
    }
  }
}

const std::vector<std::string>& Synonyms::of(const std::string& term) const {
  static const std::vector<std::string> kNone;
  const auto found = by_term_.find(term);
  return found == by_term_.end() ? kNone : found->second;
}

}  // namespace patchbay::search
