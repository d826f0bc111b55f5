#include "core/inbox/agent_store.hpp"

#include <boost/json/array.hpp>

#include "core/base/error.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::string_view kColumns =
    "select id, email, name, role, group_list, password, enabled, made_ms, seen_ms from agents";

AgentRow read_row(const store::Row& row) {
  AgentRow out;
  out.agent = {.id = std::string{row.text(0)},
               .email = std::string{row.text(1)},
               .name = std::string{row.text(2)},
               .role = row.text(3) == "admin" ? Kind::admin : Kind::agent,
               .groups = groups_of(row.text(4)),
               .enabled = row.integer(6) != 0,
               .has_password = !row.text(5).empty(),
               .created_ms = row.integer(7),
               .last_seen_ms = row.integer(8)};
  out.password = row.text(5);
  return out;
}

std::optional<AgentRow> find_by(store::Session& db, const std::string& condition, const std::string& value) {
  std::optional<AgentRow> found;
  db.query(std::string{kColumns} + condition, {value}, [&](const store::Row& row) {
    found = read_row(row);
    return false;
  });
  return found;
}

}  // namespace

std::string groups_text(const std::vector<std::string>& groups) {
  json::array list;
  for (const std::string& group : groups) list.emplace_back(group);
  return to_text(list);
}

std::vector<std::string> groups_of(std::string_view text) {
  std::vector<std::string> groups;
  const json::value list = parse_json(text, "groups");
  for (const json::value& group : list.as_array()) groups.emplace_back(group.as_string());
  return groups;
}

std::optional<AgentRow> find_agent(store::Session& db, const std::string& email) {
  return find_by(db, " where email = $1", email);
}

std::optional<AgentRow> find_agent_by_id(store::Session& db, const std::string& id) {
  return find_by(db, " where id = $1", id);
}

std::vector<Agent> list_agents(store::Session& db) {
  std::vector<Agent> all;
  db.query(std::string{kColumns} + " order by email", {}, [&](const store::Row& row) {
    all.push_back(read_row(row).agent);
    return true;
  });
  return all;
}

bool has_agent(store::Session& db) {
  bool found = false;
  db.query("select 1 from agents limit 1", {}, [&](const store::Row&) {
    found = true;
    return false;
  });
  return found;
}

void insert_agent(store::Write& db, const AgentRow& row) {
  const Agent& agent = row.agent;
  const auto changed = db.run(
      "insert into agents (id, email, name, role, group_list, password, enabled, made_ms, seen_ms) "
      "values ($1, $2, $3, $4, $5, $6, 1, $7, 0) on conflict (email) do nothing",
      {agent.id, agent.email, agent.name, name_of(agent.role), groups_text(agent.groups), row.password,
       agent.created_ms});
  if (changed == 0) throw Error{Code::conflict, "there is already an agent with the address " + agent.email};
}

void update_agent_password(store::Write& db, const std::string& id, const std::string& password) {
  db.run("update agents set password = $1 where id = $2", {password, id});
}

void update_agent_enabled(store::Write& db, const std::string& id, bool enabled) {
  db.run("update agents set enabled = $1 where id = $2", {std::int64_t{enabled}, id});
}

void update_agent_seen(store::Write& db, const std::string& id, std::int64_t at_ms) {
  db.run("update agents set seen_ms = $1 where id = $2", {at_ms, id});
}

}  // namespace patchbay::inbox
