#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;

Texts types(const std::vector<json::object>& frames) {
  Texts all;
  for (const json::object& frame : frames) all.push_back(text(frame, "type"));
  return all;
}

TEST_F(Desk, EveryChangeComesInOrderToWhoMaySeeIt) {
  const Principal ben = visitor(), eve = visitor();
  const std::int64_t before = last_event();
  const Ack ack = say(ben, "hello");
  note(ana_, "a note", ack.conversation);
  const auto anas = conversations_->changes(ana_, before, 100),
             bens = conversations_->changes(ben, before, 100);
  ASSERT_TRUE(anas && bens);
  EXPECT_EQ(types(anas->frames), (Texts{"conversation", "message", "message"}));
  EXPECT_EQ(types(bens->frames), (Texts{"conversation", "message"}));
  EXPECT_TRUE(conversations_->changes(eve, before, 100)->frames.empty());
  EXPECT_EQ(anas->reached, last_event());
  EXPECT_EQ(bens->reached, last_event());
  EXPECT_EQ(number(bens->frames[1], "event"), ack.event);
  EXPECT_TRUE(bens->frames[1].contains("cmid"));
  EXPECT_FALSE(anas->frames[1].contains("cmid"));
  EXPECT_FALSE(bens->frames[0].at("value").as_object().contains("unread"));
  EXPECT_TRUE(anas->frames[0].at("value").as_object().contains("unread"));
}

TEST_F(Desk, AnotherTeamHearsNothing) {
  const std::int64_t before = last_event();
  say(visitor("shop"), "hello");
  EXPECT_EQ(conversations_->changes(ana_, before, 100)->frames.size(), 2u);
  EXPECT_TRUE(conversations_->changes(bo_, before, 100)->frames.empty());
}

TEST_F(Desk, AFeedOlderThanTheLogSaysSo) {
  const std::int64_t before = last_event();
  say(visitor(), "hello");
  say(visitor(), "hello");
  EXPECT_TRUE(conversations_->changes(ana_, before, 1));
  database_->write("shorten", [&](store::Write& db) {
    store::shorten_changes(db, clock_.now + 100 * 365 * kDay, static_cast<int>(before) + 1);
  });
  EXPECT_FALSE(conversations_->changes(ana_, before, 100));
  EXPECT_TRUE(conversations_->changes(ana_, before + 1, 100));
  EXPECT_FALSE(conversations_->changes(ana_, last_event() + 10, 100));
  EXPECT_TRUE(conversations_->changes(ana_, last_event(), 100));
}

TEST_F(Desk, AReplayedFrameIsTheStoredMessage) {
  const Principal ben = visitor();
  const std::int64_t before = last_event();
  const Ack ack = say(ben, "quote \" and \\ and \xd0\xb0");
  json::object frame = conversations_->changes(ana_, before, 100)->frames.at(1);
  frame.erase("type");
  EXPECT_EQ(frame, conversations_->messages(ana_, ack.conversation, 0, 0, 50).items.at(0));
}

}  // namespace
}  // namespace patchbay::inbox
