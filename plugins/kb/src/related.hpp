#pragma once
// Which articles are about the same: by the rare words that titles, tags and descriptions share. Cheap enough
// to be asked for every article of an import.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace patchbay::kb {

class RelatedFinder {
 public:
  // Articles of one language. `title` counts most.
  void add(std::string id, std::string_view title, std::string_view more, std::string_view category);

  // The ids of at most `most` others, best first; `allowed(id)` says whether it may be named. Call after the
  // last add().
  template <class Allowed>
  std::vector<std::string> find(std::string_view id, std::size_t most, Allowed allowed) const {
    std::vector<std::string> out;
    for (const std::uint32_t number : ranked(id))
      if (out.size() < most && allowed(members_[number].id)) out.push_back(members_[number].id);
    return out;
  }
  std::size_t size() const { return members_.size(); }

 private:
  struct Member {
    std::string id, category;
    std::vector<std::pair<std::uint32_t, float>> words;  // word, how much it counts here
  };
  std::vector<std::uint32_t> ranked(std::string_view id) const;
  void add_words(Member& member, std::string_view text, float weight);

  std::vector<Member> members_;
  std::unordered_map<std::string, std::uint32_t> words_, numbers_;
  std::vector<std::vector<std::uint32_t>> holders_;  // word → members
};

}  // namespace patchbay::kb
