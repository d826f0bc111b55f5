// agent … and person …
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/app/operation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::app {
namespace {

const inbox::Principal kShell = inbox::Principal::system();

std::string link_of(const Call& call, const std::string& token) {
  const config::Server& server = call.rooms.config.server;
  return (server.public_url.empty() ? "http://" + server.listen : server.public_url) +
         "/signin?token=" + token;
}

std::vector<std::string> words(const std::string& list) {
  std::vector<std::string> out;
  for (const auto word : split(list, ','))
    if (!trim(word).empty()) out.emplace_back(trim(word));
  return out;
}

inbox::Kind kind_of(const std::string& role, inbox::Kind first, inbox::Kind second) {
  if (role == inbox::name_of(first)) return first;
  if (role == inbox::name_of(second)) return second;
  throw Error{Code::invalid, "\"" + cut_utf8(role, 40) + "\" is neither " +
                                 std::string{inbox::name_of(first)} + " nor " +
                                 std::string{inbox::name_of(second)}};
}

json::value add_agent(const Call& call) {
  const std::string email = required_string(call.args, "email");
  std::optional<std::string> password;
  if (call.args.contains("password")) password = required_string(call.args, "password");
  const std::string token = call.rooms.inbox.add_agent(
      kShell, email, required_string(call.args, "name"),
      kind_of(string_or(call.args, "role", "agent"), inbox::Kind::agent, inbox::Kind::admin),
      words(string_or(call.args, "groups", "")), password);
  json::object reply = {{"agent", email}};
  if (!token.empty()) reply["link"] = link_of(call, token);
  return reply;
}

json::value list_agents(const Call& call) {
  json::array list;
  for (const inbox::Agent& agent : call.rooms.inbox.agents(kShell)) {
    json::array groups;
    for (const std::string& group : agent.groups) groups.emplace_back(group);
    list.push_back(json::object{
        {"email", agent.email},
        {"name", agent.name},
        {"role", inbox::name_of(agent.role)},
        {"groups", groups},
        {"enabled", agent.enabled},
        {"password", agent.has_password},
        {"seen", agent.last_seen_ms ? json::value(iso_time(agent.last_seen_ms)) : json::value(nullptr)}});
  }
  return list;
}

json::value enable_agent(const Call& call) {
  const bool enabled = bool_or(call.args, "enabled", true);
  call.rooms.inbox.set_agent_enabled(kShell, required_string(call.args, "email"), enabled);
  return json::object{{"agent", required_string(call.args, "email")}, {"enabled", enabled}};
}

json::value reset_agent(const Call& call) {
  const std::string email = required_string(call.args, "email");
  return json::object{{"agent", email}, {"link", link_of(call, call.rooms.inbox.reset_agent(kShell, email))}};
}

json::value agent_token(const Call& call) {
  const std::string email = required_string(call.args, "email");
  if (bool_or(call.args, "revoke", false)) {
    call.rooms.inbox.revoke_api_tokens(kShell, email);
    return json::object{{"agent", email}, {"revoked", true}};
  }
  return json::object{{"agent", email}, {"token", call.rooms.inbox.make_api_token(kShell, email)}};
}

json::value invite_person(const Call& call) {
  inbox::Person person;
  person.email = required_string(call.args, "email");
  person.name = string_or(call.args, "name", "");
  person.kind =
      kind_of(string_or(call.args, "kind", "customer"), inbox::Kind::customer, inbox::Kind::employee);
  person.groups = words(string_or(call.args, "groups", ""));
  return json::object{{"person", person.email},
                      {"link", link_of(call, call.rooms.inbox.invite_person(kShell, person))}};
}

json::value export_person(const Call& call) {
  return call.rooms.inbox.export_person(kShell, required_string(call.args, "who"));
}

json::value erase_person(const Call& call) {
  call.rooms.inbox.erase_person(kShell, required_string(call.args, "who"));
  return json::object{{"erased", required_string(call.args, "who")}};
}

constexpr Operation kOperations[] = {
    {"agent.add", add_agent},         {"agent.list", list_agents},    {"agent.enable", enable_agent},
    {"agent.reset", reset_agent},     {"agent.token", agent_token},   {"person.invite", invite_person},
    {"person.export", export_person}, {"person.erase", erase_person},
};

}  // namespace

std::span<const Operation> account_operations() {
  return kOperations;
}

}  // namespace patchbay::app
