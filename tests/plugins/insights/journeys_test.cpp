#include "journeys.hpp"

#include <gtest/gtest.h>

namespace patchbay::insights {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kStart = 1'795'300'000'000;

Step step(std::string kind, std::int64_t at, std::string who = "ana") {
  Step made;
  made.kind = std::move(kind);
  made.at = kStart + at;
  made.who = std::move(who);
  made.contact = true;
  made.locale = "en";
  made.to_person = made.kind == "message";
  return made;
}
Step read(std::int64_t at, std::int64_t seconds) {
  Step made = step("article_read", at);
  made.seconds = seconds;
  made.subject = "kb/articles/A";
  return made;
}
Step vote(std::int64_t at, bool helpful) {
  Step made = step("vote", at);
  made.helpful = helpful;
  return made;
}
Step bot(std::int64_t at, bool answered) {
  Step made = step("bot_turn", at);
  made.answered = answered;
  return made;
}

std::vector<Journey> folded(const std::vector<Step>& steps) {
  Journeys journeys;
  for (const Step& one : steps) journeys.feed(one);
  return journeys.journeys();
}
bool solved(const std::vector<Step>& steps) {
  return folded(steps).at(0).solved_alone();
}

TEST(Journeys, EndAfterThirtyIdleMinutes) {
  EXPECT_EQ(folded({step("page", 0), step("page", 30 * kMinute)}).size(), 1u);
  EXPECT_EQ(folded({step("page", 0), step("page", 30 * kMinute + 1)}).size(), 2u);
  EXPECT_EQ(folded({step("page", 0), step("page", 1, "ben")}).size(), 2u) << "another person";
}

TEST(Journeys, AreNeedsOnlyWhenSomethingWasAsked) {
  EXPECT_FALSE(folded({step("page", 0), read(1, 60), vote(2, true)}).at(0).need);
  EXPECT_TRUE(folded({step("search", 0)}).at(0).need);
  EXPECT_TRUE(folded({bot(0, false)}).at(0).need);
  EXPECT_TRUE(folded({vote(0, false)}).at(0).need);
  EXPECT_TRUE(folded({step("handoff", 0)}).at(0).need);
}

TEST(Journeys, AreSolvedByAReadOfTenSecondsAHelpfulVoteOrAFinishedGuide) {
  EXPECT_FALSE(solved({step("search", 0), read(1, 9)}));
  EXPECT_TRUE(solved({step("search", 0), read(1, 10)}));
  EXPECT_TRUE(solved({step("search", 0), vote(1, true)}));
  EXPECT_FALSE(solved({step("search", 0), vote(1, false)}));
  Step last = step("guide_step", 1);
  EXPECT_FALSE(solved({step("search", 0), last}));
  last.finished = true;
  EXPECT_TRUE(solved({step("search", 0), last}));
}

TEST(Journeys, AreSolvedByABotsAnswerUntilAnotherTryFollows) {
  EXPECT_FALSE(solved({bot(0, false)}));
  EXPECT_TRUE(solved({bot(0, true)}));
  EXPECT_FALSE(solved({bot(0, true), step("search", 1)}));
  EXPECT_FALSE(solved({bot(0, true), bot(1, false)}));
  EXPECT_TRUE(solved({bot(0, false), bot(1, true)}));
  EXPECT_TRUE(solved({bot(0, true), step("search", 1), read(2, 20)}));
  Step refused = bot(0, true);
  refused.helpful = false;
  EXPECT_FALSE(solved({refused}));
}

TEST(Journeys, AreNotSolvedAloneWhenAPersonWasAskedWithinADay) {
  const std::vector<Step> helped = {step("search", 0), read(1, 60)};
  const auto with = [&](Step more) {
    std::vector<Step> steps = helped;
    steps.push_back(std::move(more));
    return steps;
  };
  EXPECT_FALSE(solved(with(step("handoff", 2))));
  EXPECT_FALSE(solved(with(step("message", 2))));
  EXPECT_FALSE(solved(with(step("message", 24 * kHour))));
  EXPECT_TRUE(solved(with(step("message", 24 * kHour + 2))));
  EXPECT_TRUE(solved(with(step("message", 2, "ben")))) << "somebody else";
  Step to_bot = step("message", 2);
  to_bot.to_person = false;
  EXPECT_TRUE(solved(with(to_bot)));
}

TEST(Journeys, NameTheLastEntryBeforeAHandOff) {
  EXPECT_EQ(folded({step("handoff", 0)}).at(0).handoffs.at(0), (HandoffPoint{"", ""}))
      << "a person was the first wish";
  EXPECT_EQ(folded({step("search", 0), read(1, 5), step("handoff", 2)}).at(0).handoffs.at(0),
            (HandoffPoint{"article_read", "kb/articles/A"}));
  EXPECT_EQ(folded({read(0, 5), step("handoff", 31 * kMinute)}).at(1).handoffs.at(0), (HandoffPoint{"", ""}))
      << "a new journey";
}

TEST(Journeys, AreNotMadeByRatings) {
  EXPECT_TRUE(folded({step("csat", 0), step("effort", 1)}).empty());
}

}  // namespace
}  // namespace patchbay::insights
