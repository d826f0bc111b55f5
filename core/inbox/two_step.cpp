// The second step of an agent's sign-in: a code of a device, or one of ten recovery codes.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/sealing.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/one_time_code.hpp"
#include "core/inbox/two_step_store.hpp"
#include "core/store/keys.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::string_view kKey = "two-step";

[[noreturn]] void refuse_code() { throw Error{Code::denied, "the code is wrong or was used already; take the next one"}; }

void require_own(const Principal& by) {
  if (!by.is_agent() || by.id.empty()) throw Error{Code::denied, "two steps are for agents"};
}

std::string secret_of(const std::string& directory, const TwoStepRow& row) {
  auto secret = unseal(store::named_key(directory, kKey), row.secret);
  if (!secret) throw Error{Code::unavailable, "the secret cannot be read with the keys of this host; an admin can run: patchbay agent reset"};
  return *secret;
}

}  // namespace

// Takes the code of the device or a recovery code and remembers that it was used.
void Inbox::State::use_code(store::Write& db, TwoStepRow row, const std::string& code) {
  if (!by_code.take(row.agent, clock.steady_ms())) throw Error{Code::limit, "too many codes; wait a few minutes and try again"};
  if (const auto step = totp_step(secret_of(database.directory(), row), code, clock.now_ms(), row.step)) {
    row.step = *step;
    return put_two_step(db, row);
  }
  const std::string hash = recovery_code_hash(code);
  const auto known = hash.empty() ? row.recovery.end() : std::ranges::find(row.recovery, hash);
  if (known == row.recovery.end()) refuse_code();
  row.recovery.erase(known);
  put_two_step(db, row);
}

TwoStepSetup Inbox::begin_two_step(const Principal& by) {
  require_own(by);
  const std::string secret = new_totp_secret();
  const TwoStepRow row{by.id, seal(store::named_key(state_->database.directory(), kKey), secret), false, 0, state_->clock.now_ms(), {}};
  state_->database.write("inbox.begin_two_step", [&](store::Write& db) {
    if (const auto known = find_two_step(db, by.id); known && known->confirmed)
      throw Error{Code::state, "two steps are on already; turn them off first"};
    put_two_step(db, row);
  });
  return {totp_secret_text(secret), totp_uri(state_->settings().site_name, by.email, secret)};
}

TwoStepOn Inbox::confirm_two_step(const Principal& by, const std::string& code) {
  require_own(by);
  if (!state_->by_code.take(by.id, state_->clock.steady_ms())) throw Error{Code::limit, "too many codes; wait a few minutes"};
  TwoStepOn on;
  on.recovery_codes = new_recovery_codes();
  state_->database.write("inbox.confirm_two_step", [&](store::Write& db) {
    auto row = find_two_step(db, by.id);
    const auto agent = find_agent_by_id(db, by.id);
    if (!row || !agent) throw Error{Code::state, "begin first"};
    if (row->confirmed) throw Error{Code::state, "two steps are on already"};
    const auto step = totp_step(secret_of(state_->database.directory(), *row), code, state_->clock.now_ms(), row->step);
    if (!step) refuse_code();
    row->confirmed = true;
    row->step = *step;
    row->recovery.clear();
    for (const std::string& recovery : on.recovery_codes) row->recovery.push_back(recovery_code_hash(recovery));
    put_two_step(db, *row);
    state_->revoke(db, by.id, false);
    on.session = state_->open_session(db, Kind::agent, state_->principal_of(agent->agent));
    state_->audit(db, by, "agent.two_steps_on", by.email);
  });
  return on;
}

SignedIn Inbox::end_two_step(const Principal& by, const std::string& password) {
  require_own(by);
  if (!state_->by_account.take(by.email, state_->clock.steady_ms())) throw Error{Code::limit, "too many attempts; wait a minute"};
  std::optional<AgentRow> row;
  state_->database.read([&](store::Session& db) { row = find_agent_by_id(db, by.id); });
  if (!row || !state_->passwords.matches(row->password, password)) throw Error{Code::denied, "the password is wrong"};
  SignedIn session;
  state_->database.write("inbox.end_two_step", [&](store::Write& db) {
    remove_two_step(db, by.id);
    state_->revoke(db, by.id, false);
    session = state_->open_session(db, Kind::agent, state_->principal_of(row->agent));
    state_->audit(db, by, "agent.two_steps_off", by.email);
  });
  return session;
}

bool Inbox::has_two_step(const Principal& by) {
  bool on = false;
  state_->database.read([&](store::Session& db) {
    const auto row = find_two_step(db, by.id);
    on = row && row->confirmed;
  });
  return on;
}

}  // namespace patchbay::inbox
