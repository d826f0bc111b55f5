#pragma once
// What a report shows: journeys and ratings counted, by the definitions of journeys.hpp.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "journeys.hpp"

namespace patchbay::insights {

struct Span {  // of time, Unix ms; `to` is not included
  std::int64_t from = 0, to = 0;
  bool holds(std::int64_t at) const { return at >= from && at < to; }
};

struct Count {
  std::int64_t journeys = 0, needs = 0, solved = 0, handoffs = 0;

  double self_service_rate() const {
    return needs == 0 ? 0 : static_cast<double>(solved) / static_cast<double>(needs);
  }
  Count& operator+=(const Count& more);
};

// Journeys that ended without a conversation, as the host counted them: nothing tells who it was.
struct AnonymousDay {
  std::string day, locale;
  std::int64_t journeys = 0, needs = 0, solved = 0;
};

struct Ratings {  // of csat and effort; index 0 is the score 1
  std::int64_t csat[5] = {}, effort[5] = {};
  std::int64_t repeated = 0;

  static std::int64_t count(const std::int64_t (&scores)[5]);
  static double mean(const std::int64_t (&scores)[5]);  // 0 where nobody rated
};

struct Point {
  HandoffPoint point;
  std::int64_t count = 0;
};

struct Figures {
  std::map<std::string, Count> days;  // "2026-11-28", UTC; every day of the span
  std::map<std::string, Count> locales;
  Count total;
  std::vector<Point> handoff_points;  // most frequent first
  Ratings ratings;
};

// Steps in the order of time, from a day before the span (who was under way already) to a day after it
// (second thoughts). An empty locale = all.
class Counting {
 public:
  Counting(Span span, std::string locale) : span_{span}, locale_{std::move(locale)} {}
  void feed(const Step& step);
  void add(const AnonymousDay& day);
  Figures figures() const;

 private:
  Span span_;
  std::string locale_;
  Journeys journeys_;
  std::vector<AnonymousDay> anonymous_;
  Ratings ratings_;
};

std::string day_of(std::int64_t at);          // "2026-11-28", UTC
std::int64_t day_from(std::string_view day);  // its first millisecond; -1 = no day
Span days_between(std::string_view from, std::string_view to,
                  std::int64_t now);  // both included; default: the last 30 days; at most 400

}  // namespace patchbay::insights
