#include "agent_api.hpp"

#include <algorithm>

#include "moment.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::size_t kMaxNote = 10'000;

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object list_of(json::array items) {
  return {{"items", std::move(items)}, {"next", nullptr}};
}

// "agent:ID" or "team:NAME".
void check_target(std::string_view to) {
  const bool known = to.starts_with("agent:") || to.starts_with("team:");
  if (!known || to.substr(to.find(':') + 1).empty() || to.size() > 200)
    throw Failure{PBAY_E_INVALID, R"("to" must be "agent:ID" or "team:NAME")"};
}

}  // namespace

json::object AgentApi::place_json(const std::vector<Place>& places, const Place& place) const {
  json::object out = reception_.outlook(places, place);
  out["conversation"] = place.conversation;
  out["handoff"] = place.handoff;
  out["team"] = or_null(place.team);
  out["topic"] = or_null(place.topic);
  out["reason"] = place.reason;
  out["summary"] = place.summary;
  out["locale"] = place.locale;
  out["since"] = iso_time(place.since);
  out["offered_to"] = or_null(place.offered_to);
  out["expires_at"] =
      place.offered_to.empty() ? json::value(nullptr) : json::value(iso_time(place.offered_until));
  return out;
}

json::object AgentApi::queue_json() const {
  const std::vector<Place> places = reception_.store().places();
  json::array items;
  for (const Place& place : places)
    if (!place.leaving) items.push_back(place_json(places, place));
  return list_of(std::move(items));
}

void AgentApi::queue(const Request& request) const {
  const Actor actor = ask_actor(host_, request.ctx());
  const std::vector<Agent> agents = ask_agents(host_);
  const auto me =
      std::find_if(agents.begin(), agents.end(), [&actor](const Agent& one) { return one.id == actor.id; });
  const std::vector<Place> places = reception_.store().places();
  json::array items;
  for (const Place& place : places) {
    const bool mine =
        actor.is_admin() || place.team.empty() || (me != agents.end() && is_of_team(*me, place.team));
    if (mine && !place.leaving) items.push_back(place_json(places, place));
  }
  request.json(200, to_text(list_of(std::move(items))), {{"cache-control", "no-store"}});
}

void AgentApi::offers(const Request& request) const {
  const Actor actor = ask_actor(host_, request.ctx());
  const std::vector<Place> places = reception_.store().places();
  json::array items;
  for (const Place& place : places)
    if (place.offered_to == actor.id && !place.leaving) items.push_back(place_json(places, place));
  request.json(200, to_text(list_of(std::move(items))), {{"cache-control", "no-store"}});
}

void AgentApi::accept(const Request& request) const {
  request.json(200, to_text(reception_.accept(request.ctx(), request.param("conversation"))));
}

void AgentApi::decline(const Request& request) const {
  reception_.decline(ask_actor(host_, request.ctx()).id, request.param("conversation"));
  request.respond(204, {}, {});
}

void AgentApi::transfer(const Request& request) const {
  const json::object body = parse_object(request.body());
  const std::string to = text_of(body, "to"), note = text_of(body, "note");
  check_target(to);
  if (note.size() > kMaxNote)
    throw Failure{PBAY_E_LIMIT, "a note has at most " + std::to_string(kMaxNote) + " bytes"};
  json::object pass{{"conversation", request.param("conversation")}, {"to", to}};
  if (!note.empty()) pass["note"] = note;
  request.json(200, host_.call(request.ctx(), "handoff.pass@1", to_text(pass)));
}

void AgentApi::duty(const Request& request) const {
  const Rules& rules = reception_.settings().rules;
  json::array items;
  for (const Agent& agent : reception_.floor().agents(now_ms()))
    items.push_back(json::object{{"id", agent.id},
                                 {"name", agent.name},
                                 {"teams", to_array(agent.teams)},
                                 {"online", agent.online},
                                 {"chats", agent.chats},
                                 {"capacity", rules.capacity}});
  request.json(200, to_text(list_of(std::move(items))), {{"cache-control", "no-store"}});
}

}  // namespace patchbay::livechat
