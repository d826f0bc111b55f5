// A person, please: /api/v1/conversations/ID/handoff, and what an agent does with it.
#include "core/base/error.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/conversation_calls.hpp"

namespace patchbay::gateway {
namespace {

void answer(const BuiltIn& parts, const ExchangePtr& exchange, const json::object& handoff) {
  parts.answers.json(exchange, 200, to_text(handoff), {{"Cache-Control", "no-store"}});
}

void request(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::object wanted = handoff_request(body_of(*exchange, "the request", true));
  std::string conversation = param(*exchange, "id");
  if (conversation == "active" && !exchange->principal.is_agent()) conversation.clear();
  answer(parts, exchange, ask_for_person(parts, exchange->principal, conversation, std::move(wanted), exchange->settings->request_ms));
}

// The conversation's hand-off that is not closed.
void act(const BuiltIn& parts, const ExchangePtr& exchange, const char* method, json::object more) {
  const json::object handoff = parts.rooms->handoffs.get(exchange->principal, param(*exchange, "id"));
  more["handoff"] = required_string(handoff, "id");
  const std::string reply = parts.target.call(exchange->principal, method, to_text(more), exchange->settings->request_ms);
  answer(parts, exchange, parse_object(reply, "the hand-off"));
}

void accept(const BuiltIn& parts, const ExchangePtr& exchange) { act(parts, exchange, "handoff.accept@1", {}); }

void pass(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the pass", true);
  json::object more;
  if (std::string note = string_or(body, "note", ""); !note.empty()) more["note"] = std::move(note);
  if (std::string to = string_or(body, "to", ""); !to.empty()) more["to"] = std::move(to);
  act(parts, exchange, "handoff.pass@1", std::move(more));
}

void close(const BuiltIn& parts, const ExchangePtr& exchange) { act(parts, exchange, "handoff.close@1", {}); }

}  // namespace

void add_handoff_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  const std::string handoff = "/api/v1/conversations/{id}/handoff";
  routes.push_back(talk_route(parts, "POST", handoff, PBAY_FOR_VISITOR, request));
  routes.push_back(talk_route(parts, "POST", handoff + "/accept", PBAY_FOR_AGENT, accept));
  routes.push_back(talk_route(parts, "POST", handoff + "/pass", PBAY_FOR_AGENT, pass));
  routes.push_back(talk_route(parts, "POST", handoff + "/close", PBAY_FOR_AGENT, close));
}

}  // namespace patchbay::gateway
