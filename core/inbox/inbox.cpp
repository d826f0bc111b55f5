#include "core/inbox/inbox.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <charconv>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/config/email.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/audit_store.hpp"
#include "core/inbox/inbox_migrations.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/link_store.hpp"
#include "core/inbox/person_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kTenYears = std::int64_t{3650} * 86'400'000;
constexpr std::size_t kTokenLength = 43;  // 256 bits as base64url

std::size_t password_queue(const Settings& settings) {
  const auto queue = settings.limits.number("password_queue");
  return queue < 0 ? std::size_t{1} << 20 : static_cast<std::size_t>(queue);
}

std::int64_t place_of(const std::string& cursor) {
  std::int64_t place = std::numeric_limits<std::int64_t>::max();
  const char* end = cursor.data() + cursor.size();
  if (cursor.empty()) return place;
  if (const auto read = std::from_chars(cursor.data(), end, place); read.ec != std::errc{} || read.ptr != end)
    throw Error{Code::invalid, "the cursor is not one of this list"};
  return place;
}

}  // namespace

void require_admin(const Principal& by, const char* what) {
  if (by.kind != Kind::admin && by.kind != Kind::system)
    throw Error{Code::denied, std::string{"only an admin may "} + what};
}

std::string clean_email(const std::string& email) {
  const std::string clean = lower_ascii(trim(email));
  if (!config::is_email(clean))
    throw Error{Code::invalid,
                "\"" + cut_utf8(clean, 80) + "\" is not an e-mail address; write one like ana@example.com"};
  return clean;
}

std::string clean_name(const std::string& name) {
  const std::string clean{trim(name)};
  if (clean.empty() || clean.size() > 200 || !is_utf8(clean))
    throw Error{Code::invalid, "a name has 1 to 200 bytes; give one"};
  return clean;
}

std::string token_hash(const std::string& token) {
  return token.size() == kTokenLength ? sha256_hex(token) : std::string{};
}

Inbox::State::State(store::Database& the_database, const Clock& the_clock, Settings the_settings)
    : database{the_database},
      clock{the_clock},
      passwords{password_queue(the_settings)},
      by_account{the_settings.limits.rate("login")},
      by_address{the_settings.limits.rate("login_address")},
      by_code{the_settings.limits.rate("login_code")},
      by_reset{the_settings.limits.rate("reset")},
      current{std::move(the_settings)} {
  for (const char* kind : {"search", "page", "message", "handoff"})
    journey_kinds.emplace(kind, [](const json::object&) {});
}

Settings Inbox::State::settings() const {
  const std::lock_guard lock{mutex};
  return current;
}

std::int64_t Inbox::State::limit_ms(const char* name, std::int64_t unit_ms) const {
  const std::lock_guard lock{mutex};
  const std::int64_t number = current.limits.number(name);
  return number < 0 ? kTenYears : std::min(number, kTenYears / unit_ms) * unit_ms;
}

SignedIn Inbox::State::open_session(store::Write& db, Kind kind, Principal principal) {
  constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
  const bool agent = kind == Kind::agent, visitor = kind == Kind::visitor;
  const std::int64_t now = clock.now_ms();
  const std::int64_t idle = visitor ? 0
                            : agent ? limit_ms("agent_idle_minutes", kMinute)
                                    : limit_ms("customer_idle_hours", kHour);
  const std::int64_t whole = visitor ? limit_ms("visitor_days", kDay)
                             : agent ? limit_ms("agent_hours", kHour)
                                     : limit_ms("customer_days", kDay);
  SignedIn signed_in{random_token(), now + whole, std::move(principal)};
  signed_in.principal.session = make_ulid(now);
  if (visitor) signed_in.principal.id = signed_in.principal.session;
  const Principal& who = signed_in.principal;
  remove_dead_sessions(db, now);
  insert_session(db, {.hash = sha256_hex(signed_in.token),
                      .id = who.session,
                      .kind = kind,
                      .subject = visitor ? "" : who.id,
                      .contact = who.contact,
                      .inbox = who.inbox,
                      .locale = who.locale,
                      .verified = visitor && who.verified,
                      .made_ms = now,
                      .seen_ms = now,
                      .idle_ms = idle,
                      .expires_ms = signed_in.expires_ms});
  return signed_in;
}

void Inbox::State::revoke(store::Write& db, const std::string& subject, bool api_tokens_too) {
  remove_sessions_of(db, subject);
  if (api_tokens_too) remove_api_tokens_of(db, subject);
  db.after_commit([this, subject] {
    presence.forget_all();
    std::unique_lock lock{mutex};
    const auto all = listeners;
    lock.unlock();
    for (const auto& listener : all) listener(subject);
  });
}

void Inbox::State::audit(store::Write& db, const Principal& by, std::string_view action,
                         const std::string& object, const std::string& address) {
  note_action(db, by, action, object, address, clock.now_ms());
}

void Inbox::State::refuse_known_words(const std::string& password, const std::string& name,
                                      const std::string& email) const {
  const Settings now = settings();
  std::vector<std::string> words = {name, email, email.substr(0, email.find('@')), now.site_name};
  for (const auto part : split(name, ' ')) words.emplace_back(part);
  for (const auto part : split(now.site_name, ' ')) words.emplace_back(part);
  if (const auto host = now.public_url.find("://"); host != std::string::npos)
    words.push_back(now.public_url.substr(host + 3));
  check_password(password, words);
}

std::string Inbox::State::new_link(store::Write& db, Purpose purpose, const std::string& subject,
                                   std::int64_t lifetime_ms) {
  const std::string token = random_token();
  insert_link(db, sha256_hex(token), {purpose, subject}, clock.now_ms(), clock.now_ms() + lifetime_ms);
  return token;
}

Principal Inbox::State::principal_of(const Agent& agent) const {
  Principal principal;
  principal.kind = agent.role;
  principal.id = agent.id;
  principal.groups = agent.groups;
  principal.verified = true;
  principal.name = agent.name;
  principal.email = agent.email;
  return principal;
}

Principal Inbox::State::principal_of(const Person& person) const {
  Principal principal;
  principal.kind = person.kind;
  principal.id = person.id;
  principal.contact = person.contact;
  principal.groups = person.groups;
  principal.verified = true;
  principal.name = person.name;
  principal.email = person.email;
  return principal;
}

std::optional<Principal> Inbox::State::principal_behind(store::Session& db, const SessionRow& session) const {
  std::optional<Principal> principal;
  if (session.kind == Kind::visitor) {
    principal.emplace();
    principal->id = session.id;
    principal->verified = session.verified;
  } else if (session.kind == Kind::agent) {
    if (const auto row = find_agent_by_id(db, session.subject); row && row->agent.enabled)
      principal = principal_of(row->agent);
  } else if (const auto person = find_person(db, session.subject)) {
    principal = principal_of(*person);
  }
  if (!principal) return std::nullopt;
  principal->session = session.id;
  principal->inbox = session.inbox;
  principal->locale = session.locale;
  if (principal->contact.empty()) principal->contact = session.contact;
  return principal;
}

Inbox::Inbox(store::Database& database, search::Index&, const Clock& clock, Settings settings)
    : state_{std::make_unique<State>(database, clock, std::move(settings))} {
  database.migrate("inbox", kMigrations);
}

Inbox::~Inbox() = default;

void Inbox::apply(Settings settings) {
  state_->by_account.set_rate(settings.limits.rate("login"));
  state_->by_address.set_rate(settings.limits.rate("login_address"));
  state_->by_code.set_rate(settings.limits.rate("login_code"));
  state_->by_reset.set_rate(settings.limits.rate("reset"));
  const std::lock_guard lock{state_->mutex};
  state_->current = std::move(settings);
}

Duty& Inbox::duty() {
  return state_->duty;
}

void Inbox::use_attachments(Attachments& attachments) {
  state_->attachments = &attachments;
}

Page Inbox::audit_log(const Principal& by, const std::string& cursor, int limit) {
  require_admin(by, "read who did what");
  const int most = std::clamp(limit, 1, 200);
  Page page;
  state_->database.read([&](store::Session& db) { page.items = list_actions(db, place_of(cursor), most); });
  if (static_cast<int>(page.items.size()) == most)
    page.next = std::to_string(page.items.back().at("no").as_int64());
  return page;
}

std::vector<std::string> Inbox::check_audit() {
  std::vector<std::string> problems;
  state_->database.read([&](store::Session& db) { problems = inbox::check_actions(db); });
  return problems;
}

void Inbox::on_revoked(std::function<void(const std::string& principal_id)> listener) {
  const std::lock_guard lock{state_->mutex};
  state_->listeners.push_back(std::move(listener));
}

}  // namespace patchbay::inbox
