#include "moment.hpp"

#include <chrono>
#include <cstdio>

#include "text.hpp"

namespace patchbay::kb {
namespace {

using std::chrono::sys_days;

std::optional<std::int64_t> day_ms(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok() || year < 1970 || year > 9999) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(sys_days{date}.time_since_epoch()).count();
}

// "T09:00:00.5+02:00" behind the date, in ms.
std::optional<std::int64_t> time_ms(std::string_view text) {
  int hour = 0, minute = 0, second = 0, read = 0;
  const std::string time{text.substr(1)};
  if (std::sscanf(time.c_str(), "%2d:%2d%n", &hour, &minute, &read) != 2) return std::nullopt;
  std::string_view rest = std::string_view{time}.substr(static_cast<std::size_t>(read));
  if (rest.starts_with(':')) {
    if (std::sscanf(std::string{rest}.c_str(), ":%2d%n", &second, &read) != 1) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(read));
  }
  if (rest.starts_with('.'))
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  if (hour > 23 || minute > 59 || second > 60 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  std::int64_t ms = ((hour * 60 + minute) * 60 + second) * 1000LL;
  int zone_hour = 0, zone_minute = 0;
  if (rest.empty() || rest == "Z" || rest == "z") return ms;
  if (std::sscanf(std::string{rest}.c_str(), "%3d:%2d", &zone_hour, &zone_minute) != 2) return std::nullopt;
  const int sign = rest.front() == '-' ? -1 : 1;
  return ms - (zone_hour * 60 + sign * zone_minute) * 60'000LL;
}

std::tm parts(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm out{};
  gmtime_r(&seconds, &out);
  return out;
}

}  // namespace

std::optional<std::int64_t> parse_moment(std::string_view written) {
  const std::string text{trim(written)};
  int a = 0, b = 0, c = 0, read = 0;
  std::optional<std::int64_t> day;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &a, &b, &c, &read) == 3) {
    day = day_ms(a, static_cast<unsigned>(b), static_cast<unsigned>(c));
  } else if (std::sscanf(text.c_str(), "%2d/%2d/%4d%n", &a, &b, &c, &read) == 3) {
    day = day_ms(c, static_cast<unsigned>(a), static_cast<unsigned>(b));
  }
  const std::string_view rest = std::string_view{text}.substr(static_cast<std::size_t>(day ? read : 0));
  if (!day || rest.empty()) return day;
  if (rest.front() != 'T' && rest.front() != 't' && rest.front() != ' ') return std::nullopt;
  const std::optional<std::int64_t> time = time_ms(rest);
  return time ? std::optional{*day + *time} : std::nullopt;
}

std::string iso_date(std::int64_t ms) {
  const std::tm t = parts(ms);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
  return text;
}

std::string iso_time(std::int64_t ms) {
  const std::tm t = parts(ms);
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900, t.tm_mon + 1,
                t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
  return text;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace patchbay::kb
