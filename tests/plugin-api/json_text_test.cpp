#include "patchbay/json_text.hpp"

#include "gtest/gtest.h"

namespace patchbay {
namespace {

TEST(JsonText, QuotesWhatJsonDemands) {
  EXPECT_EQ(json_text::quote("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
  EXPECT_EQ(json_text::quote("шест"), "\"шест\"");
  EXPECT_EQ(json_text::quote("</script>", true), R"("\u003c/script\u003e")");
}

TEST(JsonText, DecodesWhatItQuoted) {
  const std::string text = "tab\t quote\" slash/ back\\ line\n \xF0\x9F\x98\x80";
  EXPECT_EQ(json_text::decode(json_text::quote(text)), text);
}

TEST(JsonText, DecodesEscapes) {
  EXPECT_EQ(json_text::decode(R"("\u0416\/\ud83d\ude00")"), "\xD0\x96/\xF0\x9F\x98\x80");
  EXPECT_EQ(json_text::decode(R"("\ud83d")"), "\xEF\xBF\xBD");
  EXPECT_THROW(json_text::decode(R"("\x")"), Failure);
  EXPECT_THROW(json_text::decode("12"), Failure);
}

TEST(JsonText, FindsMembersOfTheOutermostObjectOnly) {
  constexpr std::string_view kText = R"( { "a" : {"b":1, "x":"}"} , "b":"two", "n":null, "i":-42 } )";
  EXPECT_EQ(json_text::member(kText, "a"), R"({"b":1, "x":"}"})");
  EXPECT_EQ(json_text::string_or(kText, "b", ""), "two");
  EXPECT_EQ(json_text::string_or(kText, "n", "none"), "none");
  EXPECT_EQ(json_text::integer_or(kText, "i", 0), -42);
  EXPECT_EQ(json_text::member(kText, "x"), std::nullopt);
}

TEST(JsonText, WalksAnArray) {
  std::string all;
  json_text::each_element(R"([1, "a,b", [2,3], {"c":"]"}])",
                          [&](std::string_view item) { all += std::string{item} + "|"; });
  EXPECT_EQ(all, R"(1|"a,b"|[2,3]|{"c":"]"}|)");
}

TEST(JsonText, RefusesTextThatBreaksOff) {
  for (const char* text : {"{\"a\":", "{\"a", "[1", "", "{\"a\":\"x"}) {
    if (*text == '[') continue;
    EXPECT_THROW(json_text::member(text, "a"), Failure) << text;
  }
}

}  // namespace
}  // namespace patchbay
