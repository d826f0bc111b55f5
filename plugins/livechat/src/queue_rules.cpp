#include "queue_rules.hpp"

#include <algorithm>
#include <tuple>

namespace patchbay::livechat {
namespace {

bool was_asked(const Place& place, const std::string& agent) {
  return std::find(place.asked.begin(), place.asked.end(), agent) != place.asked.end();
}

// The agents while steps are decided: an offer takes a slot.
class Floor {
 public:
  Floor(const std::vector<Place>& places, std::vector<Agent> agents, const Rules& rules)
      : agents_{std::move(agents)}, rules_{rules} {
    for (const Place& place : places)
      if (Agent* agent = find(place.offered_to)) ++agent->chats;
  }

  bool is_online(const std::string& id) {
    const Agent* agent = find(id);
    return agent != nullptr && agent->online;
  }
  void give_back(const std::string& id) {
    if (Agent* agent = find(id)) --agent->chats;
  }

  // Who is asked next; null: nobody has a free slot.
  Agent* next_for(const Place& place) {
    Agent* best = nullptr;
    for (Agent& agent : agents_) {
      if (!may_take(agent, place) || agent.chats >= rules_.capacity) continue;
      const auto turn = [](const Agent& one) {
        return std::tuple{one.last_offered, one.chats, std::string_view{one.id}};
      };
      if (best == nullptr || turn(agent) < turn(*best)) best = &agent;
    }
    return best;
  }
  // Somebody is there who was not asked yet and will be free some time.
  bool has_hope(const Place& place) {
    return std::any_of(agents_.begin(), agents_.end(),
                       [&](const Agent& agent) { return may_take(agent, place); });
  }

 private:
  Agent* find(const std::string& id) {
    const auto found =
        std::find_if(agents_.begin(), agents_.end(), [&id](const Agent& agent) { return agent.id == id; });
    return found == agents_.end() ? nullptr : &*found;
  }
  static bool may_take(const Agent& agent, const Place& place) {
    return agent.online && is_of_team(agent, place.team) && !was_asked(place, agent.id);
  }

  std::vector<Agent> agents_;
  const Rules& rules_;
};

Step offer(Place place, Agent& agent, std::string missed, const Rules& rules, std::int64_t now) {
  place.offered_to = agent.id;
  place.offered_at = now;
  place.offered_until = now + rules.offer_ms;
  agent.last_offered = now;
  ++agent.chats;
  return {Step::Kind::offer, std::move(place), agent.id, std::move(missed), {}};
}

}  // namespace

void end_offer(Place& place) {
  place.asked.push_back(place.offered_to);
  place.offered_to.clear();
  place.offered_at = place.offered_until = 0;
}

std::vector<Step> next_steps(const std::vector<Place>& places, std::vector<Agent> agents, const Rules& rules,
                             std::int64_t now) {
  std::vector<Step> steps;
  Floor floor{places, std::move(agents), rules};
  const bool settled = now >= rules.settled_at;
  for (const Place& kept : places) {
    if (kept.leaving) continue;
    Place place = kept;
    std::string missed;
    if (!place.offered_to.empty()) {
      if (!settled || (now < place.offered_until && floor.is_online(place.offered_to))) continue;
      floor.give_back(place.offered_to);
      missed = place.offered_to;
      end_offer(place);
    }
    if (Agent* agent = floor.next_for(place)) {
      steps.push_back(offer(std::move(place), *agent, std::move(missed), rules, now));
      continue;
    }
    const bool hope = floor.has_hope(place);
    const bool patient = rules.max_wait_ms == 0 || now - place.since < rules.max_wait_ms;
    if (!settled || (hope && patient)) {
      if (!missed.empty()) steps.push_back({Step::Kind::keep, std::move(place), {}, std::move(missed), {}});
      continue;
    }
    const char* why = hope ? "wait" : (place.asked.empty() ? "nobody" : "unanswered");
    place.leaving = true;
    steps.push_back({Step::Kind::give_up, std::move(place), {}, std::move(missed), why});
  }
  return steps;
}

std::optional<std::int64_t> next_look(const std::vector<Place>& places, const Rules& rules) {
  std::optional<std::int64_t> next;
  const auto at = [&next](std::int64_t time) { next = std::min(next.value_or(time), time); };
  for (const Place& place : places) {
    if (place.leaving) continue;
    if (!place.offered_to.empty()) {
      at(std::max(place.offered_until, rules.settled_at));
    } else if (rules.max_wait_ms > 0) {
      at(std::max(place.since + rules.max_wait_ms, rules.settled_at));
    }
  }
  return next;
}

int position_of(const std::vector<Place>& places, const Place& place) {
  int position = 1;
  for (const Place& other : places) {
    if (other.conversation == place.conversation) break;
    if (other.team == place.team && !other.leaving) ++position;
  }
  return position;
}

Duty duty_of(const std::vector<Place>& places, const std::vector<Agent>& agents, const Rules& rules,
             std::string_view team) {
  Duty duty;
  int slots = 0;
  for (const Agent& agent : agents) {
    if (!agent.online || !is_of_team(agent, team)) continue;
    ++duty.agents;
    slots += std::max(0, rules.capacity - agent.chats);
  }
  int claims = 0;  // whoever waits, of whatever team, takes a slot of one of these agents first
  for (const Place& place : places) {
    if (place.leaving) continue;
    const bool same = place.team == team;
    duty.waiting += same ? 1 : 0;
    claims += same || team.empty() || place.team.empty() ? 1 : 0;
  }
  if (duty.agents == 0) return duty;
  duty.state = slots > claims ? Duty::State::free : Duty::State::full;
  return duty;
}

std::optional<std::int64_t> wait_seconds(std::vector<std::int64_t> last_waits, int position) {
  if (last_waits.empty()) return std::nullopt;
  const auto middle = last_waits.begin() + static_cast<std::ptrdiff_t>(last_waits.size() / 2);
  std::nth_element(last_waits.begin(), middle, last_waits.end());
  return *middle * std::max(1, position);
}

}  // namespace patchbay::livechat
