#pragma once
// What the parts of Inbox share. Private to this room.
#include <map>
#include <mutex>

#include "core/inbox/attempts.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/passwords.hpp"
#include "core/inbox/presence.hpp"
#include "core/inbox/session_store.hpp"
#include "core/inbox/two_step_store.hpp"

namespace patchbay::inbox {

struct Inbox::State {
  State(store::Database& the_database, const Clock& the_clock, Settings the_settings);

  Settings settings() const;
  std::int64_t limit_ms(const char* name, std::int64_t unit_ms) const;  // of [limits]; "off" is ten years

  // Inside a write: the session's row, a Principal's worth of it for the answer.
  SignedIn open_session(store::Write& db, Kind kind, Principal principal);
  // Inside a write: ends everything of a subject; the listeners hear of it after the commit.
  void revoke(store::Write& db, const std::string& subject, bool api_tokens_too);
  void use_code(store::Write& db, TwoStepRow row, const std::string& code);  // Error{denied}
  void audit(store::Write& db, const Principal& by, std::string_view action, const std::string& object,
             const std::string& address = {});
  void refuse_known_words(const std::string& password, const std::string& name,
                          const std::string& email) const;
  std::string new_link(store::Write& db, Purpose purpose, const std::string& subject,
                       std::int64_t lifetime_ms);
  Principal principal_of(const Agent& agent) const;
  Principal principal_of(const Person& person) const;
  // nullopt when the account behind the session is gone or disabled.
  std::optional<Principal> principal_behind(store::Session& db, const SessionRow& session) const;

  store::Database& database;
  const Clock& clock;
  Passwords passwords;
  Attempts by_account, by_address, by_code, by_reset;
  Presence presence;
  Attachments* attachments = nullptr;
  Duty duty;

  mutable std::mutex mutex;  // guards what follows
  Settings current;
  std::vector<std::function<void(const std::string&)>> listeners;
  std::map<std::string, std::function<void(const json::object&)>> journey_kinds;
};

void require_admin(const Principal& by, const char* what);  // Error{denied}
std::string clean_email(const std::string& email);          // lower case; Error{invalid}
std::string clean_name(const std::string& name);            // trimmed, 1…200 bytes; Error{invalid}
std::string token_hash(const std::string& token);           // empty for what cannot be a token

}  // namespace patchbay::inbox
