#include "core/inbox/directory.hpp"

#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/inbox/opening_hours.hpp"

namespace patchbay::inbox {
namespace {

std::int64_t at(const char* time) {
  return *from_iso_time(time);
}

class Hours : public testing::Test {
 protected:
  Hours() {
    config_.site.time_zone = "Europe/Sofia";  // UTC+2, in summer UTC+3
    config::Hours& hours = config_.hours["default"];
    for (const char* day : {"mon", "tue", "wed", "thu", "fri"})
      hours.days[day] = {{9 * 60, 12 * 60}, {13 * 60, 18 * 60}};
    hours.holidays = {"2026-12-25"};
    config_.teams["support"].members = {"Ana@example.com"};
    config_.teams["night"].hours = "night";
    config_.hours["night"].days["mon"] = {{0, 24 * 60}};
    config_.hours["night"].time_zone = "America/New_York";
    config_.inboxes["shop"].team = "support";
    config_.inboxes["shop"].reopen_days = 3;
  }
  std::string opens(const std::string& team, const char* time) {
    const auto found = Directory{config_}.opens_at(team, at(time));
    return found ? iso_time(*found) : "never";
  }
  config::Config config_;
};

TEST_F(Hours, AreKeptInTheirTimeZone) {
  const Directory directory{config_};
  EXPECT_TRUE(directory.is_open("support", at("2026-11-27T07:00:00Z")));
  EXPECT_FALSE(directory.is_open("support", at("2026-11-27T06:59:59Z")));
  EXPECT_FALSE(directory.is_open("support", at("2026-11-27T10:30:00Z")));
  EXPECT_FALSE(directory.is_open("support", at("2026-11-28T09:00:00Z")));
  EXPECT_TRUE(directory.is_open("night", at("2026-11-30T05:00:00Z")));
  EXPECT_FALSE(directory.is_open("night", at("2026-11-30T04:59:00Z")));
}

TEST_F(Hours, OpenAgainAfterLunchTheNightTheWeekendAndAHoliday) {
  EXPECT_EQ(opens("support", "2026-11-27T10:30:00Z"), "2026-11-27T11:00:00.000Z");
  EXPECT_EQ(opens("support", "2026-11-27T08:00:00Z"), "2026-11-27T08:00:00.000Z");
  EXPECT_EQ(opens("support", "2026-11-27T16:00:00Z"), "2026-11-30T07:00:00.000Z");
  EXPECT_EQ(opens("support", "2026-12-24T17:00:00Z"), "2026-12-28T07:00:00.000Z");
}

TEST_F(Hours, FollowTheClocksWhenTheyChange) {
  EXPECT_EQ(opens("support", "2026-03-27T17:00:00Z"), "2026-03-30T06:00:00.000Z");
  EXPECT_EQ(opens("support", "2026-10-23T17:00:00Z"), "2026-10-26T07:00:00.000Z");
}

TEST_F(Hours, NoneMeanAlwaysAndEmptyOnesNever) {
  config_.hours["default"].days.clear();
  EXPECT_EQ(opens("support", "2026-11-27T10:30:00Z"), "never");
  EXPECT_FALSE(Directory{config_}.is_open("support", at("2026-11-27T10:30:00Z")));
  config_.hours.clear();
  EXPECT_EQ(opens("support", "2026-11-27T10:30:00Z"), "2026-11-27T10:30:00.000Z");
  EXPECT_TRUE(Directory{config_}.is_open("", at("2026-11-28T00:30:00Z")));
}

TEST_F(Hours, TeamsAreKnownByTheirMembersAddresses) {
  const Directory directory{config_};
  Principal ana;
  ana.kind = Kind::agent;
  ana.email = "ana@example.com";
  EXPECT_EQ(directory.teams_of(ana), std::vector<std::string>{"support"});
  EXPECT_TRUE(directory.is_member(ana, "support"));
  EXPECT_FALSE(directory.is_member(ana, "night"));
  EXPECT_FALSE(directory.is_member({}, "support"));
  EXPECT_EQ(directory.team_of_inbox("shop"), "support");
  EXPECT_EQ(directory.reopen_days("shop"), 3);
  EXPECT_EQ(directory.reopen_days("default"), 7);
  EXPECT_TRUE(directory.has_inbox("default"));
  EXPECT_FALSE(directory.has_inbox("other"));
}

}  // namespace
}  // namespace patchbay::inbox
