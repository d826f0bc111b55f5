#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;

Edit assignee(const std::string& id) {
  Edit edit;
  edit.assignee = id;
  return edit;
}
Edit team(const std::string& name) {
  Edit edit;
  edit.team = name;
  return edit;
}

TEST_F(Desk, EveryMemberThatDiffersIsOneChange) {
  const std::string conversation = say(visitor(), "hello").conversation;
  const std::int64_t event = last_event();
  Edit edit;
  edit.status = "open";
  edit.subject = "A parcel";
  edit.priority = "high";
  edit.labels = Texts{"vip", "parcel", "vip"};
  edit.due_ms = clock_.now + kHour;
  edit.assignee = ana_.id;
  const json::object shown = conversations_->edit(ana_, conversation, edit);
  EXPECT_EQ(json::serialize(shown.at("labels")), R"(["parcel","vip"])");
  EXPECT_EQ(text(shown.at("assignee").as_object(), "name"), "Ana");
  EXPECT_EQ(topics(event), Texts(5, "conversation.updated"));
  conversations_->edit(ana_, conversation, edit);
  EXPECT_EQ(topics(event).size(), 5u);
}

TEST_F(Desk, WhatIsNoEditIsRefused) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  const auto refused = [&](const Edit& edit) {
    return refusal([&] { conversations_->edit(ana_, conversation, edit); });
  };
  Edit edit;
  edit.status = "gone";
  EXPECT_EQ(refused(edit), Code::invalid);
  edit.status = "snoozed";
  EXPECT_EQ(refused(edit), Code::invalid);
  edit.snoozed_until_ms = clock_.now - 1;
  EXPECT_EQ(refused(edit), Code::invalid);
  EXPECT_EQ(refused(assignee("01J9ZK3V5T7Q0000000000000F")), Code::invalid);
  EXPECT_EQ(refused(team("nobody")), Code::invalid);
  EXPECT_EQ(refusal([&] { conversations_->edit(ben, conversation, team("support")); }), Code::denied);
  EXPECT_EQ(refusal([&] { conversations_->edit(visitor(), conversation, team("support")); }),
            Code::not_found);
}

TEST_F(Desk, ATeamsConversationGoesToItsMembersOnly) {
  const std::string conversation = say(visitor("shop"), "hello").conversation;
  EXPECT_EQ(refusal([&] { conversations_->edit(ana_, conversation, assignee(bo_.id)); }), Code::invalid);
  conversations_->edit(ana_, conversation, assignee(ana_.id));
  conversations_->edit(ana_, conversation, assignee(chief_.id));
  conversations_->edit(ana_, conversation, assignee(ana_.id));
  // Moved to a team she is not of, it is not hers any more.
  const json::object moved = conversations_->edit(ana_, conversation, team("billing"));
  EXPECT_TRUE(moved.at("assignee").is_null());
  EXPECT_EQ(refusal([&] { conversations_->get(ana_, conversation); }), Code::not_found);
  EXPECT_NO_THROW(conversations_->get(bo_, conversation));
}

TEST_F(Desk, WhoLosesSightOfAConversationHearsThatItWent) {
  const std::string conversation = say(visitor("shop"), "hello").conversation;
  const std::int64_t event = last_event();
  conversations_->edit(chief_, conversation, team("billing"));
  say(chief_, "over to you", conversation);
  const auto anas = conversations_->changes(ana_, event, 100)->frames,
             bos = conversations_->changes(bo_, event, 100)->frames;
  ASSERT_EQ(anas.size(), 1u);
  EXPECT_EQ(text(anas[0], "type"), "assignment");
  EXPECT_EQ(text(anas[0], "team"), "billing");
  EXPECT_EQ(bos.size(), 2u);
}

TEST_F(Desk, AnAnswerEndsTheWaiting) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  const std::string since = text(conversations_->get(ana_, conversation), "waiting_since");
  clock_.now += kMinute;
  say(ben, "anybody?");
  EXPECT_EQ(text(conversations_->get(ana_, conversation), "waiting_since"), since);
  note(ana_, "on it", conversation);
  EXPECT_EQ(text(conversations_->get(ana_, conversation), "waiting_since"), since);
  say(ana_, "Hi!", conversation);
  EXPECT_TRUE(conversations_->get(ana_, conversation).at("waiting_since").is_null());
  EXPECT_EQ(number(conversations_->get(ana_, conversation), "unread"), 0);
}

TEST_F(Desk, ListsFilterSortAndTurnPages) {
  std::vector<std::string> all;
  for (int at = 0; at < 5; ++at) {
    clock_.now += kMinute;
    all.push_back(say(visitor(), "hello").conversation);
  }
  Filter filter;
  filter.limit = 2;
  Texts seen;
  do {
    const Page page = conversations_->list(ana_, filter);
    for (const json::object& one : page.items) seen.push_back(text(one, "id"));
    filter.cursor = page.next;
  } while (!filter.cursor.empty());
  EXPECT_EQ(seen, Texts(all.rbegin(), all.rend()));

  Edit due;
  due.due_ms = clock_.now + kHour;
  conversations_->edit(ana_, all[1], due);
  Filter by_due;
  by_due.sort = "due";
  EXPECT_EQ(text(conversations_->list(ana_, by_due).items.at(0), "id"), all[1]);
  by_due.sort = "waiting";
  EXPECT_EQ(text(conversations_->list(ana_, by_due).items.at(0), "id"), all[0]);
  by_due.sort = "rubbish";
  EXPECT_EQ(refusal([&] { conversations_->list(ana_, by_due); }), Code::invalid);

  conversations_->edit(ana_, all[2], assignee(ana_.id));
  Filter mine;
  mine.assignee = "me";
  EXPECT_EQ(conversations_->list(ana_, mine).items.size(), 1u);
  EXPECT_EQ(conversations_->list(bo_, mine).items.size(), 0u);
  mine.assignee = "none";
  EXPECT_EQ(conversations_->list(ana_, mine).items.size(), 4u);
  set_status(all[0], "resolved");
  Filter resolved;
  resolved.status = "resolved";
  EXPECT_EQ(conversations_->list(ana_, resolved).items.size(), 1u);
  resolved.status = "all";
  EXPECT_EQ(conversations_->list(ana_, resolved).items.size(), 5u);
  resolved.cursor = "rubbish";
  EXPECT_EQ(refusal([&] { conversations_->list(ana_, resolved); }), Code::invalid);
  const json::object counts = conversations_->counts(ana_);
  EXPECT_EQ(number(counts, "mine"), 1);
  EXPECT_EQ(number(counts, "unassigned"), 3);
  EXPECT_EQ(number(counts, "all"), 4);
  EXPECT_EQ(number(counts.at("by_channel").as_object(), "web"), 4);
}

TEST_F(Desk, SeenMarksOnlyGoForward) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  say(ana_, "Hi", conversation);
  say(ana_, "there", conversation);
  const auto mark = [&](const char* which) {
    return number(conversations_->get(ana_, conversation).at("seen").as_object().at("contact").as_object(),
                  which);
  };
  conversations_->seen(ben, conversation, 2, "delivered");
  EXPECT_EQ(mark("delivered"), 2);
  EXPECT_EQ(mark("read"), 1);
  conversations_->seen(ben, conversation, 99, "read");
  EXPECT_EQ(mark("delivered"), 3);
  EXPECT_EQ(mark("read"), 3);
  const std::int64_t event = last_event();
  conversations_->seen(ben, conversation, 2, "read");
  EXPECT_EQ(last_event(), event);
  EXPECT_EQ(refusal([&] { conversations_->seen(ben, conversation, 2, "eaten"); }), Code::invalid);
  say(ben, "one");
  say(ben, "two");
  conversations_->seen(ana_, conversation, 4, "read");
  EXPECT_EQ(number(conversations_->get(ana_, conversation), "unread"), 1);
}

TEST_F(Desk, OnesOwnMessageCanBeChangedForAQuarterOfAnHour) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  say(ana_, "Helo Ben", conversation);
  const auto change = [&](const Principal& by, std::int64_t seq) {
    return refusal([&] { conversations_->update_message(by, conversation, seq, {{"body", "Hello Ben"}}); });
  };
  EXPECT_EQ(change(bo_, 2), Code::denied);
  EXPECT_EQ(change(ben, 1), Code::denied);
  EXPECT_EQ(change(ana_, 7), Code::not_found);
  EXPECT_EQ(change(ana_, 2), std::nullopt);
  EXPECT_EQ(bodies(ben, conversation).back(), "Hello Ben");
  clock_.now += 16 * kMinute;
  EXPECT_EQ(refusal([&] {
              conversations_->update_message(ana_, conversation, 2, {{"body", "x"}});
            }),
            Code::denied);
}

TEST_F(Desk, TheChannelSaysWhatBecameOfAnAnswer) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  const json::object sent = {{"delivery", {{"state", "failed"}, {"detail", "no such mailbox"}}}};
  EXPECT_EQ(refusal([&] { conversations_->update_message(ana_, conversation, 1, sent); }), Code::denied);
  const std::int64_t event = last_event();
  conversations_->update_message(system_, conversation, 1, sent);
  EXPECT_EQ(topics(event), Texts{"message.updated"});
}

TEST_F(Desk, AMergedConversationMovesNothingAndCanBeUndone) {
  const Principal ben = visitor();
  Principal shopping = ben;
  shopping.inbox = "shop";
  const std::string one = say(ben, "in one").conversation, two = say(shopping, "in the other").conversation;
  const std::int64_t event = last_event();
  conversations_->merge(ana_, one, two);
  EXPECT_EQ(text(conversations_->changes(ben, event, 10)->frames.at(0), "type"), "moved");
  EXPECT_EQ(bodies(ana_, one), Texts{"in one"});
  EXPECT_EQ(say(ben, "more", one).conversation, two);
  EXPECT_EQ(conversations_->list(ana_, {}).items.size(), 1u);
  EXPECT_EQ(conversations_->get(ana_, two).at("merged").as_array().size(), 1u);
  EXPECT_EQ(refusal([&] { conversations_->merge(ana_, two, one); }), Code::invalid);
  EXPECT_EQ(refusal([&] { conversations_->merge(ana_, one, two); }), Code::state);
  EXPECT_EQ(refusal([&] { conversations_->merge(ben, one, two); }), Code::denied);
  conversations_->unmerge(ana_, one);
  EXPECT_EQ(say(ben, "more", one).conversation, one);
  EXPECT_EQ(say(ben, "and more").conversation, one);
  EXPECT_EQ(refusal([&] { conversations_->unmerge(ana_, one); }), Code::state);
}

TEST_F(Desk, ConversationsOfTwoPeopleAreNotMerged) {
  const std::string one = say(visitor(), "I").conversation, two = say(visitor(), "you").conversation;
  EXPECT_EQ(refusal([&] { conversations_->merge(ana_, one, two); }), Code::invalid);
}

TEST_F(Desk, ASplitQuotesByReference) {
  const Principal ben = visitor();
  const std::string first = say(ben, "my parcel").conversation;
  say(ben, "and by the way, my bill");
  const json::object split = conversations_->split(ana_, first, 2);
  EXPECT_EQ(text(split.at("quotes").as_object(), "conversation"), first);
  EXPECT_EQ(number(split.at("quotes").as_object(), "seq"), 2);
  EXPECT_EQ(bodies(ana_, first).size(), 2u);
  EXPECT_EQ(say(ben, "hm").conversation, first);
  EXPECT_EQ(say(ben, "about the bill", text(split, "id")).conversation, text(split, "id"));
  EXPECT_EQ(refusal([&] { conversations_->split(ana_, first, 9); }), Code::not_found);
}

}  // namespace
}  // namespace patchbay::inbox
