#pragma once
// The shared truth about people. First part: agents, persons (customers and employees), their sessions and
// tokens, bare contacts, journeys.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/config/config.hpp"
#include "core/inbox/attachments.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/duty.hpp"
#include "core/inbox/principal.hpp"
#include "core/search/index.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct Agent {
  std::string id, email, name;
  Kind role = Kind::agent;  // agent or admin
  std::vector<std::string> groups;
  bool enabled = true;
  bool has_password = false;
  std::int64_t created_ms = 0, last_seen_ms = 0;
};

struct Person {  // a customer or employee who may sign in
  std::string id, email, name, contact;
  Kind kind = Kind::customer;
  std::vector<std::string> groups;
};

struct SignedIn {
  std::string token;  // the cookie's or bearer's value; only its SHA-256 is stored. Empty: needs_code
  std::int64_t expires_ms = 0;
  Principal principal;
  bool needs_code = false;  // the password is right; the second step is missing, and nobody is signed in
  std::string ticket{};     // then: for finish_login(), five minutes
};

struct Confirmed {
  std::string contact, email;
};

// The second step of an agent's sign-in.
struct TwoStepSetup {
  std::string secret, uri;  // base32; otpauth://… for a device's camera
};
struct TwoStepOn {
  std::vector<std::string> recovery_codes;  // ten, shown once
  SignedIn session;                         // in place of all others of the agent, which ended
};

// What a one-time link is for. The link is <public_url>/signin?token=TOKEN whatever its purpose: the page
// asks link() and shows a password form (set_password), e-mail, name and password (first_admin), or one
// button (sign_in).
// second_step is no link: it stands for a password that was right, until the code comes.
enum class Purpose { set_password, first_admin, sign_in, second_step, confirm_email };
struct Link {
  Purpose purpose = Purpose::sign_in;
  std::string name, email;  // whom it is for; empty for first_admin
};

// What configuration says about people; a reload may change it.
struct Settings {
  std::string site_name;  // refused as a password, with the site's host
  std::string public_url;
  config::Limits limits;
};

struct JourneyEntry {
  std::string kind;  // "search", "article_read" …; declared by the host or a plugin
  std::int64_t at_ms = 0;
  std::string locale, page;
  std::string contact, browser;  // one of them; both empty = an anonymous summary
  json::object data;
};

class Inbox {
 public:
  Inbox(store::Database& database, search::Index& index, const Clock& clock, Settings settings = {});
  ~Inbox();
  void apply(Settings settings);

  // --- agents; the caller is the operator's shell or an admin principal, else Error{denied} ---
  // Makes the account and returns its one-time set-up token (72 h), unless a password is given.
  std::string add_agent(const Principal& by, const std::string& email, const std::string& name, Kind role,
                        const std::vector<std::string>& groups, const std::optional<std::string>& password);
  std::vector<Agent> agents(const Principal& by);
  void set_agent_enabled(const Principal& by, const std::string& email,
                         bool enabled);  // off: every session and token ends
  std::string reset_agent(const Principal& by,
                          const std::string& email);  // a new one-time token; sessions end
  std::string make_api_token(const Principal& by, const std::string& email);  // shown once
  void revoke_api_tokens(const Principal& by, const std::string& email);
  bool has_agents();
  // The one-time token with which somebody may make the first admin; the one before ends. nullopt once there
  // is an agent.
  std::optional<std::string> first_admin_token();

  // --- signing in ---
  // Constant answer and time for an unknown account. Error{denied}; Error{limit} while Argon2id's queue (1
  // thread, 32) is full, or the account or the address is guessing. Passwords: 12…256 bytes, not the name,
  // e-mail or site.
  // With two steps on and no `code` the answer only says needs_code. A code is the device's or a recovery code.
  SignedIn login(const std::string& email, const std::string& password, const std::string& address = {},
                 const std::string& code = {});
  SignedIn finish_login(const std::string& ticket, const std::string& code);  // Error{not_found}: too late; Error{denied}
  // What the link is for, for the page that shows it. nullopt: unknown, used or late. Looking does not use it
  // up.
  std::optional<Link> link(const std::string& one_time_token);
  // Both use the token up. Error{not_found} where link() gives nullopt, Error{invalid} for a password that is
  // refused.
  void set_password(const std::string& one_time_token, const std::string& password);
  SignedIn make_first_admin(const std::string& one_time_token, const std::string& email,
                            const std::string& name, const std::string& password);
  // A one-time sign-in link for a person (24 h, one use). GET shows who for; POST uses it up.
  std::string invite_person(const Principal& by, const Person& person);
  std::optional<Person> person_behind(const std::string& one_time_token);
  std::optional<Agent> agent_behind(const std::string& one_time_token);
  SignedIn redeem(const std::string& one_time_token);
  void logout(const std::string& token);
  // The principal behind a session cookie, bearer token or API token; nullopt when unknown, expired or
  // disabled. Kept in memory for a few seconds; ends within 1 s of a revocation.
  std::optional<Principal> who(const std::string& token);

  // --- two steps, an agent's own; turning them on or off ends every session and gives a new one ---
  TwoStepSetup begin_two_step(const Principal& by);  // Error{state} when they are on
  TwoStepOn confirm_two_step(const Principal& by, const std::string& code);  // Error{denied} for a wrong code
  SignedIn end_two_step(const Principal& by, const std::string& password);
  bool has_two_step(const Principal& by);

  // --- visitors ---
  SignedIn start_visit(const std::string& inbox,
                       const std::string& locale);  // 30 days, one inbox, a bare contact
  // The session behind a visitor's token; another one of the same contact when it is half over. nullopt: there is none.
  std::optional<SignedIn> resume_visit(const std::string& token);
  // A session of a contact the business vouched for; the visitor's session `instead_of` ends, with its sockets.
  SignedIn open_visit(const std::string& contact, const std::string& inbox, const std::string& locale, const std::string& instead_of);
  // By the business's word: makes the person, or brings the one of that e-mail up to date, and signs it in.
  SignedIn sign_in_person(const Person& person);
  // The one-time token that proves an address is the visitor's: for a mail to it. Error{limit}: too many of one address.
  std::string ask_to_confirm(const Principal& visitor, const std::string& email);
  Confirmed confirm_email(const std::string& one_time_token);  // uses it up; Error{not_found}

  // --- persons, for the operator ---
  // Everything kept about somebody: a person's or contact's id, or an e-mail address only one of them has.
  // Error{not_found}.
  json::object export_person(const Principal& by, const std::string& who);
  // Removes person, identities, orders, sessions and journeys, and every word of their conversations, whose
  // empty rows stay so that no number is given twice. What the change log said of them goes too;
  // "contact.erased" tells plugins to do the same. Error{not_found}.
  void erase_person(const Principal& by, const std::string& who);

  // --- journeys ---
  // Kinds the host knows are search, page, message and handoff; plugins declare theirs before anything of
  // that kind is recorded. `check` throws Error{invalid} for data that does not fit.
  void declare_journey(const std::string& kind, std::function<void(const json::object& data)> check);
  // Error{invalid} for a kind nobody declared, Error{denied} for somebody else's contact. With neither
  // contact nor browser the data is an anonymous summary {"kinds":[…],"need","solved","pathway"} and only
  // counters change.
  void record(const Principal& by, const JourneyEntry& entry);
  std::vector<JourneyEntry> journey(const Principal& by, const std::string& contact, int limit);
  // Everybody's entries of [from_ms, to_ms) in the order of their times, at most `limit` (1…1000) after
  // `cursor`, which becomes the place to go on from, empty at the end. For agents.
  std::vector<JourneyEntry> journeys_between(const Principal& by, std::int64_t from_ms, std::int64_t to_ms,
                                             std::string& cursor, int limit);

  // The anonymous counters of the days [from, to] ("2026-11-21"), newest first, for agents:
  // {"day","locale","pathway","journeys","needs","solved"}.
  std::vector<json::object> summaries(const Principal& by, const std::string& from, const std::string& to);

  // --- who did what; for admins ---
  // Newest first: {"no","at","actor","action","object","address"}.
  Page audit_log(const Principal& by, const std::string& cursor, int limit);
  std::vector<std::string> check_audit();  // every break of the chain, in words

  void use_attachments(Attachments& attachments);  // whose names are erased with their person
  Duty& duty();                                    // who is at the desk now

  // Called on the writer's thread after a session or token was revoked; the gateway closes its sockets.
  void on_revoked(std::function<void(const std::string& principal_id)> listener);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::inbox
