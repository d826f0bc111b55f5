// Passwords, one-time links and sessions.
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/link_store.hpp"
#include "core/inbox/person_store.hpp"

namespace patchbay::inbox {
namespace {

// How stale the stored "last seen" may get, so that reading a page does not mean writing a row.
constexpr std::int64_t kSeenEveryMs = 60'000;
constexpr std::int64_t kTicketMs = 5 * 60'000;

[[noreturn]] void refuse_link() {
  throw Error{Code::not_found, "this link was used already or is too old; ask for a new one"};
}
[[noreturn]] void refuse_login() {
  throw Error{Code::denied, "the e-mail address or the password is wrong"};
}

}  // namespace

SignedIn Inbox::login(const std::string& email, const std::string& password, const std::string& address,
                      const std::string& code) {
  const std::string account = lower_ascii(trim(cut_utf8(email, 254)));
  const std::int64_t steady = state_->clock.steady_ms();
  const bool address_ok = address.empty() || state_->by_address.take(address, steady);
  if (!state_->by_account.take(account, steady) || !address_ok)
    throw Error{Code::limit, "too many attempts to sign in; wait a minute and try again"};
  std::optional<AgentRow> row;
  state_->database.read([&](store::Session& db) { row = find_agent(db, account); });
  const bool usable = row && row->agent.enabled;
  if (!state_->passwords.matches(usable ? row->password : std::string{}, password) || !usable) refuse_login();

  SignedIn signed_in;
  state_->database.write("inbox.login", [&](store::Write& db) {
    // The account may have been disabled or given another password while this one was hashed.
    const auto now = find_agent_by_id(db, row->agent.id);
    if (!now || !now->agent.enabled || now->password != row->password) refuse_login();
    if (const auto step = find_two_step(db, now->agent.id); step && step->confirmed) {
      if (code.empty()) {
        signed_in.needs_code = true;
        signed_in.ticket = state_->new_link(db, Purpose::second_step, now->agent.id, kTicketMs);
        return;
      }
      state_->use_code(db, *step, code);
    }
    signed_in = state_->open_session(db, Kind::agent, state_->principal_of(now->agent));
    update_agent_seen(db, now->agent.id, state_->clock.now_ms());
    state_->audit(db, signed_in.principal, "login", account, address);
  });
  return signed_in;
}

SignedIn Inbox::finish_login(const std::string& ticket, const std::string& code) {
  const std::string hash = token_hash(ticket);
  if (hash.empty()) refuse_link();
  SignedIn signed_in;
  state_->database.write("inbox.finish_login", [&](store::Write& db) {
    const LinkRow link = take_link(db, hash, state_->clock.now_ms());  // a wrong code undoes this
    const auto agent = find_agent_by_id(db, link.subject);
    const auto step = find_two_step(db, link.subject);
    if (link.purpose != Purpose::second_step || !agent || !agent->agent.enabled || !step) refuse_link();
    state_->use_code(db, *step, code);
    signed_in = state_->open_session(db, Kind::agent, state_->principal_of(agent->agent));
    update_agent_seen(db, agent->agent.id, state_->clock.now_ms());
    state_->audit(db, signed_in.principal, "login", agent->agent.email);
  });
  return signed_in;
}

std::optional<Link> Inbox::link(const std::string& one_time_token) {
  const std::string hash = token_hash(one_time_token);
  if (hash.empty()) return std::nullopt;
  std::optional<Link> found;
  state_->database.read([&](store::Session& db) {
    const auto row = find_link(db, hash, state_->clock.now_ms());
    if (!row) return;
    if (row->purpose == Purpose::first_admin) {
      if (!has_agent(db)) found = Link{row->purpose, "", ""};
    } else if (row->purpose == Purpose::set_password) {
      if (const auto agent = find_agent_by_id(db, row->subject); agent && agent->agent.enabled)
        found = Link{row->purpose, agent->agent.name, agent->agent.email};
    } else if (row->purpose == Purpose::confirm_email) {
      found = Link{row->purpose, "", row->subject.substr(row->subject.find(' ') + 1)};
    } else if (const auto person = row->purpose == Purpose::sign_in ? find_person(db, row->subject) : std::nullopt) {
      found = Link{row->purpose, person->name, person->email};
    }
  });
  return found;
}

std::optional<Agent> Inbox::agent_behind(const std::string& one_time_token) {
  const std::string hash = token_hash(one_time_token);
  std::optional<Agent> found;
  if (hash.empty()) return found;
  state_->database.read([&](store::Session& db) {
    const auto row = find_link(db, hash, state_->clock.now_ms());
    if (!row || row->purpose != Purpose::set_password) return;
    if (const auto agent = find_agent_by_id(db, row->subject); agent && agent->agent.enabled)
      found = agent->agent;
  });
  return found;
}

std::optional<Person> Inbox::person_behind(const std::string& one_time_token) {
  const std::string hash = token_hash(one_time_token);
  std::optional<Person> found;
  if (hash.empty()) return found;
  state_->database.read([&](store::Session& db) {
    const auto row = find_link(db, hash, state_->clock.now_ms());
    if (row && row->purpose == Purpose::sign_in) found = find_person(db, row->subject);
  });
  return found;
}

void Inbox::set_password(const std::string& one_time_token, const std::string& password) {
  const auto agent = agent_behind(one_time_token);
  if (!agent) refuse_link();
  state_->refuse_known_words(password, agent->name, agent->email);
  const std::string hashed = state_->passwords.hash(password);
  state_->database.write("inbox.set_password", [&](store::Write& db) {
    const LinkRow link = take_link(db, token_hash(one_time_token), state_->clock.now_ms());
    if (link.purpose != Purpose::set_password || link.subject != agent->id) refuse_link();
    update_agent_password(db, agent->id, hashed);
    state_->revoke(db, agent->id, false);
    state_->audit(db, state_->principal_of(*agent), "agent.password_set", agent->email);
  });
}

SignedIn Inbox::make_first_admin(const std::string& one_time_token, const std::string& email,
                                 const std::string& name, const std::string& password) {
  if (const auto found = link(one_time_token); !found || found->purpose != Purpose::first_admin)
    refuse_link();
  AgentRow row;
  row.agent = {.id = make_ulid(state_->clock.now_ms()),
               .email = clean_email(email),
               .name = clean_name(name),
               .role = Kind::admin,
               .groups = {},
               .created_ms = state_->clock.now_ms()};
  state_->refuse_known_words(password, row.agent.name, row.agent.email);
  row.password = state_->passwords.hash(password);
  SignedIn signed_in;
  state_->database.write("inbox.make_first_admin", [&](store::Write& db) {
    if (has_agent(db)) refuse_link();
    if (take_link(db, token_hash(one_time_token), state_->clock.now_ms()).purpose != Purpose::first_admin)
      refuse_link();
    insert_agent(db, row);
    signed_in = state_->open_session(db, Kind::agent, state_->principal_of(row.agent));
    state_->audit(db, signed_in.principal, "agent.first_admin", row.agent.email);
  });
  return signed_in;
}

SignedIn Inbox::redeem(const std::string& one_time_token) {
  const std::string hash = token_hash(one_time_token);
  if (hash.empty()) refuse_link();
  SignedIn signed_in;
  state_->database.write("inbox.redeem", [&](store::Write& db) {
    const LinkRow link = take_link(db, hash, state_->clock.now_ms());
    const auto person = link.purpose == Purpose::sign_in ? find_person(db, link.subject) : std::nullopt;
    if (!person) refuse_link();
    signed_in = state_->open_session(db, person->kind, state_->principal_of(*person));
    state_->audit(db, signed_in.principal, "login", person->id);
  });
  return signed_in;
}

void Inbox::logout(const std::string& token) {
  const std::string hash = token_hash(token);
  if (hash.empty()) return;
  state_->database.write("inbox.logout", [&](store::Write& db) {
    remove_session(db, hash);
    db.after_commit([state = state_.get()] { state->presence.forget_all(); });
  });
}

std::optional<Principal> Inbox::who(const std::string& token) {
  const std::string hash = token_hash(token);
  if (hash.empty()) return std::nullopt;
  const std::int64_t steady = state_->clock.steady_ms(), now = state_->clock.now_ms();
  if (auto known = state_->presence.find(hash, steady)) return known;
  const std::uint64_t generation = state_->presence.generation();
  std::optional<Principal> found;
  bool stale = false;
  state_->database.read([&](store::Session& db) {
    if (const auto session = find_session(db, hash, now)) {
      found = state_->principal_behind(db, *session);
      stale = now - session->seen_ms >= kSeenEveryMs && session->idle_ms > 0;
    } else if (const auto api = find_api_token(db, hash)) {
      const auto agent = find_agent_by_id(db, api->agent);
      if (!agent || !agent->agent.enabled) return;
      found = state_->principal_of(agent->agent);
      found->session = api->id;
    }
  });
  if (!found) return std::nullopt;
  if (stale)
    state_->database.write_later(
        "inbox.touch", [hash, now](store::Write& db) { touch_session(db, hash, now); },
        [](std::exception_ptr) {});
  state_->presence.keep(hash, *found, steady, generation);
  return found;
}

}  // namespace patchbay::inbox
