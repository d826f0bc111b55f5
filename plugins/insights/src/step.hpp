#pragma once
// One entry of somebody's journey, as far as it counts.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::insights {

struct Step {
  std::string kind;  // "search", "article_read", "vote", "bot_turn", "guide_step", "message", "handoff", …
  std::int64_t at = 0;   // Unix ms
  std::string who;       // the contact, else the browser
  bool contact = false;  // `who` is a contact
  std::string locale;
  std::string subject;          // what it was about: a document, the words searched, a guide's step
  std::int64_t seconds = 0;     // article_read
  std::optional<bool> helpful;  // vote, bot_turn
  bool answered = false;        // bot_turn: it gave an answer
  bool finished = false;        // guide_step: the last one
  bool to_person = false;       // message
  std::int64_t score = 0;       // csat, effort: 1…5
  bool repeated = false;        // effort: had to say it again
};

// From an item of journey.scan@1. nullopt: nobody's.
std::optional<Step> read_step(std::string_view item);

}  // namespace patchbay::insights
