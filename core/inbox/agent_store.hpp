#pragma once
// Agents as rows.
#include <optional>
#include <string>
#include <vector>

#include "core/inbox/inbox.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct AgentRow {
  Agent agent;
  std::string password;  // Argon2id's text; empty = none yet
};

std::optional<AgentRow> find_agent(store::Session& db, const std::string& email);
std::optional<AgentRow> find_agent_by_id(store::Session& db, const std::string& id);
std::vector<Agent> list_agents(store::Session& db);  // by e-mail
bool has_agent(store::Session& db);

void insert_agent(store::Write& db, const AgentRow& row);  // Error{conflict} where the e-mail is taken
void update_agent_password(store::Write& db, const std::string& id, const std::string& password);
void update_agent_enabled(store::Write& db, const std::string& id, bool enabled);
void update_agent_seen(store::Write& db, const std::string& id, std::int64_t at_ms);

std::string groups_text(const std::vector<std::string>& groups);
std::vector<std::string> groups_of(std::string_view text);

}  // namespace patchbay::inbox
