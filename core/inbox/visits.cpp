// Visitors' sessions: begun, gone on with, and given a name by the business or by a confirmed address.
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/link_store.hpp"
#include "core/inbox/person_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kHour = 3'600'000;

Principal visitor_of(const std::string& contact, const std::string& inbox, const std::string& locale) {
  Principal visitor;
  visitor.contact = contact;
  visitor.inbox = cut_utf8(inbox, 64);
  visitor.locale = cut_utf8(locale, 16);
  return visitor;
}

}  // namespace

SignedIn Inbox::start_visit(const std::string& inbox, const std::string& locale) {
  const Principal visitor = visitor_of(make_ulid(state_->clock.now_ms()), inbox, locale);
  SignedIn signed_in;
  state_->database.write("inbox.start_visit", [&](store::Write& db) {
    insert_contact(db, visitor.contact, visitor.inbox, visitor.locale, state_->clock.now_ms());
    signed_in = state_->open_session(db, Kind::visitor, visitor);
  });
  return signed_in;
}

std::optional<SignedIn> Inbox::resume_visit(const std::string& token) {
  const std::string hash = token_hash(token);
  std::optional<SessionRow> session;
  std::optional<Principal> who;
  const std::int64_t now = state_->clock.now_ms();
  if (hash.empty()) return std::nullopt;
  state_->database.read([&](store::Session& db) {
    session = find_session(db, hash, now);
    if (session && session->kind == Kind::visitor) who = state_->principal_behind(db, *session);
  });
  if (!who) return std::nullopt;
  if (now - session->made_ms < (session->expires_ms - session->made_ms) / 2) return SignedIn{token, session->expires_ms, *who};
  SignedIn fresh;  // whoever keeps coming stays known
  state_->database.write("inbox.resume_visit", [&](store::Write& db) { fresh = state_->open_session(db, Kind::visitor, *who); });
  return fresh;
}

SignedIn Inbox::open_visit(const std::string& contact, const std::string& inbox, const std::string& locale,
                           const std::string& instead_of) {
  Principal visitor = visitor_of(contact, inbox, locale);
  visitor.verified = true;
  const std::string hash = token_hash(instead_of);
  const std::int64_t now = state_->clock.now_ms();
  SignedIn signed_in;
  state_->database.write("inbox.open_visit", [&](store::Write& db) {
    if (const auto before = hash.empty() ? std::nullopt : find_session(db, hash, now); before && before->kind == Kind::visitor) {
      remove_session(db, hash);
      state_->revoke(db, before->id, false);  // for its sockets
    }
    signed_in = state_->open_session(db, Kind::visitor, visitor);
  });
  return signed_in;
}

SignedIn Inbox::sign_in_person(const Person& person) {
  Person clean = person;
  clean.email = clean_email(person.email);
  clean.name = person.name.empty() ? "" : clean_name(person.name);
  if (clean.kind != Kind::customer && clean.kind != Kind::employee) throw Error{Code::invalid, "a person is a customer or an employee"};
  SignedIn signed_in;
  state_->database.write("inbox.sign_in_person", [&](store::Write& db) {
    const auto before = find_person(db, clean.email);
    const Person kept = upsert_person(db, clean, state_->clock.now_ms());
    if (before && (before->kind != kept.kind || before->groups != kept.groups)) state_->revoke(db, kept.id, false);
    signed_in = state_->open_session(db, kept.kind, state_->principal_of(kept));
    state_->audit(db, signed_in.principal, "login", kept.id);
  });
  return signed_in;
}

std::string Inbox::ask_to_confirm(const Principal& visitor, const std::string& email) {
  if (visitor.contact.empty()) throw Error{Code::denied, "only a visitor gives its address"};
  const std::string address = clean_email(email);
  if (!state_->by_reset.take(address, state_->clock.steady_ms()))
    throw Error{Code::limit, "too many links were sent to this address; try again later"};
  std::string token;
  state_->database.write("inbox.ask_to_confirm", [&](store::Write& db) {
    token = state_->new_link(db, Purpose::confirm_email, visitor.contact + " " + address, state_->limit_ms("invite_link_hours", kHour));
  });
  return token;
}

Confirmed Inbox::confirm_email(const std::string& one_time_token) {
  const std::string hash = token_hash(one_time_token);
  Confirmed confirmed;
  state_->database.write("inbox.confirm_email", [&](store::Write& db) {
    const LinkRow link = take_link(db, hash, state_->clock.now_ms());
    const std::size_t blank = link.subject.find(' ');
    if (link.purpose != Purpose::confirm_email || blank == std::string::npos)
      throw Error{Code::not_found, "this link was used already or is too old; ask for a new one"};
    confirmed = {link.subject.substr(0, blank), link.subject.substr(blank + 1)};
  });
  return confirmed;
}

}  // namespace patchbay::inbox
