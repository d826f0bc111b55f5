#include "core/base/json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

Error error_of(std::string_view text, std::size_t max_bytes = 4u << 20) {
  try {
    parse_json(text, "the body", max_bytes);
  } catch (const Error& error) {
    return error;
  }
  return {Code::internal, "nothing was thrown"};
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

TEST(ParseJson, TakesEveryKindOfValue) {
  const json::value value = parse_json(R"( {"a":[1,-2.5,true,null,"x\u0411"],"b":{}} )");
  EXPECT_EQ(value.at("a").as_array().size(), 5u);
  EXPECT_EQ(value.at("a").at(4).as_string(), "xБ");
  EXPECT_EQ(parse_json("7").as_int64(), 7);
}

TEST(ParseJson, RefusesWhatOtherParsersReadInDifferentWays) {
  for (const char* text :
       {"",    " ",  "{",     "[1,]",   "{\"a\":1,}", "{a:1}",    "'a'",     "NaN",     "Infinity",
        "01",  "+1", "1 2",   "{} x",   "[1]]",       "\"\x01\"", "\"\\x\"", "// c\n1", "\xEF\xBB\xBF{}",
        "nul", "-",  "1e400", "-1e400", "[1e999]"})
    EXPECT_EQ(error_of(text).code(), Code::invalid) << text;
}

TEST(ParseJson, RefusesTextThatIsNotUtf8) {
  for (const char* text : {"\"\xff\xfe\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\\ud800\"",
                           "\"\\udc00\\ud800\"", "{\"\xff\":1}"})
    EXPECT_EQ(error_of(text).code(), Code::invalid) << text;
}

TEST(ParseJson, RefusesAKeyThatStandsTwiceAndNamesIt) {
  const Error error = error_of(R"({"role":"user","role":"admin"})");
  EXPECT_EQ(error.code(), Code::invalid);
  EXPECT_NE(std::string{error.what()}.find("\"role\" stands twice"), std::string::npos) << error.what();
  EXPECT_EQ(error_of(R"({"r\u006fle":1,"role":2})").code(), Code::invalid)
      << "the same key in another spelling";
  EXPECT_EQ(error_of(R"([{"a":{"b":1,"b":2}}])").code(), Code::invalid);
  EXPECT_EQ(parse_json(R"([{"a":1},{"a":2},{"b":{"a":3},"a":4}])").as_array().size(), 3u);
}

TEST(ParseJson, GoesThirtyTwoDeepAndNoDeeper) {
  EXPECT_NO_THROW(parse_json(nested(32)));
  EXPECT_EQ(error_of(nested(33)).code(), Code::invalid);
  EXPECT_EQ(error_of(std::string(100'000, '[')).code(), Code::invalid);
}

TEST(ParseJson, RefusesMoreThanItsLimitBeforeReadingIt) {
  EXPECT_EQ(error_of("[1,2,3]", 6).code(), Code::limit);
  EXPECT_NO_THROW(parse_json("[1,2]", "x", 5));
}

TEST(ParseJson, NamesTheDocumentAndThePlace) {
  const std::string text = error_of("[1, x]").what();
  EXPECT_TRUE(text.starts_with("the body: byte ")) << text;
}

TEST(ParseObject, WantsAnObject) {
  EXPECT_THROW(parse_object("[]"), Error);
  EXPECT_TRUE(parse_object("{}").empty());
}

TEST(ToText, RefusesNumbersNoBrowserReads) {
  EXPECT_EQ(to_text(parse_json(R"({ "a" : [ 1 , "é" ] })")), R"({"a":[1,"é"]})");
  json::object bad{{"n", json::array{std::numeric_limits<double>::infinity()}}};
  EXPECT_THROW(to_text(bad), Error);
  EXPECT_THROW(to_text(json::value(std::numeric_limits<double>::quiet_NaN())), Error);
}

TEST(Members, GiveTheirValueOrTheFallbackAndRefuseAnotherType) {
  const json::object object = parse_object(R"({"s":"x","i":5,"b":true,"n":null})");
  EXPECT_EQ(string_or(object, "s", "y"), "x");
  EXPECT_EQ(string_or(object, "none", "y"), "y");
  EXPECT_EQ(string_or(object, "n", "y"), "y");
  EXPECT_EQ(integer_or(object, "i", 1), 5);
  EXPECT_TRUE(bool_or(object, "b", false));
  EXPECT_EQ(required_string(object, "s"), "x");
  EXPECT_THROW(string_or(object, "i", ""), Error);
  EXPECT_THROW(integer_or(object, "s", 0), Error);
  EXPECT_THROW(bool_or(object, "i", false), Error);
  EXPECT_THROW(required_string(object, "none"), Error);
  EXPECT_THROW(integer_or(parse_object(R"({"i":1.5})"), "i", 0), Error);
}

TEST(AtPointer, FindsOrGivesNull) {
  const json::value value = parse_json(R"({"a/b":[{"~":1}]})");
  ASSERT_NE(at_pointer(value, "/a~1b/0/~0"), nullptr);
  EXPECT_EQ(*at_pointer(value, "/a~1b/0/~0"), 1);
  EXPECT_EQ(at_pointer(value, ""), &value);
  for (const char* pointer : {"/x", "/a~1b/1", "/a~1b/-", "a", "/a~1b/0/~0/deeper", "/a~2"})
    EXPECT_EQ(at_pointer(value, pointer), nullptr) << pointer;
}

}  // namespace
}  // namespace patchbay
