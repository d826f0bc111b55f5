#include "core/inbox/journey_store.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kMostKinds = 20;

JourneyEntry entry_of(const store::Row& row) {
  return {.kind = std::string{row.text(0)},
          .at_ms = row.integer(1),
          .locale = std::string{row.text(2)},
          .page = std::string{row.text(3)},
          .contact = std::string{row.text(4)},
          .browser = std::string{row.text(5)},
          .data = parse_object(row.text(6), "a journey entry")};
}

}  // namespace

bool is_journey_word(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

json::object entry_json(const JourneyEntry& entry) {
  return {{"kind", entry.kind},
          {"at", entry.at_ms},
          {"locale", entry.locale},
          {"page", entry.page},
          {"data", entry.data}};
}

JourneySummary read_summary(const json::object& data) {
  JourneySummary summary;
  const json::value* kinds = data.if_contains("kinds");
  if (!kinds || !kinds->is_array() || kinds->get_array().size() > kMostKinds)
    throw Error{Code::invalid, "a journey summary needs \"kinds\", a list of at most 20 words"};
  for (const json::value& kind : kinds->get_array()) {
    if (!kind.is_string() || !is_journey_word(kind.get_string()))
      throw Error{Code::invalid, "a journey summary's kinds are lower-case words"};
    summary.kinds.emplace_back(kind.get_string());
  }
  std::ranges::sort(summary.kinds);
  summary.kinds.erase(std::unique(summary.kinds.begin(), summary.kinds.end()), summary.kinds.end());
  summary.need = bool_or(data, "need", false);
  summary.solved = summary.need && bool_or(data, "solved", false);
  summary.pathway = string_or(data, "pathway", "");
  if (!summary.pathway.empty() && !is_journey_word(summary.pathway))
    throw Error{Code::invalid, "a journey summary's pathway is one word"};
  return summary;
}

void insert_journey(store::Write& db, const std::string& id, const JourneyEntry& entry,
                    const std::string& data) {
  db.run(
      "insert into journey (id, contact, browser, kind, at_ms, locale, page, data) values ($1, $2, $3, $4, "
      "$5, $6, $7, $8)",
      {id, entry.contact, entry.browser, entry.kind, entry.at_ms, entry.locale, entry.page, data});
}

std::vector<JourneyEntry> journey_of(store::Session& db, const std::string& contact, int limit) {
  std::vector<JourneyEntry> entries;
  db.query(
      "select kind, at_ms, locale, page, contact, browser, data from journey where contact = $1 order by "
      "at_ms desc, id desc limit $2",
      {contact, std::int64_t{limit}}, [&](const store::Row& row) {
        entries.push_back(entry_of(row));
        return true;
      });
  return entries;
}

std::vector<JourneyEntry> journey_between(store::Session& db, std::int64_t from_ms, std::int64_t to_ms,
                                          JourneyPlace& after, int limit) {
  std::vector<JourneyEntry> entries;
  const std::int64_t first_ms = std::max(from_ms, after.at_ms);
  db.query(
      "select kind, at_ms, locale, page, contact, browser, data, id from journey where at_ms >= $1 and at_ms "
      "< $2 "
      "and (at_ms > $3 or id > $4) order by at_ms, id limit $5",
      {first_ms, to_ms, first_ms, first_ms == after.at_ms ? after.id : std::string{}, std::int64_t{limit}},
      [&](const store::Row& row) {
        entries.push_back(entry_of(row));
        after = {row.integer(1), std::string{row.text(7)}};
        return true;
      });
  return entries;
}

void record_step(store::Write& db, const std::string& contact, const std::string& kind,
                 const std::string& locale, const json::object& data, std::int64_t now_ms) {
  JourneyEntry entry;
  entry.kind = kind, entry.at_ms = now_ms, entry.locale = locale, entry.contact = contact, entry.data = data;
  insert_journey(db, make_ulid(now_ms), entry, to_text(data));
  json::object told = entry_json(entry);
  told["contact"] = contact;
  db.append({"journey.recorded", contact, to_text(told), true});
}

void remove_journey_of(store::Write& db, const std::string& contact) {
  db.run("delete from journey where contact = $1", {contact});
}

void count_summary(store::Write& db, const std::string& day, const std::string& locale,
                   const JourneySummary& summary) {
  db.run(
      "insert into journey_days (day, locale, pathway, journeys, needs, solved) values ($1, $2, $3, 1, $4, "
      "$5) "
      "on conflict (day, locale, pathway) do update set journeys = journey_days.journeys + 1, "
      "needs = journey_days.needs + excluded.needs, solved = journey_days.solved + excluded.solved",
      {day, locale, summary.pathway, std::int64_t{summary.need}, std::int64_t{summary.solved}});
  for (const std::string& kind : summary.kinds)
    db.run(
        "insert into journey_day_kinds (day, locale, kind, journeys) values ($1, $2, $3, 1) "
        "on conflict (day, locale, kind) do update set journeys = journey_day_kinds.journeys + 1",
        {day, locale, kind});
}

std::vector<json::object> list_summaries(store::Session& db, const std::string& from, const std::string& to) {
  std::vector<json::object> days;
  db.query(
      "select day, locale, pathway, journeys, needs, solved from journey_days where day >= $1 and day <= $2 "
      "order by day desc, locale, pathway limit 10000",
      {from, to}, [&](const store::Row& row) {
        days.push_back({{"day", row.text(0)},
                        {"locale", row.text(1)},
                        {"pathway", row.text(2)},
                        {"journeys", row.integer(3)},
                        {"needs", row.integer(4)},
                        {"solved", row.integer(5)}});
        return true;
      });
  return days;
}

}  // namespace patchbay::inbox
