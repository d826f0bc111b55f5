#pragma once
// Steps folded into journeys.
//   journey       one contact or browser until 30 minutes without a step
//   need          it has a search, a bot turn, a vote "no" or a hand-off
//   solved alone  a need with a read of 10 s or more, a helpful vote, a bot answer that was not followed by
//   another try, or a
//                 finished guide, and neither a message to a person nor a hand-off; a contact has 24 h to
//                 come back with one
//   hand-off point  the last entry before the hand-off
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "step.hpp"

namespace patchbay::insights {

inline constexpr std::int64_t kIdleMs = 30 * 60'000;
inline constexpr std::int64_t kSecondThoughtsMs = 24 * 3'600'000;
inline constexpr std::int64_t kReadSeconds = 10;

struct HandoffPoint {
  std::string kind, subject;  // kind empty: a person was the first thing asked for
  auto operator<=>(const HandoffPoint&) const = default;
};

struct Journey {
  std::int64_t began = 0, ended = 0;
  std::string locale;  // of its first step
  std::int64_t steps = 0;
  bool need = false, asked_person = false;
  bool helped = false;    // a read, a vote, a guide
  bool answered = false;  // the last try was a bot's answer, and nothing was tried after it
  std::vector<HandoffPoint> handoffs;
  std::vector<std::string> path;  // its kinds in order, each once

  bool solved_alone() const { return need && (helped || answered) && !asked_person; }
};

// Fed in the order of time; journeys() is right once nothing more is fed.
class Journeys {
 public:
  void feed(const Step& step);
  const std::vector<Journey>& journeys() const { return journeys_; }

 private:
  struct Person {
    std::vector<std::size_t> journeys;  // the last one may still be open
    HandoffPoint last;                  // what a hand-off now would come from
  };
  Journey& open(Person& person, const Step& step);

  std::vector<Journey> journeys_;
  std::unordered_map<std::string, Person> people_;
};

}  // namespace patchbay::insights
