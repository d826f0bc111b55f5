// Agents' accounts.
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/link_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kHour = 3'600'000;

AgentRow agent_or_error(store::Session& db, const std::string& email) {
  const auto row = find_agent(db, email);
  if (!row)
    throw Error{Code::not_found,
                "there is no agent with the address " + email + "; see: patchbay agent list"};
  return *row;
}

}  // namespace

std::string Inbox::add_agent(const Principal& by, const std::string& email, const std::string& name,
                             Kind role, const std::vector<std::string>& groups,
                             const std::optional<std::string>& password) {
  require_admin(by, "add agents");
  if (role != Kind::agent && role != Kind::admin) throw Error{Code::invalid, "the role is agent or admin"};
  AgentRow row;
  row.agent = {.id = make_ulid(state_->clock.now_ms()),
               .email = clean_email(email),
               .name = clean_name(name),
               .role = role,
               .groups = groups,
               .created_ms = state_->clock.now_ms()};
  if (password) {
    state_->refuse_known_words(*password, row.agent.name, row.agent.email);
    row.password = state_->passwords.hash(*password);
  }
  const std::int64_t lifetime = state_->limit_ms("setup_link_hours", kHour);
  std::string token;
  state_->database.write("inbox.add_agent", [&](store::Write& db) {
    insert_agent(db, row);
    if (!password) token = state_->new_link(db, Purpose::set_password, row.agent.id, lifetime);
    state_->audit(db, by, "agent.added", row.agent.email);
  });
  return token;
}

std::vector<Agent> Inbox::agents(const Principal& by) {
  if (!by.is_agent()) throw Error{Code::denied, "only agents may list agents"};
  std::vector<Agent> all;
  state_->database.read([&](store::Session& db) { all = list_agents(db); });
  return all;
}

void Inbox::set_agent_enabled(const Principal& by, const std::string& email, bool enabled) {
  require_admin(by, "enable or disable agents");
  const std::string address = clean_email(email);
  state_->database.write("inbox.set_agent_enabled", [&](store::Write& db) {
    const AgentRow row = agent_or_error(db, address);
    update_agent_enabled(db, row.agent.id, enabled);
    if (!enabled) {
      remove_links_of(db, row.agent.id);
      state_->revoke(db, row.agent.id, true);
    }
    state_->audit(db, by, enabled ? "agent.enabled" : "agent.disabled", address);
  });
}

std::string Inbox::reset_agent(const Principal& by, const std::string& email) {
  require_admin(by, "reset agents");
  const std::string address = clean_email(email);
  const std::int64_t lifetime = state_->limit_ms("setup_link_hours", kHour);
  std::string token;
  state_->database.write("inbox.reset_agent", [&](store::Write& db) {
    const AgentRow row = agent_or_error(db, address);
    update_agent_password(db, row.agent.id, "");
    remove_two_step(db, row.agent.id);  // for whoever lost the device and the recovery codes
    state_->revoke(db, row.agent.id, false);
    token = state_->new_link(db, Purpose::set_password, row.agent.id, lifetime);
    state_->audit(db, by, "agent.reset", address);
  });
  return token;
}

std::string Inbox::make_api_token(const Principal& by, const std::string& email) {
  require_admin(by, "make API tokens");
  const std::string address = clean_email(email);
  const std::string token = random_token(), hash = sha256_hex(token);
  const std::int64_t now = state_->clock.now_ms();
  const std::string id = make_ulid(now);
  state_->database.write("inbox.make_api_token", [&](store::Write& db) {
    const AgentRow row = agent_or_error(db, address);
    if (!row.agent.enabled) throw Error{Code::state, address + " is disabled; enable the account first"};
    insert_api_token(db, hash, id, row.agent.id, now);
    state_->audit(db, by, "agent.token_made", address);
  });
  return token;
}

void Inbox::revoke_api_tokens(const Principal& by, const std::string& email) {
  require_admin(by, "revoke API tokens");
  const std::string address = clean_email(email);
  state_->database.write("inbox.revoke_api_tokens", [&](store::Write& db) {
    const AgentRow row = agent_or_error(db, address);
    remove_api_tokens_of(db, row.agent.id);
    db.after_commit([state = state_.get()] { state->presence.forget_all(); });
    state_->audit(db, by, "agent.tokens_revoked", address);
  });
}

bool Inbox::has_agents() {
  bool found = false;
  state_->database.read([&](store::Session& db) { found = has_agent(db); });
  return found;
}

std::optional<std::string> Inbox::first_admin_token() {
  const std::int64_t lifetime = state_->limit_ms("setup_link_hours", kHour);
  std::optional<std::string> token;
  state_->database.write("inbox.first_admin_token", [&](store::Write& db) {
    token.reset();
    if (!has_agent(db)) token = state_->new_link(db, Purpose::first_admin, "", lifetime);
  });
  return token;
}

}  // namespace patchbay::inbox
