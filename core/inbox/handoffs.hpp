#pragma once
// Hand-offs: somebody wants a person. The state machine; who is asked, and in which order, is core/host's.
//   requested → offered → accepted | mailed | scheduled | left_message → closed
// At most one of a conversation is not closed; asking again while one is under way returns that one.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct HandoffRequest {
  std::string conversation;  // empty: the contact's active one, made if there is none
  std::string topic, team, reason, summary, locale;
  json::array tried;  // what was tried: {"kind","title","url"?,"outcome"?}
};

class Handoffs {
 public:
  Handoffs(store::Database& database, const Clock& clock, Directory& directory);
  ~Handoffs();

  // {"id","conversation","state","topic","team","reason","summary","tried","locale","requested_at","offered_to","agent","eta"}.
  // Opens a pending or snoozed conversation; "handoff.requested". Visitors for their own, agents, plugins.
  json::object request(const Principal& by, const HandoffRequest& request);
  json::object get(const Principal& by, const std::string& conversation);  // the newest; Error{not_found}
  // The router's, for one that is requested, offered before or left as a message: offered_to is the instance
  // that took it ("livechat"); state offered, mailed or scheduled.
  json::object offered(const std::string& handoff, const std::string& instance, const std::string& state,
                       std::optional<std::int64_t> eta_ms);
  // Asked for or offered since before `before_ms`, oldest first, at most 100: what the router may have
  // forgotten.
  std::vector<json::object> unanswered(std::int64_t before_ms);
  // Nobody can take it: an open conversation with the time of an answer by the team's hours;
  // "handoff.left_message".
  json::object left_message(const std::string& handoff);
  // An agent takes it: assigns the conversation. Error{conflict} naming who was first.
  json::object accept(const Principal& by, const std::string& handoff);
  // Gives it back: to nobody (asked again), or to the bot with `to_bot`.
  json::object pass(const Principal& by, const std::string& handoff, const std::string& note, bool to_bot);
  // The same, to "agent:ID", "team:NAME", "bot" or "" (nobody).
  json::object pass_to(const Principal& by, const std::string& handoff, const std::string& note,
                       const std::string& to);
  json::object close(const Principal& by, const std::string& handoff);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::inbox
