#pragma once
// Votes and reads: kept without saying who, counted, and told to the journey of those who are signed in.
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "library.hpp"

namespace patchbay::kb {

struct Vote {
  bool helpful = true;
  std::string comment;  // at most 1,000 bytes
};

struct Counts {
  std::int64_t helpful = 0, unhelpful = 0, reads = 0;
  double recent = 0;    // reads, halved every 14 days
  std::int64_t at = 0;  // when `recent` was true
};

class Feedback {
 public:
  explicit Feedback(Library& library) : library_{library} {}

  void open();  // in start()
  // One vote per person and article: another one, or a comment after it, replaces it. `who` tells people
  // without a session apart for a day; it is hashed with a number nobody keeps.
  void vote(Ctx ctx, const Entry& entry, const Vote& vote, std::string_view who);
  // The browser says that somebody read it; told to the journey only where there is a contact.
  void read(Ctx ctx, const Entry& entry, std::int64_t seconds, std::int64_t scrolled);
  void flush();  // writes counts that changed
  Counts counts(std::string_view id) const;
  // Most read of late, then the newest.
  std::vector<EntryPtr> popular(std::string_view locale, const Reader& reader, std::size_t limit) const;
  // A small prior for search, 0…100.
  std::int64_t weight(std::string_view id) const;

 private:
  std::string vote_id(Ctx ctx, const Entry& entry, std::string_view who, bool& signed_in) const;
  void tell_journey(Ctx ctx, std::string_view kind, const Entry& entry, json::object data) const;

  Library& library_;
  mutable std::mutex mutex_;
  std::map<std::string, Counts, std::less<>> counts_;
  std::vector<std::string> dirty_;
  mutable std::string salt_, salt_day_;  // today's, never stored
};

}  // namespace patchbay::kb
