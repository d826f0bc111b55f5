// Customers and employees: invitations, journeys.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/journey_store.hpp"
#include "core/inbox/link_store.hpp"
#include "core/inbox/person_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::size_t kLargestData = 4096;

void require_own(const Principal& by, const std::string& contact) {
  if (by.is_agent()) return;
  if (contact.empty() || contact != by.contact) throw Error{Code::denied, "that is somebody else's journey"};
}

}  // namespace

std::string Inbox::invite_person(const Principal& by, const Person& person) {
  require_admin(by, "invite people");
  if (person.kind != Kind::customer && person.kind != Kind::employee)
    throw Error{Code::invalid, "a person is a customer or an employee"};
  Person clean = person;
  clean.email = clean_email(person.email);
  clean.name = person.name.empty() ? "" : clean_name(person.name);
  const std::int64_t lifetime = state_->limit_ms("invite_link_hours", kHour);
  std::string token;
  state_->database.write("inbox.invite_person", [&](store::Write& db) {
    const auto before = find_person(db, clean.email);
    const Person kept = upsert_person(db, clean, state_->clock.now_ms());
    // Fewer rights than before must not live on in an old session.
    if (before && (before->kind != kept.kind || before->groups != kept.groups))
      state_->revoke(db, kept.id, false);
    token = state_->new_link(db, Purpose::sign_in, kept.id, lifetime);
    state_->audit(db, by, "person.invited", kept.id);
  });
  return token;
}

void Inbox::declare_journey(const std::string& kind, std::function<void(const json::object& data)> check) {
  const std::lock_guard lock{state_->mutex};
  state_->journey_kinds.insert_or_assign(kind, std::move(check));
}

void Inbox::record(const Principal& by, const JourneyEntry& entry) {
  JourneyEntry clean = entry;
  clean.locale = cut_utf8(to_valid_utf8(entry.locale), 16);
  clean.page = cut_utf8(to_valid_utf8(entry.page), 500);
  const std::int64_t now = state_->clock.now_ms();
  if (clean.at_ms <= 0 || clean.at_ms > now) clean.at_ms = now;
  if (entry.contact.empty() && entry.browser.empty()) {
    const JourneySummary summary = read_summary(entry.data);
    state_->database.write("inbox.journey_summary", [&](store::Write& db) {
      count_summary(db, iso_date(now), clean.locale, summary);
    });
    return;
  }
  if (!entry.contact.empty()) require_own(by, entry.contact);
  std::function<void(const json::object&)> check;
  {
    const std::lock_guard lock{state_->mutex};
    if (const auto known = state_->journey_kinds.find(entry.kind); known != state_->journey_kinds.end())
      check = known->second;
  }
  if (!check)
    throw Error{Code::invalid, "nothing that is on records journey entries of the kind \"" +
                                   cut_utf8(entry.kind, 40) + "\""};
  check(entry.data);
  const std::string data = to_text(entry.data), id = make_ulid(now);
  if (data.size() > kLargestData) throw Error{Code::limit, "a journey entry holds at most 4 KB"};
  state_->database.write("inbox.journey", [&](store::Write& db) {
    if (!clean.contact.empty() && !contact_exists(db, clean.contact))
      throw Error{Code::not_found, "there is no such contact"};
    insert_journey(db, id, clean, data);
    json::object told = entry_json(clean);
    told["contact"] = clean.contact;
    db.append(
        {"journey.recorded", clean.contact.empty() ? clean.browser : clean.contact, to_text(told), true});
  });
}

std::vector<JourneyEntry> Inbox::journey(const Principal& by, const std::string& contact, int limit) {
  require_own(by, contact);
  std::vector<JourneyEntry> entries;
  state_->database.read(
      [&](store::Session& db) { entries = journey_of(db, contact, std::clamp(limit, 1, 1000)); });
  return entries;
}

std::vector<JourneyEntry> Inbox::journeys_between(const Principal& by, std::int64_t from_ms,
                                                  std::int64_t to_ms, std::string& cursor, int limit) {
  if (!by.is_agent()) throw Error{Code::denied, "only agents may read everybody's journeys"};
  JourneyPlace after;
  if (!cursor.empty()) {
    const auto colon = cursor.find(':');
    const char* const end = cursor.data() + std::min(colon, cursor.size());
    const auto [stopped, failed] = std::from_chars(cursor.data(), end, after.at_ms);
    if (colon == std::string::npos || failed != std::errc{} || stopped != end)
      throw Error{Code::invalid, "that cursor is none of ours"};
    after.id = cursor.substr(colon + 1);
  }
  std::vector<JourneyEntry> entries;
  const int most = std::clamp(limit, 1, 1000);
  state_->database.read(
      [&](store::Session& db) { entries = journey_between(db, from_ms, to_ms, after, most); });
  cursor =
      static_cast<int>(entries.size()) < most ? std::string{} : std::to_string(after.at_ms) + ":" + after.id;
  return entries;
}

std::vector<json::object> Inbox::summaries(const Principal& by, const std::string& from,
                                           const std::string& to) {
  if (!by.is_agent()) throw Error{Code::denied, "only agents may read the counters"};
  std::vector<json::object> days;
  state_->database.read([&](store::Session& db) { days = list_summaries(db, from, to); });
  return days;
}

}  // namespace patchbay::inbox
