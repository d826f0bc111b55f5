#pragma once
// Tables of words: numbered rows of words that come analysed, found by the words they hold, highest number
// first. In a migration `create words table NAME;` makes one. Derived data: what is lost is written again
// from where it came.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/database.hpp"

namespace patchbay::store {

struct WordQuery {
  struct Word {
    std::vector<std::string> any;  // a row holds one of these
    std::string prefix;            // or a word that begins so; empty = none
  };
  std::vector<Word> words;        // a row holds all of them; none = no row
  std::vector<std::string> none;  // and none of these
};

class WordTable {
 public:
  explicit WordTable(std::string name) : name_{std::move(name)} {}

  // `words` are separated by spaces; letters, digits and '_'. Replaces the row's.
  void put(Write& write, std::int64_t number, std::string_view words) const;
  void remove(Write& write, std::int64_t number) const;
  // Rows below `before`, until `each` returns false.
  void find(Session& session, const WordQuery& query, std::int64_t before,
            const std::function<bool(std::int64_t number)>& each) const;

 private:
  std::string name_;
};

}  // namespace patchbay::store
