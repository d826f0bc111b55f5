#pragma once
// Words the operator says mean the same.
#include <string>
#include <unordered_map>
#include <vector>

#include "core/search/analysis/analyser.hpp"

namespace patchbay::search {

class Synonyms {
 public:
  Synonyms() = default;
  // Groups of single words; each is taken in every language of the site.
  Synonyms(const std::vector<std::vector<std::string>>& groups, const std::vector<std::string>& locales,
           Analyser& analyser);

  // The terms that mean the same as this one.
  const std::vector<std::string>& of(const std::string& term) const;

 private:
  std::unordered_map<std::string, std::vector<std::string>> by_term_;
};

}  // namespace patchbay::search
