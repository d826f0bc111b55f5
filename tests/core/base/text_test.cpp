#include "core/base/text.hpp"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

const std::string kBad = "\xEF\xBF\xBD";

TEST(IsUtf8, FollowsTheTableOfTheStandard) {
  for (const char* good :
       {"", "abc", "đổi", "парола", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xC2\x80"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF", "a\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x28"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(ToValidUtf8, ReplacesEachWrongByteAndKeepsTheRest) {
  EXPECT_EQ(to_valid_utf8("aé\xFFz"), "aé" + kBad + "z");
  EXPECT_EQ(to_valid_utf8("\xE2\x82"), kBad + kBad);
  EXPECT_TRUE(is_utf8(to_valid_utf8("\xC0\x80\xED\xA0\x80\xF5")));
}

TEST(CutUtf8, NeverSplitsACharacter) {
  EXPECT_EQ(cut_utf8("đổi", 10), "đổi");
  EXPECT_EQ(cut_utf8("đổi", 4), "đ");
  EXPECT_EQ(cut_utf8("đổi", 1), "");
  EXPECT_EQ(cut_utf8("abc", 2), "ab");
  EXPECT_EQ(cut_utf8("abc", 0), "");
}

TEST(Trim, TakesAsciiSpaceFromBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim("   "), "");
}

TEST(Split, KeepsEmptyPieces) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Ascii, LowersOnlyLettersOfAscii) {
  EXPECT_EQ(lower_ascii("AZaz09Й"), "azaz09Й");
  EXPECT_TRUE(starts_with_ci("Content-Type: x", "content-TYPE"));
  EXPECT_FALSE(starts_with_ci("Con", "content"));
}

TEST(Escape, MakesTextSafeInHtmlAndXml) {
  EXPECT_EQ(escape_html("<a href=\"x\" b='y'>&</a>"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(escape_xml(std::string{"a\x01\x0b\tb\n<"}), "a\tb\n&lt;");
  EXPECT_EQ(escape_html("đổi"), "đổi");
}

TEST(Percent, EncodesWhatIsNotUnreservedAndDecodesItBack) {
  EXPECT_EQ(percent_encode("a-b_c.d~/ ?é"), "a-b_c.d~%2F%20%3F%C3%A9");
  EXPECT_EQ(percent_decode("a%2Fb%c3%a9+"), "a/bé+");
  for (const char* bad : {"%", "%2", "%zz", "a%00b", "%-1", "x%1"})
    EXPECT_EQ(percent_decode(bad), std::nullopt) << bad;
}

TEST(Hex, IsLowerCase) {
  EXPECT_EQ(to_hex(std::string{"\x00\xff\x1a", 3}), "00ff1a");
}

TEST(Base64Url, GoesThereAndBackWithoutPadding) {
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(base64url(""), "");
  for (const std::string& bytes :
       {std::string{}, std::string{"a"}, std::string{"ab"}, std::string(1000, '\xfe')})
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
  for (const char* bad : {"Zg==", "Z", "Zg+", "Zg/", "Zh", "Z g"})
    EXPECT_EQ(from_base64url(bad), std::nullopt) << bad;
}

TEST(IsoTime, ShowsMillisecondsBeforeAndAfterTheEpoch) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(1'795'251'599'001), "2026-11-21T08:59:59.001Z");
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(iso_date(951'782'400'000), "2000-02-29");
}

}  // namespace
}  // namespace patchbay
