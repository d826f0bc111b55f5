#include "asks.hpp"

#include "patchbay/json_text.hpp"

namespace patchbay::insights {
namespace {

namespace text = json_text;

constexpr std::int64_t kDayMs = 86'400'000;

template <class Take>
void each_item(std::string_view reply, Take&& take) {
  if (const auto items = text::member(reply, "items")) text::each_element(*items, take);
}

}  // namespace

Site ask_site(const Host& host) {
  Site site;
  const auto reply = host.try_call(kSelf, "site.get@1");
  if (!reply) return site;
  site.default_locale = text::string_or(*reply, "default_locale", site.default_locale);
  if (const auto locales = text::member(*reply, "locales"))
    text::each_element(*locales, [&](std::string_view item) {
      if (item.size() > 2) site.locales.emplace_back(item.substr(1, item.size() - 2));
    });
  return site;
}

Figures ask_figures(const Host& host, Span span, const std::string& locale) {
  Counting counting{span, locale};
  std::string cursor;
  do {
    std::string question =
        "{\"from\":" + std::to_string(span.from - kDayMs) + ",\"to\":" + std::to_string(span.to + kDayMs);
    if (!cursor.empty()) question += ",\"cursor\":" + text::quote(cursor);
    const auto reply = host.try_call(kSelf, "journey.scan@1", question + "}");
    if (!reply) break;
    each_item(*reply, [&](std::string_view item) {
      if (const auto step = read_step(item)) counting.feed(*step);
    });
    cursor = text::string_or(*reply, "next", "");
  } while (!cursor.empty());
  const auto counters =
      host.try_call(kSelf, "journey.counters@1",
                    "{\"from\":\"" + day_of(span.from) + "\",\"to\":\"" + day_of(span.to - 1) + "\"}");
  if (counters)
    each_item(*counters, [&](std::string_view item) {
      counting.add({text::string_or(item, "day", ""), text::string_or(item, "locale", ""),
                    text::integer_or(item, "journeys", 0), text::integer_or(item, "needs", 0),
                    text::integer_or(item, "solved", 0)});
    });
  return counting.figures();
}

std::vector<Gap> ask_gaps(const Host& host, int limit) {
  std::vector<Gap> gaps;
  const auto reply = host.try_call(kSelf, "search.gaps@1", "{\"limit\":" + std::to_string(limit) + "}");
  if (!reply) return gaps;
  each_item(*reply, [&](std::string_view item) {
    Gap gap{text::string_or(item, "text", ""), text::string_or(item, "locale", ""),
            text::integer_or(item, "asked", 0), text::integer_or(item, "empty", 0)};
    if (gap.empty > 0) gaps.push_back(std::move(gap));
  });
  return gaps;
}

}  // namespace patchbay::insights
