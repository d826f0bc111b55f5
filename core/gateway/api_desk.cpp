// What the desk lists: agents, teams, inboxes, labels, what was done; and an agent's own presence.
#include "core/base/error.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/live.hpp"
#include "core/inbox/labels.hpp"

namespace patchbay::gateway {
namespace {

const std::vector<host::Header> kFresh = {{"Cache-Control", "no-store"}};

json::object agent_json(const ConversationRooms& rooms, const inbox::Agent& agent) {
  inbox::Principal principal;
  principal.kind = agent.role;
  principal.id = agent.id;
  principal.email = agent.email;
  json::array teams;
  for (const std::string& team : rooms.directory.teams_of(principal)) teams.emplace_back(team);
  return {{"id", agent.id},
          {"name", agent.name},
          {"email", agent.email},
          {"role", inbox::name_of(agent.role)},
          {"teams", std::move(teams)},
          {"enabled", agent.enabled},
          {"presence", inbox::name_of(rooms.duty.of(agent.id))}};
}

void agents(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::array items;
  for (const inbox::Agent& agent : parts.accounts.agents()) items.push_back(agent_json(*parts.rooms, agent));
  parts.answers.json(exchange, 200, page_text(std::move(items), {}), kFresh);
}

void teams(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::int64_t now = SystemClock{}.now_ms();
  json::array items;
  for (const auto& [name, team] : exchange->settings->config.teams) {
    json::array members;
    for (const std::string& email : team.members) members.emplace_back(email);
    items.push_back({{"name", name}, {"members", std::move(members)}, {"open", parts.rooms->directory.is_open(name, now)}});
  }
  parts.answers.json(exchange, 200, page_text(std::move(items), {}));
}

void inboxes(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::array items;
  const auto add = [&](const std::string& name, const config::Inbox& inbox) {
    json::array sites;
    for (const std::string& site : inbox.sites) sites.emplace_back(site);
    items.push_back({{"id", name},
                     {"team", inbox.team.empty() ? json::value(nullptr) : json::value(inbox.team)},
                     {"sites", std::move(sites)},
                     {"reopen_days", inbox.reopen_days}});
  };
  const auto& configured = exchange->settings->config.inboxes;
  if (!configured.contains("default")) add("default", {});
  for (const auto& [name, inbox] : configured) add(name, inbox);
  parts.answers.json(exchange, 200, page_text(std::move(items), {}));
}

void audit(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query query{exchange->request.query};
  const auto limit = static_cast<int>(number_of(query, "limit", 50, 1, 200));
  parts.answers.json(exchange, 200, page_text(parts.accounts.audit_log(exchange->principal, query.get("cursor"), limit)), kFresh);
}

json::object label_json(const inbox::Label& label) {
  return {{"name", label.name},
          {"colour", label.colour.empty() ? json::value(nullptr) : json::value(label.colour)},
          {"conversations", label.conversations}};
}

void labels(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::array items;
  for (const inbox::Label& label : inbox::Labels{parts.rooms->database}.list(exchange->principal)) items.push_back(label_json(label));
  parts.answers.json(exchange, 200, page_text(std::move(items), {}), kFresh);
}

void put_label(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the label");
  inbox::Labels all{parts.rooms->database};
  const inbox::Label label = all.put(exchange->principal, required_string(body, "name"), string_or(body, "colour", ""));
  parts.answers.json(exchange, 200, to_text(label_json(label)));
}

void remove_label(const BuiltIn& parts, const ExchangePtr& exchange) {
  inbox::Labels{parts.rooms->database}.remove(exchange->principal, param(*exchange, "name"));
  parts.answers.respond(exchange, {204, {}, {}});
}

void presence(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::string wanted = required_string(body_of(*exchange, "the presence"), "presence");
  if (wanted != "online" && wanted != "away") throw Error{Code::invalid, "'presence' is online or away"};
  const std::string& agent = exchange->principal.id;
  parts.live.desk().choose(agent, wanted == "away" ? inbox::AtDesk::away : inbox::AtDesk::online);
  parts.answers.json(exchange, 200, to_text(json::object{{"presence", inbox::name_of(parts.rooms->duty.of(agent))}}));
}

}  // namespace

void add_desk_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(talk_route(parts, "GET", "/api/v1/agents", PBAY_FOR_AGENT, agents));
  routes.push_back(talk_route(parts, "GET", "/api/v1/teams", PBAY_FOR_AGENT, teams));
  routes.push_back(talk_route(parts, "GET", "/api/v1/inboxes", PBAY_FOR_AGENT, inboxes));
  routes.push_back(talk_route(parts, "GET", "/api/v1/labels", PBAY_FOR_AGENT, labels));
  routes.push_back(talk_route(parts, "POST", "/api/v1/labels", PBAY_FOR_AGENT, put_label));
  routes.push_back(talk_route(parts, "DELETE", "/api/v1/labels/{name}", PBAY_FOR_ADMIN, remove_label));
  routes.push_back(own_route(parts, "GET", "/api/v1/audit", PBAY_FOR_ADMIN, audit));
  routes.push_back(talk_route(parts, "POST", "/api/v1/me/presence", PBAY_FOR_AGENT, presence));
}

}  // namespace patchbay::gateway
