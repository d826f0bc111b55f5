#include "core/inbox/opening_hours.hpp"

#include <unicode/gregocal.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay::inbox {
namespace {

constexpr int kDaysAhead = 60;
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

// A day of the calendar where the hours are kept.
class LocalDay {
 public:
  LocalDay(const std::string& time_zone, std::int64_t at_ms)
      : calendar_{icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(time_zone)), status_} {
    calendar_.setTime(static_cast<UDate>(at_ms), status_);
    require();
  }

  void next() {
    // From midday: no change of the clocks moves that to another day.
    at(12 * 60);
    calendar_.add(UCAL_DATE, 1, status_);
    require();
  }
  // The moment that many minutes after midnight by the wall clock.
  std::int64_t at(int minutes) {
    calendar_.set(field(UCAL_YEAR), field(UCAL_MONTH), field(UCAL_DATE), minutes / 60, minutes % 60, 0);
    calendar_.set(UCAL_MILLISECOND, 0);
    const UDate time = calendar_.getTime(status_);
    require();
    return static_cast<std::int64_t>(time);
  }
  std::string date() {
    char text[24];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", field(UCAL_YEAR), field(UCAL_MONTH) + 1,
                  field(UCAL_DATE));
    return text;
  }
  std::string name() {
    return std::string{kDays[static_cast<std::size_t>(field(UCAL_DAY_OF_WEEK) - UCAL_SUNDAY)]};
  }

 private:
  int field(UCalendarDateFields which) {
    const int value = calendar_.get(which, status_);
    require();
    return value;
  }
  void require() const {
    if (U_FAILURE(status_))
      throw Error{Code::internal, std::string{"the calendar failed: "} + u_errorName(status_)};
  }

  UErrorCode status_ = U_ZERO_ERROR;
  icu::GregorianCalendar calendar_;  // owns the zone
};

}  // namespace

std::optional<std::int64_t> opens_at(const config::Hours& hours, const std::string& time_zone,
                                     std::int64_t at_ms) {
  if (hours.days.empty()) return std::nullopt;
  LocalDay day{time_zone, at_ms};
  for (int ahead = 0; ahead <= kDaysAhead; ++ahead, day.next()) {
    const auto ranges = hours.days.find(day.name());
    if (ranges == hours.days.end()) continue;
    if (std::find(hours.holidays.begin(), hours.holidays.end(), day.date()) != hours.holidays.end()) continue;
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (const auto& [from, to] : ranges->second)
      if (const std::int64_t opens = std::max(day.at(from), at_ms); opens < day.at(to))
        first = std::min(first, opens);
    if (first != std::numeric_limits<std::int64_t>::max()) return first;
  }
  return std::nullopt;
}

bool is_open(const config::Hours& hours, const std::string& time_zone, std::int64_t at_ms) {
  return opens_at(hours, time_zone, at_ms) == at_ms;
}

}  // namespace patchbay::inbox
