#include "core/inbox/attempts.hpp"

#include <gtest/gtest.h>

#include "core/inbox/presence.hpp"

namespace patchbay::inbox {
namespace {

constexpr config::Rate kFivePerMinute{5.0 / 60, 5, false};

int taken(Attempts& attempts, const std::string& key, std::int64_t now, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += attempts.take(key, now) ? 1 : 0;
  return count;
}

TEST(Attempts, AllowTheBurstAndThenTheRate) {
  Attempts attempts{kFivePerMinute};
  EXPECT_EQ(taken(attempts, "ana", 0, 20), 5);
  EXPECT_EQ(taken(attempts, "ana", 11'999, 20), 0);
  EXPECT_EQ(taken(attempts, "ana", 12'001, 20), 1);
  EXPECT_EQ(taken(attempts, "ana", 600'000, 20), 5) << "never more than the burst";
}

TEST(Attempts, CountEachKeyByItself) {
  Attempts attempts{kFivePerMinute};
  EXPECT_EQ(taken(attempts, "ana", 0, 20), 5);
  EXPECT_EQ(taken(attempts, "ben", 0, 20), 5);
}

TEST(Attempts, OffAllowsEverything) {
  Attempts attempts{{0, 0, true}};
  EXPECT_EQ(taken(attempts, "ana", 0, 1000), 1000);
}

TEST(Attempts, AFloodOfStrangersDoesNotFreeWhoIsGuessing) {
  Attempts attempts{kFivePerMinute};
  EXPECT_EQ(taken(attempts, "victim", 0, 5), 5);
  for (int i = 0; i < 25'000; ++i) attempts.take("stranger" + std::to_string(i), 1);
  EXPECT_EQ(taken(attempts, "victim", 2, 5), 0);
}

TEST(Presence, RemembersForASecond) {
  Presence presence;
  Principal ana;
  ana.id = "ana";
  presence.keep("hash", ana, 1000, presence.generation());
  EXPECT_EQ(presence.find("hash", 1999)->id, "ana");
  EXPECT_FALSE(presence.find("hash", 2000));
  EXPECT_FALSE(presence.find("other", 1000));
}

TEST(Presence, AnAnswerOlderThanARevocationIsNotKept) {
  Presence presence;
  const auto before = presence.generation();
  presence.forget_all();
  presence.keep("hash", {}, 1000, before);
  EXPECT_FALSE(presence.find("hash", 1000));
}

}  // namespace
}  // namespace patchbay::inbox
