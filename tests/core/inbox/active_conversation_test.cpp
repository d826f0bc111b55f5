// Where a message without a conversation goes: the rule, case by case.
#include <thread>

#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

struct Case {
  const char* status;
  std::int64_t age_ms;  // since it got that status
  bool joins;           // the message lands there
  bool opened;          // the sender is told that it was reopened or is new
  const char* becomes;
};

class ActiveConversation : public Desk, public testing::WithParamInterface<Case> {};

TEST_P(ActiveConversation, TakesTheNextMessage) {
  const Case& rule = GetParam();
  const Principal ben = visitor();
  const std::string first = say(ben, "hello").conversation;
  if (std::string{rule.status} != "open") set_status(first, rule.status);
  clock_.now += rule.age_ms;
  const Ack next = say(ben, "again");
  EXPECT_EQ(next.conversation == first, rule.joins);
  EXPECT_EQ(next.opened, rule.opened);
  EXPECT_EQ(status(next.conversation), rule.becomes);
  EXPECT_EQ(next.seq, rule.joins ? 2 : 1);
}

INSTANTIATE_TEST_SUITE_P(Rules, ActiveConversation,
                         testing::Values(Case{"open", 0, true, false, "open"},
                                         Case{"open", 400 * kDay, true, false, "open"},
                                         Case{"pending", 0, true, false, "pending"},
                                         Case{"snoozed", 0, true, false, "open"},
                                         Case{"resolved", 0, true, true, "open"},
                                         Case{"resolved", 7 * kDay - kMinute, true, true, "open"},
                                         Case{"resolved", 7 * kDay, false, true, "open"}));

TEST_F(Desk, AnInboxHasItsOwnActiveConversation) {
  Principal ben = visitor();
  const std::string first = say(ben, "hello").conversation;
  ben.inbox = "shop";
  EXPECT_NE(say(ben, "hello").conversation, first);
}

TEST_F(Desk, TwoFirstMessagesAtOnceMakeOneConversation) {
  const Principal ben = visitor();
  std::vector<std::string> conversations(16);
  {
    std::vector<std::jthread> threads;
    for (std::string& one : conversations)
      threads.emplace_back([&] { one = say(ben, "hello").conversation; });
  }
  for (const std::string& one : conversations) EXPECT_EQ(one, conversations.front());
}

TEST_F(Desk, AMessageToAnOldConversationReopensItBesideTheActiveOne) {
  const Principal ben = visitor();
  const std::string old = say(ben, "hello").conversation;
  set_status(old, "resolved");
  clock_.now += 30 * kDay;
  const std::string active = say(ben, "something new").conversation;
  ASSERT_NE(old, active);
  EXPECT_TRUE(say(ben, "about back then", old).opened);
  EXPECT_EQ(status(old), "open");
  EXPECT_EQ(say(ben, "and now").conversation, active);
}

TEST_F(Desk, AResolvedOneIsNotReopenedBesideTheActiveOne) {
  const Principal ben = visitor();
  const std::string old = say(ben, "hello").conversation;
  set_status(old, "resolved");
  clock_.now += 30 * kDay;
  say(ben, "something new");
  EXPECT_EQ(refusal([&] { set_status(old, "open"); }), Code::conflict);
}

TEST_F(Desk, AnAgentsOpeningGivesTheActiveConversation) {
  const Principal ben = visitor();
  const json::object made = conversations_->open(ana_, ben.contact, "", "", "A question");
  EXPECT_EQ(text(made, "subject"), "A question");
  EXPECT_EQ(text(conversations_->open(ana_, ben.contact, "", "", ""), "id"), text(made, "id"));
  EXPECT_EQ(say(ben, "yes?").conversation, text(made, "id"));
  EXPECT_EQ(refusal([&] { conversations_->open(ben, ben.contact, "", "", ""); }), Code::denied);
  EXPECT_EQ(refusal([&] { conversations_->open(ana_, "nobody", "", "", ""); }), Code::not_found);
  EXPECT_EQ(refusal([&] { conversations_->open(ana_, ben.contact, "elsewhere", "", ""); }), Code::invalid);
}

TEST_F(Desk, ASnoozedConversationWakesWhenItsTimeHasCome) {
  const std::string conversation = say(visitor(), "hello").conversation;
  set_status(conversation, "snoozed");
  EXPECT_EQ(conversations_->wake_snoozed(), 0);
  clock_.now += kDay;
  const std::int64_t event = last_event();
  EXPECT_EQ(conversations_->wake_snoozed(), 1);
  EXPECT_EQ(status(conversation), "open");
  EXPECT_EQ(topics(event), std::vector<std::string>{"conversation.status_changed"});
  EXPECT_EQ(conversations_->wake_snoozed(), 0);
}

}  // namespace
}  // namespace patchbay::inbox
