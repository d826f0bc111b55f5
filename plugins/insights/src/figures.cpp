#include "figures.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace patchbay::insights {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr int kMostDays = 400, kUsualDays = 30;

}  // namespace

Count& Count::operator+=(const Count& more) {
  journeys += more.journeys;
  needs += more.needs;
  solved += more.solved;
  handoffs += more.handoffs;
  return *this;
}

std::int64_t Ratings::count(const std::int64_t (&scores)[5]) {
  std::int64_t all = 0;
  for (const std::int64_t score : scores) all += score;
  return all;
}

double Ratings::mean(const std::int64_t (&scores)[5]) {
  std::int64_t sum = 0;
  for (int i = 0; i < 5; ++i) sum += scores[i] * (i + 1);
  const std::int64_t all = count(scores);
  return all == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(all);
}

void Counting::feed(const Step& step) {
  journeys_.feed(step);
  if (!span_.holds(step.at) || step.score < 1 || step.score > 5 ||
      (!locale_.empty() && step.locale != locale_))
    return;
  if (step.kind == "csat") ++ratings_.csat[step.score - 1];
  if (step.kind == "effort") {
    ++ratings_.effort[step.score - 1];
    ratings_.repeated += step.repeated ? 1 : 0;
  }
}

void Counting::add(const AnonymousDay& day) {
  if (span_.holds(day_from(day.day)) && (locale_.empty() || day.locale == locale_)) anonymous_.push_back(day);
}

Figures Counting::figures() const {
  Figures figures;
  figures.ratings = ratings_;
  for (std::int64_t at = span_.from; at < span_.to; at += kDayMs) figures.days[day_of(at)];
  const auto count = [&](const std::string& day, const std::string& locale, const Count& one) {
    figures.days[day] += one;
    figures.locales[locale] += one;
    figures.total += one;
  };
  std::map<HandoffPoint, std::int64_t> points;
  for (const Journey& journey : journeys_.journeys()) {
    if (!span_.holds(journey.began) || (!locale_.empty() && journey.locale != locale_)) continue;
    count(day_of(journey.began), journey.locale,
          {1, journey.need ? 1 : 0, journey.solved_alone() ? 1 : 0,
           static_cast<std::int64_t>(journey.handoffs.size())});
    for (const HandoffPoint& point : journey.handoffs) ++points[point];
  }
  for (const AnonymousDay& day : anonymous_)
    count(day.day, day.locale, {day.journeys, day.needs, day.solved, 0});
  for (const auto& [point, times] : points) figures.handoff_points.push_back({point, times});
  std::ranges::stable_sort(figures.handoff_points, std::ranges::greater{}, &Point::count);
  return figures;
}

std::string day_of(std::int64_t at) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at}})};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

std::int64_t day_from(std::string_view day) {
  int parts[3] = {};
  const std::size_t at[3] = {0, 5, 8}, length[3] = {4, 2, 2};
  if (day.size() != 10 || day[4] != '-' || day[7] != '-') return -1;
  for (int i = 0; i < 3; ++i) {
    const std::string_view digits = day.substr(at[i], length[i]);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), parts[i]);
    if (failed != std::errc{} || end != digits.data() + digits.size()) return -1;
  }
  const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                         std::chrono::month{static_cast<unsigned>(parts[1])},
                                         std::chrono::day{static_cast<unsigned>(parts[2])}};
  if (!date.ok()) return -1;
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::sys_days{date}.time_since_epoch())
      .count();
}

Span days_between(std::string_view from, std::string_view to, std::int64_t now) {
  const std::int64_t today = now - now % kDayMs;
  std::int64_t last = day_from(to);
  if (last < 0) last = today;
  std::int64_t first = day_from(from);
  if (first < 0 || first > last) first = last - (kUsualDays - 1) * kDayMs;
  first = std::max(first, last - (kMostDays - 1) * kDayMs);
  return {first, last + kDayMs};
}

}  // namespace patchbay::insights
