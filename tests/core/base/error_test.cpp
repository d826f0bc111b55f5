#include "core/base/error.hpp"

#include <gtest/gtest.h>
#include <patchbay/pbay.h>

#include "core/base/clock.hpp"

namespace patchbay {
namespace {

TEST(Code, HasTheNumbersOfThePluginContract) {
  EXPECT_EQ(static_cast<int>(Code::invalid), PBAY_E_INVALID);
  EXPECT_EQ(static_cast<int>(Code::not_found), PBAY_E_NOT_FOUND);
  EXPECT_EQ(static_cast<int>(Code::conflict), PBAY_E_CONFLICT);
  EXPECT_EQ(static_cast<int>(Code::denied), PBAY_E_DENIED);
  EXPECT_EQ(static_cast<int>(Code::limit), PBAY_E_LIMIT);
  EXPECT_EQ(static_cast<int>(Code::timeout), PBAY_E_TIMEOUT);
  EXPECT_EQ(static_cast<int>(Code::cancelled), PBAY_E_CANCELLED);
  EXPECT_EQ(static_cast<int>(Code::unavailable), PBAY_E_UNAVAILABLE);
  EXPECT_EQ(static_cast<int>(Code::unsupported), PBAY_E_UNSUPPORTED);
  EXPECT_EQ(static_cast<int>(Code::state), PBAY_E_STATE);
  EXPECT_EQ(static_cast<int>(Code::gone), PBAY_E_GONE);
  EXPECT_EQ(static_cast<int>(Code::internal), PBAY_E_INTERNAL);
}

TEST(Error, CarriesItsCodeAndASentence) {
  const Error error{Code::limit, "Too many; try later"};
  EXPECT_EQ(error.code(), Code::limit);
  EXPECT_STREQ(error.what(), "Too many; try later");
  EXPECT_EQ(name_of(Code::not_found), "not_found");
  EXPECT_EQ(name_of(static_cast<Code>(-99)), "internal");
}

TEST(SystemClock, NeverGoesBackInSteadyTime) {
  const SystemClock clock;
  std::int64_t last = clock.steady_ms();
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t now = clock.steady_ms();
    EXPECT_GE(now, last);
    last = now;
  }
  EXPECT_GT(clock.now_ms(), 1'700'000'000'000);
}

}  // namespace
}  // namespace patchbay
