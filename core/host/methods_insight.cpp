// What those need who count: everybody's journeys, the anonymous counters, what was searched and not found.
// For agents, and for plugins on their own behalf.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/host/methods.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host::methods {

// {"from","to","cursor"?,"limit"?}, times in Unix ms.
json::value journey_scan(Switchboard& board, const Question& question, const json::object& args) {
  std::string cursor = string_or(args, "cursor", "");
  const auto limit = static_cast<int>(std::clamp<std::int64_t>(integer_or(args, "limit", 1000), 1, 1000));
  json::array items;
  for (const inbox::JourneyEntry& entry : board.services.inbox.journeys_between(
           question.by, integer_or(args, "from", 0),
           integer_or(args, "to", board.services.clock.now_ms() + 1), cursor, limit))
    items.push_back(json::object{{"kind", entry.kind},
                                 {"at", entry.at_ms},
                                 {"locale", entry.locale},
                                 {"page", entry.page},
                                 {"contact", entry.contact},
                                 {"browser", entry.browser},
                                 {"data", entry.data}});
  return json::object{{"items", std::move(items)},
                      {"next", cursor.empty() ? json::value(nullptr) : json::value(cursor)}};
}

// {"from":"2026-11-01","to":"2026-11-30"} →
// {"items":[{"day","locale","pathway","journeys","needs","solved"}]}
json::value journey_counters(Switchboard& board, const Question& question, const json::object& args) {
  json::array items;
  for (json::object& day : board.services.inbox.summaries(question.by, required_string(args, "from"),
                                                          required_string(args, "to")))
    items.push_back(std::move(day));
  return json::object{{"items", std::move(items)}};
}

// {"limit"?} → {"items":[{"text","locale","asked","empty"}]}: most often asked without a hit first.
json::value search_gaps(Switchboard& board, const Question& question, const json::object& args) {
  if (!question.by.is_agent()) throw Error{Code::denied, "only agents may see what was not found"};
  json::array items;
  const auto limit = static_cast<int>(std::clamp<std::int64_t>(integer_or(args, "limit", 100), 1, 1000));
  for (const search::Index::Gap& gap : board.services.index.gaps(limit))
    items.push_back(
        json::object{{"text", gap.text}, {"locale", gap.locale}, {"asked", gap.asked}, {"empty", gap.empty}});
  return json::object{{"items", std::move(items)}};
}

}  // namespace patchbay::host::methods
