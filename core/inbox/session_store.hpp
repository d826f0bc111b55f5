#pragma once
// Sessions and API tokens as rows; only the SHA-256 of a token is kept.
#include <optional>
#include <string>
#include <vector>

#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct SessionRow {
  std::string hash, id;
  Kind kind =
      Kind::visitor;    // visitor, customer, employee, agent (also for admins: their role is the account's)
  std::string subject;  // agent's or person's id
  std::string contact, inbox, locale;
  bool verified = false;  // a visitor's: the business vouched for its contact
  std::int64_t made_ms = 0, seen_ms = 0;
  std::int64_t idle_ms = 0;     // ends after this long without a request; 0 = never
  std::int64_t expires_ms = 0;  // ends then in any case
};

void insert_session(store::Write& db, const SessionRow& session);
std::optional<SessionRow> find_session(store::Session& db, const std::string& hash,
                                       std::int64_t now_ms);  // live ones only
void touch_session(store::Write& db, const std::string& hash, std::int64_t now_ms);
bool remove_session(store::Write& db, const std::string& hash);
void remove_sessions_of(store::Write& db, const std::string& subject);
void remove_sessions_of_contact(store::Write& db, const std::string& contact);
void remove_dead_sessions(store::Write& db, std::int64_t now_ms);

void insert_api_token(store::Write& db, const std::string& hash, const std::string& id,
                      const std::string& agent, std::int64_t now_ms);
struct ApiToken {
  std::string id, agent;
};
std::optional<ApiToken> find_api_token(store::Session& db, const std::string& hash);
void remove_api_tokens_of(store::Write& db, const std::string& agent);

}  // namespace patchbay::inbox
