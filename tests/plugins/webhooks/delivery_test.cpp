// What a try comes to, when it is made again, and who hears of what.
#include "delivery.hpp"

#include <gtest/gtest.h>

#include "endpoint.hpp"
#include "events.hpp"
#include "retry_plan.hpp"

#include <stdexcept>

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t kNow = 1'795'000'000'000, kHour = 3'600'000;

Delivery sending() {
  Delivery delivery;
  delivery.id = "ep_1.msg_1";
  delivery.endpoint = "ep_1";
  delivery.message = "msg_1";
  delivery.state = State::sending;
  delivery.created = kNow;
  return delivery;
}

TEST(RetryPlan, MakesEightTriesOverADay) {
  std::int64_t least = 0;
  int tries = 1;
  while (const auto wait = wait_ms(tries, "x")) {
    EXPECT_GT(*wait, least / 2) << "each wait is longer";
    least += *wait;
    ++tries;
  }
  EXPECT_EQ(tries, kTries);
  EXPECT_GT(least, 23 * kHour);
  EXPECT_LT(least, 27 * kHour);
}

TEST(RetryPlan, SpreadsWhatFailedTogether) {
  EXPECT_NE(wait_ms(4, "ep_1.msg_1"), wait_ms(4, "ep_1.msg_2"));
  EXPECT_EQ(wait_ms(4, "ep_1.msg_1"), wait_ms(4, "ep_1.msg_1"));
}

TEST(RetryPlan, WaitsAsLongAsTheReceiverAsks) {
  EXPECT_EQ(wait_ms(1, "x", 3600), kHour);
  EXPECT_EQ(wait_ms(1, "x", 1'000'000), 24 * kHour) << "at most a day";
  EXPECT_EQ(retry_after_of("120"), 120);
  EXPECT_EQ(retry_after_of("Wed, 21 Oct 2026 07:28:00 GMT"), 0);
  EXPECT_EQ(retry_after_of("-5"), 0);
}

TEST(RetryPlan, GivesAnEndpointThreeDays) {
  EXPECT_FALSE(is_given_up(0, kNow));
  EXPECT_FALSE(is_given_up(kNow - 72 * kHour + 1, kNow));
  EXPECT_TRUE(is_given_up(kNow - 72 * kHour, kNow));
}

TEST(Delivery, EndsWithASuccess) {
  for (const int status : {200, 202, 299}) {
    const Outcome outcome = settle(sending(), {status, "ok", 12, 0}, kNow);
    EXPECT_EQ(outcome.kept.state, State::delivered) << status;
    EXPECT_TRUE(outcome.success);
    EXPECT_EQ(outcome.kept.attempts.at(0).at, kNow - 12);
  }
}

TEST(Delivery, IsTriedAgainAfterAnythingElse) {
  for (const int status : {0, 199, 301, 400, 404, 500, 503}) {
    const Outcome outcome = settle(sending(), {status, "no", 5, 0}, kNow);
    EXPECT_EQ(outcome.kept.state, State::waiting) << status;
    EXPECT_GE(outcome.kept.next_at, kNow + 10'000);
    EXPECT_FALSE(outcome.gone);
  }
}

TEST(Delivery, IsDeadAfterTheEighthTry) {
  Delivery delivery = sending();
  for (int tries = 1; tries <= kTries; ++tries) {
    EXPECT_EQ(delivery.state, State::sending);
    delivery = settle(delivery, {500, "no", 5, 0}, kNow).kept;
    EXPECT_EQ(delivery.state, tries < kTries ? State::waiting : State::dead);
    if (tries < kTries) delivery.state = State::sending;
  }
  EXPECT_EQ(delivery.attempts.size(), 8u);
  const Delivery again = replayed(delivery, kNow);
  EXPECT_EQ(again.state, State::waiting);
  EXPECT_EQ(again.message, "msg_1") << "the same id, so that a receiver knows it";
  EXPECT_TRUE(wait_ms(settle(again, {500, "", 0, 0}, kNow).kept.failed, "x")) << "a new round of eight";
}

TEST(Delivery, StopsWhereTheReceiverWantsNothingMore) {
  const Outcome outcome = settle(sending(), {410, "gone", 5, 0}, kNow);
  EXPECT_TRUE(outcome.gone);
  EXPECT_EQ(outcome.kept.state, State::dead);
}

TEST(Delivery, KeepsTheBeginningOfAnAnswerInWholeCharacters) {
  std::string said(999, 'x');
  said += "ж and more";
  EXPECT_EQ(settle(sending(), {500, said, 5, 0}, kNow).kept.attempts.at(0).said, std::string(999, 'x'));
}

TEST(Delivery, ComesBackFromItsDocument) {
  Delivery delivery = settle(sending(), {500, "no", 5, 0}, kNow).kept;
  delivery.lane = "channel-sms/c1";
  delivery.order = 7;
  delivery.body = "{\"a\":1}";
  const Delivery read = delivery_of(delivery.id, 3, to_document(delivery));
  EXPECT_EQ(to_text(to_document(read)), to_text(to_document(delivery)));
  EXPECT_EQ(read.rev, 3);
}

// ---------- who hears of what ----------

Endpoint endpoint(const char* wish) {
  Endpoint one;
  one.id = "ep_1";
  change(one, parse_object(wish));
  return one;
}

std::string refusal(const char* wish) {
  try {
    endpoint(wish);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return {};
}

TEST(Endpoint, HearsOfWhatItAskedFor) {
  const Endpoint all = endpoint(R"({"url":"https://example.com/h","events":["*"]})");
  EXPECT_TRUE(wants(all, {"message.created", "default", false}));
  EXPECT_FALSE(wants(all, {"message.created", "default", true}))
      << "private notes only where it asks for them";
  EXPECT_TRUE(wants(endpoint(R"({"url":"https://example.com/h","events":["*"],"notes":true})"),
                    {"message.created", "default", true}));
  const Endpoint some = endpoint(
      R"({"url":"https://example.com/h","events":["handoff.*","contact.merged"],"inboxes":["shop"]})");
  EXPECT_TRUE(wants(some, {"handoff.accepted", "shop", false}));
  EXPECT_TRUE(wants(some, {"contact.merged", "shop", false}));
  EXPECT_FALSE(wants(some, {"contact.created", "shop", false}));
  EXPECT_FALSE(wants(some, {"handoff.accepted", "default", false}));
  Endpoint off = all;
  off.enabled = false;
  EXPECT_FALSE(wants(off, {"message.created", "default", false}));
}

TEST(Endpoint, NamesWhatIsWrong) {
  EXPECT_NE(refusal(R"({"events":["*"]})").find("url"), std::string::npos);
  EXPECT_NE(refusal(R"({"url":"ftp://example.com","events":["*"]})").find("url"), std::string::npos);
  EXPECT_NE(refusal(R"({"url":"https://user:pw@example.com","events":["*"]})").find("no name and password"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"url":"https://example.com","events":["message.erased"]})").find("is no event"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"url":"https://example.com","events":[]})").find("events"), std::string::npos);
  EXPECT_NE(refusal(R"({"url":"https://example.com","events":["*",7]})").find("list"), std::string::npos);
  EXPECT_NE(refusal(R"({"url":"https://example.com","events":["*"],"secret":"abc"})").find("whsec_"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"url":"https://example.com","events":["*"],"colour":"red"})").find("colour"),
            std::string::npos);
}

TEST(Endpoint, ShowsNoSecret) {
  Endpoint one = endpoint(
      R"({"url":"https://example.com/h","events":["*"],"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})");
  EXPECT_EQ(to_text(to_json(one)).find("MfKQ"), std::string::npos);
}

TEST(Endpoint, SignsWithBothSecretsWhileOneChangesOver) {
  Endpoint one = endpoint(R"({"url":"https://example.com/h","events":["*"]})");
  one.secrets = {"new", "old"};
  one.old_until = kNow;
  EXPECT_EQ(one.valid_secrets(kNow - 1).size(), 2u);
  EXPECT_EQ(one.valid_secrets(kNow), std::vector<std::string>{"new"});
}

TEST(Events, GiveTheSameIdsHoweverOftenTheyAreTold) {
  const Endpoint one = endpoint(R"({"url":"https://example.com/h","events":["*"]})");
  const std::string text = R"({"conversation":"c1","inbox":"default","message":{"seq":1}})";
  const auto first = deliveries_of("message.created", "c1", text, parse_object(text), {one}, kNow);
  const auto second = deliveries_of("message.created", "c1", text, parse_object(text), {one}, kNow + 5);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].id, second[0].id);
  EXPECT_EQ(first[0].message, second[0].message);
  EXPECT_NE(deliveries_of("message.updated", "c1", text, parse_object(text), {one}, kNow)[0].message,
            first[0].message);
  EXPECT_EQ(first[0].body,
            R"({"type":"message.created","timestamp":"2026-11-18T11:06:40.000Z","data":)" + text + "}");
}

TEST(Events, HoldNoNoteForThoseWhoDidNotAsk) {
  Endpoint one = endpoint(R"({"url":"https://example.com/h","events":["*"]})");
  const std::string text = R"({"value":{"last_message":{"body":"a secret","note":true}}})";
  EXPECT_EQ(deliveries_of("conversation.updated", "c1", text, parse_object(text), {one}, kNow)[0].body.find(
                "secret"),
            std::string::npos);
  one.notes = true;
  EXPECT_NE(deliveries_of("conversation.updated", "c1", text, parse_object(text), {one}, kNow)[0].body.find(
                "secret"),
            std::string::npos);
  EXPECT_TRUE(happened_of("message.created", parse_object(R"({"message":{"note":true}})")).note);
}

}  // namespace
}  // namespace patchbay::webhooks
