#pragma once
// An announcement: a short text with a time, an audience, and perhaps the wish that everybody reads it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::portal {

struct Announcement {
  std::string id;
  std::string title, text, url, locale;   // url: where to read more; locale: empty = in every language
  std::string audience = "public";        // public, customer, employee, agent
  std::vector<std::string> groups;        // empty = everybody of the audience
  std::int64_t from = 0, until = 0;       // Unix ms; until 0 = for ever
  std::int64_t at = 0;                    // made or changed
  bool pinned = false, must_read = false;

  bool is_due(std::int64_t now) const { return from <= now && (until == 0 || now < until); }
  bool speaks(std::string_view reader) const { return locale.empty() || locale == reader; }
};

// Throws std::invalid_argument with a sentence naming the member that is wrong. `known` are the site's languages.
Announcement read_announcement(std::string_view body, const std::vector<std::string>& known, std::int64_t now);
Announcement announcement_of(std::string_view id, std::string_view document);  // as it was stored
std::string document_of(const Announcement& one);
std::string json_of(const Announcement& one, std::string_view more = {});      // as REST shows it; times in ISO 8601

inline constexpr std::string_view kAnnouncementsSchema =
    R"({"version":1,"audience":"/audience","groups":"/groups","indexes":[{"field":"/from","type":"integer"},{"field":"/until","type":"integer"}]})";
inline constexpr std::string_view kReadsSchema = R"({"version":1,"indexes":[{"field":"/announcement"},{"field":"/reader"}]})";

std::string iso_moment(std::int64_t at);             // "2026-11-28T09:00:00Z"
std::int64_t moment_of(std::string_view iso);        // a day or a second in UTC; -1 = neither

}  // namespace patchbay::portal
