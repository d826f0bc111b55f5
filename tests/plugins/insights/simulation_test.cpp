// Ten thousand journeys played from scripts whose outcome is known beforehand: every figure equals the truth
// exactly.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "figures.hpp"

namespace patchbay::insights {
namespace {

constexpr std::int64_t kMinute = 60'000, kDay = 86'400'000;
constexpr std::int64_t kFirst = 1'793'491'200'000;  // 2026-11-01, midnight
constexpr int kDays = 20, kJourneys = 10'000;

// A story and what is true of it, written down by hand and not by the code under test.
struct Story {
  std::vector<std::string> steps;  // "read 12", "bot yes", "vote no" …
  bool need, solved;
  std::vector<std::pair<std::string, std::string>> handoff_points;
};

const std::vector<Story>& stories() {
  static const std::vector<Story> kStories = {
      {{"page"}, false, false, {}},
      {{"page", "read 40"}, false, false, {}},
      {{"search refund", "read 35"}, true, true, {}},
      {{"search refund", "read 3"}, true, false, {}},
      {{"search refund", "read 3", "search money back", "read 15"}, true, true, {}},
      {{"search parcel", "read 20", "handoff"}, true, false, {{"article_read", "doc"}}},
      {{"search parcel", "handoff"}, true, false, {{"search", "parcel"}}},
      {{"handoff"}, true, false, {{"", ""}}},
      {{"bot yes"}, true, true, {}},
      {{"bot yes", "bot no"}, true, false, {}},
      {{"bot no", "handoff"}, true, false, {{"bot_turn", ""}}},
      {{"bot yes", "search parcel"}, true, false, {}},
      {{"page", "vote yes"}, false, false, {}},
      {{"page", "vote no"}, true, false, {}},
      {{"page", "vote no", "handoff"}, true, false, {{"vote", "doc"}}},
      {{"search size", "vote yes"}, true, true, {}},
      {{"search size", "guide", "guide end"}, true, true, {}},
      {{"search size", "guide", "handoff"}, true, false, {{"guide_step", ""}}},
      {{"search size", "read 30", "message"}, true, false, {}},
      {{"search size", "read 30", "message bot"}, true, true, {}},
      {{"page", "message"}, false, false, {}},
      {{"search a", "handoff", "handoff"}, true, false, {{"search", "a"}, {"search", "a"}}},
  };
  return kStories;
}

Step play(const std::string& line) {
  Step step;
  const auto space = line.find(' ');
  const std::string word = line.substr(0, space),
                    rest = space == std::string::npos ? "" : line.substr(space + 1);
  step.locale = "en";
  step.kind = word;
  if (word == "read") {
    step.kind = "article_read";
    step.subject = "doc";
    step.seconds = std::stoll(rest);
  } else if (word == "search") {
    step.subject = rest;
  } else if (word == "vote") {
    step.subject = "doc";
    step.helpful = rest == "yes";
  } else if (word == "bot") {
    step.kind = "bot_turn";
    step.answered = rest == "yes";
  } else if (word == "guide") {
    step.kind = "guide_step";
    step.finished = rest == "end";
  } else if (word == "message") {
    step.to_person = rest != "bot";
  }
  return step;
}

struct Truth {
  std::map<std::string, Count> days;
  std::map<HandoffPoint, std::int64_t> points;
  Count total;
  Ratings ratings;
};

// Every person has journeys at least 25 hours apart, so that none spoils the one before: that rule has tests
// of its own.
std::vector<Step> simulate(std::uint32_t seed, Truth& truth) {
  std::mt19937 random{seed};
  std::vector<Step> all;
  for (int i = 0; i < kJourneys; ++i) {
    const Story& story = stories()[random() % stories().size()];
    const int person = i / 5, nth = i % 5;
    std::int64_t at = kFirst + nth * 4 * kDay + static_cast<std::int64_t>(random() % (2 * kDay));
    Count& day = truth.days[day_of(at)];
    const Count one{1, story.need ? 1 : 0, story.solved ? 1 : 0,
                    static_cast<std::int64_t>(story.handoff_points.size())};
    day += one;
    truth.total += one;
    for (const auto& [kind, subject] : story.handoff_points) ++truth.points[{kind, subject}];
    const auto add = [&](Step step) {
      step.at = at;
      step.who = "person-" + std::to_string(person);
      step.contact = person % 2 == 0;
      all.push_back(std::move(step));
      at += 1 + static_cast<std::int64_t>(random() % (29 * kMinute));
    };
    for (const std::string& line : story.steps) add(play(line));
    if (random() % 7 == 0) {
      Step rating;
      rating.kind = random() % 2 == 0 ? "csat" : "effort";
      rating.locale = "en";
      rating.score = 1 + static_cast<std::int64_t>(random() % 5);
      rating.repeated = rating.kind == "effort" && random() % 3 == 0;
      ++(rating.kind == "csat" ? truth.ratings.csat : truth.ratings.effort)[rating.score - 1];
      truth.ratings.repeated += rating.repeated ? 1 : 0;
      add(rating);
    }
  }
  std::ranges::stable_sort(all, {}, &Step::at);
  return all;
}

TEST(Simulation, EveryFigureOfTenThousandJourneysEqualsTheTruth) {
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    Truth truth;
    Counting counting{{kFirst, kFirst + kDays * kDay}, ""};
    for (const Step& step : simulate(seed, truth)) counting.feed(step);
    const Figures figures = counting.figures();
    EXPECT_EQ(figures.total.journeys, kJourneys);
    EXPECT_EQ(figures.total.needs, truth.total.needs);
    EXPECT_EQ(figures.total.solved, truth.total.solved);
    EXPECT_EQ(figures.total.handoffs, truth.total.handoffs);
    for (const auto& [day, count] : truth.days) {
      const Count& got = figures.days.at(day);
      EXPECT_TRUE(got.journeys == count.journeys && got.needs == count.needs && got.solved == count.solved &&
                  got.handoffs == count.handoffs)
          << day;
    }
    std::map<HandoffPoint, std::int64_t> points;
    for (const Point& point : figures.handoff_points) points[point.point] = point.count;
    EXPECT_EQ(points, truth.points);
    EXPECT_TRUE(std::ranges::equal(figures.ratings.csat, truth.ratings.csat));
    EXPECT_TRUE(std::ranges::equal(figures.ratings.effort, truth.ratings.effort));
    EXPECT_EQ(figures.ratings.repeated, truth.ratings.repeated);
  }
}

// The control: one second less of reading, and the figures must differ.
TEST(Simulation, SeesAStoryThatEndsOtherwise) {
  Truth truth;
  Counting counting{{kFirst, kFirst + kDays * kDay}, ""};
  bool changed = false;
  for (Step step : simulate(1, truth)) {
    if (!changed && step.kind == "article_read" && step.seconds == 35) {
      step.seconds = 9;
      changed = true;
    }
    counting.feed(step);
  }
  ASSERT_TRUE(changed);
  EXPECT_EQ(counting.figures().total.solved, truth.total.solved - 1);
}

TEST(Figures, AddTheAnonymousCountersOfTheSpanAndLanguage) {
  Counting counting{{kFirst, kFirst + 2 * kDay}, "bg"};
  counting.add({"2026-11-01", "bg", 10, 8, 6});
  counting.add({"2026-11-01", "en", 10, 8, 6});
  counting.add({"2026-11-03", "bg", 10, 8, 6});
  const Figures figures = counting.figures();
  EXPECT_EQ(figures.total.journeys, 10);
  EXPECT_EQ(figures.days.size(), 2u) << "days without anybody are there too";
  EXPECT_DOUBLE_EQ(figures.total.self_service_rate(), 0.75);
}

TEST(Days, AreReadStrictlyAndBounded) {
  EXPECT_EQ(day_from("2026-11-01"), kFirst);
  for (const char* wrong : {"", "2026-13-01", "2026-02-30", "2026-1-01", "20261101", "2026-11-0x"})
    EXPECT_EQ(day_from(wrong), -1) << wrong;
  const Span usual = days_between("", "", kFirst + 5);
  EXPECT_EQ(usual.to, kFirst + kDay);
  EXPECT_EQ((usual.to - usual.from) / kDay, 30);
  const Span huge = days_between("1970-01-01", "2026-11-01", kFirst);
  EXPECT_EQ((huge.to - huge.from) / kDay, 400);
}

}  // namespace
}  // namespace patchbay::insights
