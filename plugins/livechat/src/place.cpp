#include "place.hpp"

#include <algorithm>

namespace patchbay::livechat {

json::object to_document(const Place& place) {
  return {{"handoff", place.handoff},
          {"contact", place.contact},
          {"team", place.team},
          {"topic", place.topic},
          {"reason", place.reason},
          {"summary", place.summary},
          {"locale", place.locale},
          {"since", place.since},
          {"asked", to_array(place.asked)},
          {"offered_to", place.offered_to},
          {"offered_at", place.offered_at},
          {"leaving", place.leaving},
          {"offered_until", place.offered_until}};
}

Place place_of(std::string_view conversation, std::int64_t rev, const json::object& document) {
  Place place;
  place.conversation = conversation;
  place.rev = rev;
  place.handoff = text_of(document, "handoff");
  place.contact = text_of(document, "contact");
  place.team = text_of(document, "team");
  place.topic = text_of(document, "topic");
  place.reason = text_of(document, "reason");
  place.summary = text_of(document, "summary");
  place.locale = text_of(document, "locale");
  place.since = integer_of(document, "since");
  place.asked = texts_of(document, "asked");
  place.offered_to = text_of(document, "offered_to");
  place.offered_at = integer_of(document, "offered_at");
  place.offered_until = integer_of(document, "offered_until");
  place.leaving = flag_of(document, "leaving");
  return place;
}

json::object to_document(const Chat& chat) {
  return {{"contact", chat.contact},
          {"agent", chat.agent},
          {"team", chat.team},
          {"since", chat.since},
          {"active", chat.active}};
}

Chat chat_of(std::string_view conversation, std::int64_t rev, const json::object& document) {
  return {std::string{conversation},
          text_of(document, "contact"),
          text_of(document, "agent"),
          text_of(document, "team"),
          integer_of(document, "since"),
          integer_of(document, "active"),
          rev};
}

bool is_of_team(const Agent& agent, std::string_view team) {
  return team.empty() || std::find(agent.teams.begin(), agent.teams.end(), team) != agent.teams.end();
}

}  // namespace patchbay::livechat
