#include "core/config/amount.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/config/limits.hpp"
#include "core/config/nearest.hpp"

namespace patchbay::config {
namespace {

TEST(Amount, ReadsSizes) {
  EXPECT_EQ(parse_size("0"), 0);
  EXPECT_EQ(parse_size("16M"), 16 << 20);
  EXPECT_EQ(parse_size("64KB"), 64 << 10);
  for (const char* wrong : {"", "M", "-1", "1.5M", "16 M", "16m", "99999999999G", "1KiB"})
    EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(Amount, ReadsRates) {
  EXPECT_DOUBLE_EQ(parse_rate("5/s burst 20")->per_second, 5);
  EXPECT_DOUBLE_EQ(parse_rate("5/s burst 20")->burst, 20);
  EXPECT_DOUBLE_EQ(parse_rate("20/10s")->per_second, 2);
  EXPECT_DOUBLE_EQ(parse_rate("20/10s")->burst, 20);
  EXPECT_DOUBLE_EQ(parse_rate("6000/min")->per_second, 100);
  EXPECT_TRUE(parse_rate("off")->off);
  for (const char* wrong :
       {"", "5", "/s", "5/", "5/0s", "5/week", "5/s burst", "5/s burst 0", "5/s burst 2 3", "5/s x"})
    EXPECT_FALSE(parse_rate(wrong)) << wrong;
}

TEST(Amount, WritesRatesAsTheyReadBack) {
  for (const char* text :
       {"20/10s", "5/s burst 20", "600/min", "1/d", "3/h", "off", "0/s", "6000/min burst 200"}) {
    const Rate rate = *parse_rate(text);
    const auto again = parse_rate(rate_text(rate));
    ASSERT_TRUE(again) << text << " → " << rate_text(rate);
    EXPECT_NEAR(again->per_second, rate.per_second, 1e-9) << text;
    EXPECT_DOUBLE_EQ(again->burst, rate.burst) << text;
    EXPECT_EQ(again->off, rate.off) << text;
  }
}

TEST(Amount, KnowsDaysThatExist) {
  EXPECT_TRUE(is_date("2024-02-29"));
  for (const char* wrong : {"2023-02-29", "2026-13-01", "2026-00-10", "2026-4-01", "26-04-01", "2026-04-31"})
    EXPECT_FALSE(is_date(wrong)) << wrong;
}

TEST(Amount, KnowsTimeZonesOfTheSystemOnly) {
  EXPECT_TRUE(is_time_zone("UTC"));
  for (const char* wrong : {"", "Mars/Base", "../../../etc/passwd", "/etc/localtime", "Europe"})
    EXPECT_FALSE(is_time_zone(wrong)) << wrong;
}

TEST(Amount, MeasuresContrastAsWcagDoes) {
  EXPECT_NEAR(contrast(0x000000, 0xFFFFFF), 21, 0.01);
  EXPECT_NEAR(contrast(0x777777, 0xFFFFFF), 4.48, 0.01);
  EXPECT_GE(contrast(*parse_colour(darkened_to(0xFFCC00, 4.5)), 0xFFFFFF), 4.5);
}

TEST(Limits, EveryRowHasADefaultThatReads) {
  const Limits limits;
  for (const LimitRow& row : limit_rows()) {
    if (row.kind == LimitKind::rate)
      EXPECT_NO_THROW(limits.rate(std::string{row.name})) << row.name;
    else
      EXPECT_GE(limits.number(std::string{row.name}), 0) << row.name;
  }
}

TEST(Limits, AnUnknownNameIsAFaultOfTheProgram) {
  EXPECT_THROW(Limits{}.number("nonsense"), Error);
  EXPECT_THROW(Limits{}.number("search"), Error) << "a rate is not a number";
  EXPECT_THROW(Limits{}.rate("connections"), Error) << "a number is not a rate";
}

TEST(Nearest, FindsATypoAndLeavesStrangersAlone) {
  const std::vector<std::string> known = {"listen", "public_url", "page_cache", "tls"};
  EXPECT_EQ(nearest("lisen", known), "listen");
  EXPECT_EQ(nearest("lisetn", known), "listen");
  EXPECT_EQ(nearest("page_cahce", known), "page_cache");
  EXPECT_EQ(nearest("colour", known), "");
  EXPECT_EQ(nearest("", known), "");
}

}  // namespace
}  // namespace patchbay::config
