#include "core/gateway/byte_range.hpp"

#include <gtest/gtest.h>

namespace patchbay::gateway {
namespace {

using Kind = ByteRange::Kind;

void expect(std::string_view range, Kind kind, std::int64_t from, std::int64_t size) {
  const ByteRange got = parse_range(range, 100);
  EXPECT_EQ(got.kind, kind) << range;
  EXPECT_EQ(got.from, from) << range;
  EXPECT_EQ(got.size, size) << range;
}

TEST(ByteRanges, AreReadAsTheStandardSays) {
  expect("bytes=0-9", Kind::part, 0, 10);
  expect("bytes=90-", Kind::part, 90, 10);
  expect("bytes=-10", Kind::part, 90, 10);
  expect("bytes=-1000", Kind::part, 0, 100);
  expect("bytes=50-1000", Kind::part, 50, 50);
  expect("bytes=99-99", Kind::part, 99, 1);
}

TEST(ByteRanges, BehindTheEndAreNone) {
  expect("bytes=100-", Kind::none, 0, 0);
  expect("bytes=-0", Kind::none, 0, 0);
  expect("bytes=99999999999999999999-", Kind::none, 0, 0);
}

TEST(ByteRanges, ThatMakeNoSenseGiveTheWholeFile) {
  for (const char* range : {"", "bytes", "bytes=", "bytes=-", "bytes=9-1", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes=1"})
    expect(range, Kind::whole, 0, 100);
}

}  // namespace
}  // namespace patchbay::gateway
