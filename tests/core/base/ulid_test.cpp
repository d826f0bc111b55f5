#include "core/base/ulid.hpp"

#include <gtest/gtest.h>

#include <set>

using patchbay::is_ulid;
using patchbay::make_ulid;

TEST(Ulid, RisesWithinOneMillisecond) {
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = make_ulid(1'700'000'000'000);
    EXPECT_TRUE(is_ulid(id)) << id;
    EXPECT_LT(last, id);
    last = id;
  }
}

TEST(Ulid, CarriesItsTimeInTheFirstTenCharacters) {
  // 1469918176385 is the example of the ULID specification, but ids never go back: only a later time is seen as is.
  EXPECT_EQ(make_ulid(281'474'976'710'655).substr(0, 10), "7ZZZZZZZZZ");
}

TEST(Ulid, RefusesWhatIsNotOne) {
  EXPECT_FALSE(is_ulid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  EXPECT_FALSE(is_ulid("01J"));
  EXPECT_FALSE(is_ulid("01arz3ndektsv4rrffq69g5fav"));
}
