#include "core/inbox/session_store.hpp"

namespace patchbay::inbox {
namespace {

Kind kind_of(std::string_view name) {
  for (const Kind kind : {Kind::customer, Kind::employee, Kind::agent, Kind::admin})
    if (name_of(kind) == name) return kind;
  return Kind::visitor;
}

}  // namespace

void insert_session(store::Write& db, const SessionRow& session) {
  db.run(
      "insert into sessions (hash, id, kind, subject, contact, inbox, locale, made_ms, seen_ms, idle_ms, "
      "expires_ms, verified) "
      "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {session.hash, session.id, name_of(session.kind), session.subject, session.contact, session.inbox,
       session.locale, session.made_ms, session.seen_ms, session.idle_ms, session.expires_ms,
       std::int64_t{session.verified}});
}

std::optional<SessionRow> find_session(store::Session& db, const std::string& hash, std::int64_t now_ms) {
  std::optional<SessionRow> found;
  db.query(
      "select hash, id, kind, subject, contact, inbox, locale, made_ms, seen_ms, idle_ms, expires_ms, verified from "
      "sessions where hash = $1",
      {hash}, [&](const store::Row& row) {
        SessionRow session{.hash = std::string{row.text(0)},
                           .id = std::string{row.text(1)},
                           .kind = kind_of(row.text(2)),
                           .subject = std::string{row.text(3)},
                           .contact = std::string{row.text(4)},
                           .inbox = std::string{row.text(5)},
                           .locale = std::string{row.text(6)},
                           .verified = row.integer(11) != 0,
                           .made_ms = row.integer(7),
                           .seen_ms = row.integer(8),
                           .idle_ms = row.integer(9),
                           .expires_ms = row.integer(10)};
        const bool idle = session.idle_ms > 0 && now_ms - session.seen_ms >= session.idle_ms;
        if (now_ms < session.expires_ms && !idle) found = std::move(session);
        return false;
      });
  return found;
}

void touch_session(store::Write& db, const std::string& hash, std::int64_t now_ms) {
  db.run("update sessions set seen_ms = $1 where hash = $2", {now_ms, hash});
}

bool remove_session(store::Write& db, const std::string& hash) {
  return db.run("delete from sessions where hash = $1", {hash}) > 0;
}

void remove_sessions_of(store::Write& db, const std::string& subject) {
  db.run("delete from sessions where subject = $1", {subject});
}

void remove_sessions_of_contact(store::Write& db, const std::string& contact) {
  db.run("delete from sessions where contact = $1", {contact});
}

void remove_dead_sessions(store::Write& db, std::int64_t now_ms) {
  db.run("delete from sessions where expires_ms <= $1", {now_ms});
}

void insert_api_token(store::Write& db, const std::string& hash, const std::string& id,
                      const std::string& agent, std::int64_t now_ms) {
  db.run("insert into api_tokens (hash, id, agent, made_ms, seen_ms) values ($1, $2, $3, $4, 0)",
         {hash, id, agent, now_ms});
}

std::optional<ApiToken> find_api_token(store::Session& db, const std::string& hash) {
  std::optional<ApiToken> found;
  db.query("select id, agent from api_tokens where hash = $1", {hash}, [&](const store::Row& row) {
    found = ApiToken{std::string{row.text(0)}, std::string{row.text(1)}};
    return false;
  });
  return found;
}

void remove_api_tokens_of(store::Write& db, const std::string& agent) {
  db.run("delete from api_tokens where agent = $1", {agent});
}

}  // namespace patchbay::inbox
