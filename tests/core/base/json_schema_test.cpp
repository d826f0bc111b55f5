#include "core/base/json_schema.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gtest/gtest.h"

namespace patchbay {
namespace {

std::string problems(std::string_view schema, std::string_view value) {
  const json::value parsed = json::parse(schema);
  EXPECT_EQ(to_text(check_schema(parsed)), "");
  return to_text(validate(json::parse(value), parsed));
}

TEST(JsonSchema, TakesAValueOfTheRightType) {
  EXPECT_EQ(problems(R"({"type":"string"})", R"("a")"), "");
  EXPECT_EQ(problems(R"({"type":["string","null"]})", "null"), "");
  EXPECT_EQ(problems(R"({"type":"integer"})", "3.0"), "");
  EXPECT_EQ(problems(R"({"type":"number"})", "3"), "");
}

TEST(JsonSchema, NamesWhatItExpectedAndWhatItFound) {
  EXPECT_EQ(problems(R"({"type":"string"})", "3"), "expected text, found an integer");
  EXPECT_EQ(problems(R"({"type":["integer","null"]})", "\"x\""), "expected an integer or null, found text");
  EXPECT_EQ(problems(R"({"type":"integer"})", "3.5"), "expected an integer, found a number");
}

TEST(JsonSchema, ReportsEveryProblemWithItsPlace) {
  constexpr auto kSchema = R"({"type":"object","required":["id"],"properties":{"id":{"type":"string"},
    "tags":{"type":"array","items":{"type":"string"}}}})";
  EXPECT_EQ(
      problems(kSchema, R"({"tags":["a",2,null]})"),
      "\"id\" is missing\n/tags/1: expected text, found an integer\n/tags/2: expected text, found null");
}

TEST(JsonSchema, SuggestsTheKeyThatWasMeant) {
  constexpr auto kSchema = R"({"properties":{"locale":{},"url":{}},"additionalProperties":false})";
  EXPECT_EQ(problems(kSchema, R"({"local":1})"), "/local: unknown key \"local\"; did you mean \"locale\"?");
  EXPECT_EQ(problems(kSchema, R"({"colour":1})"), "/colour: unknown key \"colour\"; known are: locale, url");
}

TEST(JsonSchema, ChecksOtherMembersAgainstTheirSchema) {
  EXPECT_EQ(problems(R"({"additionalProperties":{"type":"integer"}})", R"({"a/b":"x"})"),
            "/a~1b: expected an integer, found text");
}

TEST(JsonSchema, KeepsBounds) {
  EXPECT_EQ(problems(R"({"minimum":1,"maximum":3})", "2"), "");
  EXPECT_EQ(problems(R"({"minimum":1})", "0"), "expected at least 1, found 0");
  EXPECT_EQ(problems(R"({"maximum":3})", "4"), "expected at most 3, found 4");
  EXPECT_EQ(problems(R"({"minLength":1})", "\"\""), "may not be empty");
  EXPECT_EQ(problems(R"({"minItems":1})", "[]"), "expected at least 1 entries, found 0");
  EXPECT_EQ(problems(R"({"uniqueItems":true})", "[1,2,1]"), "1 stands here twice");
}

TEST(JsonSchema, CountsCharactersNotBytes) {
  EXPECT_EQ(problems(R"({"maxLength":4})", "\"шест\""), "");
  EXPECT_EQ(problems(R"({"maxLength":3})", "\"шест\""), "expected at most 3 characters, found 4");
}

TEST(JsonSchema, TakesOneOfTheListedValuesOnly) {
  EXPECT_EQ(problems(R"({"enum":["a","b",null]})", "null"), "");
  EXPECT_EQ(problems(R"({"enum":["a","b"]})", "\"c\""), R"(expected one of ["a","b"], found "c")");
  EXPECT_EQ(problems(R"({"const":1})", "2"), "expected 1");
}

TEST(JsonSchema, TakesAnyOfSeveralShapesAndReportsTheNearest) {
  constexpr auto kSchema = R"({"anyOf":[{"type":"string"},{"type":"object","required":["a","b"]}]})";
  EXPECT_EQ(problems(kSchema, "\"x\""), "");
  EXPECT_EQ(problems(kSchema, R"({"a":1,"b":2})"), "");
  EXPECT_EQ(problems(kSchema, "1"), "expected text, found an integer");
}

TEST(JsonSchema, FollowsReferencesWithinTheSchema) {
  constexpr auto kTree = R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object",
    "properties":{"child":{"$ref":"#/$defs/node"},"n":{"type":"integer"}}}}})";
  EXPECT_EQ(problems(kTree, R"({"child":{"child":{"n":1}}})"), "");
  EXPECT_EQ(problems(kTree, R"({"child":{"child":{"n":"x"}}})"),
            "/child/child/n: expected an integer, found text");
}

TEST(JsonSchema, SurvivesASchemaThatRefersToItself) {
  const json::value loop = json::parse(R"({"$ref":"#"})");
  EXPECT_EQ(to_text(validate(json::value{1}, loop)), "nested too deep");
}

TEST(JsonSchema, ChecksFormats) {
  EXPECT_EQ(problems(R"({"format":"date"})", "\"2026-12-25\""), "");
  EXPECT_EQ(problems(R"({"format":"date"})", "\"2026-13-25\""), "expected a date like 2026-12-25");
  EXPECT_EQ(problems(R"({"format":"email"})", "\"ana\""), "expected an e-mail address");
  EXPECT_EQ(problems(R"({"format":"path"})", "\"\""), "expected a path");
  EXPECT_EQ(problems(R"({"format":"method"})", "\"search.query@1\""), "");
  EXPECT_EQ(problems(R"({"format":"method"})", "\"search\""), "expected a method like search.query@1");
}

TEST(JsonSchema, MatchesPatterns) {
  EXPECT_EQ(problems(R"({"pattern":"^[a-z]+$"})", "\"abc\""), "");
  EXPECT_EQ(problems(R"({"pattern":"^[a-z]+$"})", "\"a1\""), "does not match ^[a-z]+$");
}

TEST(JsonSchema, RefusesTextThatIsTooLongForAPattern) {
  const std::string text = '"' + std::string(100'000, 'a') + '"';
  EXPECT_EQ(problems(R"({"pattern":"^(a|b)*$"})", text), "does not match ^(a|b)*$");
}

TEST(JsonSchema, FillsDefaultsAtEveryLevel) {
  const json::value schema =
      json::parse(R"({"properties":{"a":{"default":1},"b":{"default":{},"properties":{"c":{"default":2}}},
    "list":{"items":{"properties":{"d":{"default":3}}}}}})");
  EXPECT_EQ(json::serialize(with_defaults(json::parse(R"({"list":[{}]})"), schema)),
            R"({"list":[{"d":3}],"a":1,"b":{"c":2}})");
  EXPECT_EQ(json::serialize(with_defaults(json::parse(R"({"a":9})"), schema)), R"({"a":9,"b":{"c":2}})");
}

TEST(JsonSchema, FindsWhatIsWrongWithASchema) {
  const auto wrong = [](std::string_view schema) { return to_text(check_schema(json::parse(schema))); };
  EXPECT_EQ(wrong(R"({"oneOf":[]})"), "/oneOf: the keyword is not supported");
  EXPECT_EQ(wrong(R"({"x-label":1})"), "");
  EXPECT_EQ(wrong(R"({"type":"text"})"),
            "/type: expected null, boolean, integer, number, string, array or object");
  EXPECT_EQ(wrong(R"({"properties":{"a":{"$ref":"#/nowhere"}}})"),
            "/properties/a/$ref: refers to nothing in this schema");
  EXPECT_EQ(wrong(R"({"items":{"pattern":"("}})").substr(0, 41), "/items/pattern: not a regular expression:");
  EXPECT_EQ(wrong(R"({"minLength":-1})"), "/minLength: expected a size");
}

}  // namespace
}  // namespace patchbay
