#pragma once
// Journeys as rows, and the anonymous ones as counters.
#include <string>
#include <string_view>
#include <vector>

#include "core/inbox/inbox.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

// What an anonymous journey says of itself when it ends.
struct JourneySummary {
  std::vector<std::string> kinds;
  bool need = false, solved = false;
  std::string pathway;
};
bool is_journey_word(std::string_view text) noexcept;  // of a kind: "article_read"
json::object entry_json(
    const JourneyEntry& entry);  // "at" as Unix milliseconds, as "journey.recorded" has it
JourneySummary read_summary(const json::object& data);  // Error{invalid}

void insert_journey(store::Write& db, const std::string& id, const JourneyEntry& entry,
                    const std::string& data);
std::vector<JourneyEntry> journey_of(store::Session& db, const std::string& contact,
                                     int limit);  // newest first
// Everybody's entries from `from_ms` up to but without `to_ms`, in the order (time, id), those after the
// place `after`.
struct JourneyPlace {
  std::int64_t at_ms = 0;
  std::string id;  // empty = the first of that time
};
std::vector<JourneyEntry> journey_between(store::Session& db, std::int64_t from_ms, std::int64_t to_ms,
                                          JourneyPlace& after,
                                          int limit);  // `after` becomes the last one's place
// One entry that the inbox itself makes, with its journey.recorded.
void record_step(store::Write& db, const std::string& contact, const std::string& kind,
                 const std::string& locale, const json::object& data, std::int64_t now_ms);
void remove_journey_of(store::Write& db, const std::string& contact);

void count_summary(store::Write& db, const std::string& day, const std::string& locale,
                   const JourneySummary& summary);
std::vector<json::object> list_summaries(store::Session& db, const std::string& from, const std::string& to);

}  // namespace patchbay::inbox
