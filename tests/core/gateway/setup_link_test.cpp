#include "core/gateway/setup_link.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "core/base/error.hpp"

namespace patchbay::gateway {
namespace {

TEST(SetupLink, OpensOnceForHalfAnHour) {
  SetupLink link;
  EXPECT_FALSE(link.is("", 0)) << "no link, no page";
  const std::string token = link.open(0);
  EXPECT_TRUE(link.is(token, 29 * 60'000));
  EXPECT_FALSE(link.is(token, 30 * 60'000));
  EXPECT_FALSE(link.is(token + "x", 0));
  EXPECT_TRUE(link.answer(token, {{"name", "A"}}, 0));
  EXPECT_FALSE(link.is(token, 0));
  EXPECT_FALSE(link.answer(token, {{"name", "B"}}, 0)) << "the first answer counts";
  EXPECT_EQ(link.wait(token, 0)->at("name").as_string(), "A");
  EXPECT_THROW(link.wait(token, 0), Error);
}

TEST(SetupLink, EndsWithTheNextOneAndWhenTheCommandEnds) {
  SetupLink link;
  const std::string first = link.open(0), second = link.open(0);
  EXPECT_FALSE(link.is(first, 0));
  EXPECT_THROW(link.wait(first, 0), Error);
  EXPECT_FALSE(link.wait(second, 0).has_value());
  link.close(second);
  EXPECT_FALSE(link.answer(second, {}, 0));
}

}  // namespace
}  // namespace patchbay::gateway
