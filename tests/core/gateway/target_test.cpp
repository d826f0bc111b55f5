#include "core/gateway/target.hpp"

#include <gtest/gtest.h>

namespace patchbay::gateway {
namespace {

TEST(Paths, AreDecodedSegmentBySegment) {
  EXPECT_EQ(parse_path("/kb/a%20b/%D0%BF")->segments, (std::vector<std::string>{"kb", "a b", "п"}));
  EXPECT_EQ(parse_path("/kb/")->segments, (std::vector<std::string>{"kb", ""}));
  EXPECT_EQ(parse_path("/")->text(), "/");
  EXPECT_EQ(parse_path("/a%2Fb")->segments, (std::vector<std::string>{"a/b"}));
}

TEST(Paths, ThatNobodyLinksToAreRefused) {
  for (const char* path : {"", "kb", "/..", "/a/../b", "/%2e%2e", "/.", "/a%00", "/a%0a", "/a%5cb", "/%ff", "/%4", "/%zz"})
    EXPECT_FALSE(parse_path(path)) << path;
}

TEST(Query, GivesTheFirstValueOfAName) {
  const Query query{"q=a+b%26c&q=second&empty=&alone&=x"};
  EXPECT_EQ(query.get("q"), "a b&c");
  EXPECT_EQ(query.get("empty"), "");
  EXPECT_TRUE(query.has("alone"));
  EXPECT_FALSE(query.has("nothing"));
}

TEST(Query, NeverFailsAndIsBounded) {
  EXPECT_EQ(Query{"q=%zz%4"}.get("q"), "%zz%4");
  EXPECT_EQ(Query{"q=%ff"}.get("q"), "\xEF\xBF\xBD");
  EXPECT_EQ(Query{std::string(100'000, '&')}.pairs().size(), 0u);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a=b&";
  EXPECT_EQ(Query{many}.pairs().size(), 100u);
}

}  // namespace
}  // namespace patchbay::gateway
