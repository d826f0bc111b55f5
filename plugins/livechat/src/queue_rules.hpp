#pragma once
// Who is asked next, who waits where and for how long. Pure: everything there is comes in, what should happen
// comes out; nothing is changed here.
//
// A place is offered to one agent at a time: of the team, online, with a free slot, not asked before; among
// those the one whose turn is longest ago. An offer nobody takes goes to the next; when nobody is left, the
// place is handed on.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "place.hpp"

namespace patchbay::livechat {

struct Rules {
  int capacity = 4;  // chats of one agent at a time, offers included
  std::int64_t offer_ms = 60'000;
  std::int64_t max_wait_ms = 600'000;  // 0 = no limit
  int max_queue = 50;
  // Until then an agent who is not there may just not be back yet (after a start): no offer ends and no place
  // is handed on.
  std::int64_t settled_at = 0;
};

struct Step {
  enum class Kind { offer, keep, give_up };  // ask `agent` · an offer ended, nobody is free · hand it on
  Kind kind = Kind::offer;
  Place place;         // as it is to be kept
  std::string agent;   // offer
  std::string missed;  // the agent whose offer ended unanswered; empty = none
  std::string why;     // give_up: "nobody", "unanswered", "wait"
};

// `places` of every team in the order of `since`; `agents` as they are now. The order of the steps is the
// order they should be done in. A place that only waits on has no step.
std::vector<Step> next_steps(const std::vector<Place>& places, std::vector<Agent> agents, const Rules& rules,
                             std::int64_t now);

// When next_steps() would say something else although nothing happened; nullopt = never.
std::optional<std::int64_t> next_look(const std::vector<Place>& places, const Rules& rules);

// The offer that is out has ended without an answer: whoever was asked had the chance.
void end_offer(Place& place);

int position_of(const std::vector<Place>& places, const Place& place);  // 1 = the next of its team

// Whether a chat can be had, for somebody of this team.
struct Duty {
  enum class State { free, full, nobody };
  State state = State::nobody;
  int agents = 0;   // online
  int waiting = 0;  // places of this team
};
Duty duty_of(const std::vector<Place>& places, const std::vector<Agent>& agents, const Rules& rules,
             std::string_view team);

// Seconds until an agent answers at this position, from how long the last ones waited; nullopt = not known
// yet.
std::optional<std::int64_t> wait_seconds(std::vector<std::int64_t> last_waits, int position);

}  // namespace patchbay::livechat
