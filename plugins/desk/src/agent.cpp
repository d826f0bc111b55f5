#include "agent.hpp"

#include <algorithm>

#include "json.hpp"

namespace patchbay::desk {

bool Agent::is_in(const std::string& team) const {
  return admin || std::ranges::find(teams, team) != teams.end();
}

Agent ask_agent(const Host& host, Ctx ctx) {
  const json::object actor = read_object(host.call(ctx, "session.actor@1"));
  Agent agent;
  agent.id = text_of(actor, "id");
  agent.name = text_of(actor, "name");
  agent.email = text_of(actor, "email");
  const std::string kind = text_of(actor, "kind");
  agent.admin = kind == "admin";
  agent.signed_in = agent.admin || kind == "agent";
  agent.teams = texts_of(actor, "teams");
  return agent;
}

}  // namespace patchbay::desk
