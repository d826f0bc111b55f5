// What the operator says, and what a visitor filled in.
#include "settings.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace patchbay::livechat {
namespace {

const char* const kConfig = R"({
  "capacity": 3, "offer_seconds": 30,
  "greeting": {"en": "Hello", "bg": "Здравейте"},
  "prechat": [
    {"id": "name", "label": "Your name", "required": true},
    {"id": "email", "kind": "email", "label": {"en": "E-mail", "vi": "Thư"}},
    {"id": "about", "kind": "choice", "label": "About", "choices": [{"id": "order", "label": "An order"}, {"id": "other", "label": "Else"}]}],
  "proactive": [{"url": "*/checkout*", "seconds": 40, "second_visit": true, "message": "Need help?"}],
  "inboxes": {"shop": {"greeting": "Welcome to the shop"}, "quiet": {"prechat": []}}})";

Settings settings() {
  return read_settings(parse_object(kConfig));
}

std::string refusal(const char* answers) {
  try {
    checked_answers(settings().welcome, parse_object(answers));
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return {};
}

TEST(LivechatSettings, KeepDefaultsForWhatIsNotSaid) {
  const Settings none = read_settings({});
  EXPECT_EQ(none.rules.capacity, 4);
  EXPECT_EQ(none.rules.offer_ms, 60'000);
  EXPECT_EQ(settings().rules.capacity, 3);
  EXPECT_EQ(settings().rules.offer_ms, 30'000);
}

TEST(LivechatSettings, SpeakTheVisitorsLanguage) {
  const Texts greeting = settings().welcome.greeting;
  EXPECT_EQ(greeting.in("bg", "en"), "Здравейте");
  EXPECT_EQ(greeting.in("bg-BG", "en"), "Здравейте");
  EXPECT_EQ(greeting.in("vi", "en"), "Hello");
  EXPECT_EQ(settings().of("shop").greeting.in("bg", "en"), "Welcome to the shop");
}

TEST(LivechatSettings, LetAnInboxDifferInPart) {
  EXPECT_EQ(settings().of("shop").prechat.size(), 3u);
  EXPECT_EQ(settings().of("quiet").prechat.size(), 0u);
  EXPECT_EQ(settings().of("anything").greeting.in("en", "en"), "Hello");
}

TEST(LivechatSettings, GiveTheWidgetEverythingInOneLanguage) {
  const json::object out = to_json(settings().welcome, "vi", "en", "ours");
  EXPECT_EQ(to_text(out.at("prechat").at("fields").at(1)),
            R"({"id":"email","label":"Thư","kind":"email","required":false})");
  EXPECT_EQ(to_text(out.at("prechat").at("fields").at(2).at("choices").at(0)),
            R"({"id":"order","label":"An order"})");
  EXPECT_EQ(
      to_text(out.at("proactive").at(0)),
      R"({"id":"1","url":"*/checkout*","seconds":40,"second_visit":true,"articles_read":0,"message":"Need help?"})");
  EXPECT_EQ(to_json({}, "en", "en", "ours").at("greeting"), "ours");
}

TEST(Prechat, TakesWhatFits) {
  const auto answers = checked_answers(
      settings().welcome, parse_object(R"({"name":"  Ana ","email":"ana@example.com","about":"order"})"));
  EXPECT_EQ(answers.at("name"), "Ana");
  EXPECT_EQ(answers.size(), 3u);
}

TEST(Prechat, NamesWhatIsWrong) {
  EXPECT_EQ(refusal("{}"), "\"name\" must be filled in");
  EXPECT_EQ(refusal(R"({"name":" "})"), "\"name\" must be filled in");
  EXPECT_NE(refusal(R"({"name":"Ana","email":"ana at example"})").find("no e-mail address"),
            std::string::npos);
  EXPECT_EQ(refusal(R"({"name":"Ana","about":"more"})"), "\"about\" is none of its choices");
  EXPECT_EQ(refusal(R"({"name":"Ana","age":"7"})"), "\"age\" is none of the fields");
  EXPECT_EQ(refusal(R"({"name":7})"), "\"name\" must be text");
  EXPECT_NE(refusal((R"({"name":")" + std::string(3000, 'x') + "\"}").c_str()).find("more than 2000"),
            std::string::npos);
}

}  // namespace
}  // namespace patchbay::livechat
