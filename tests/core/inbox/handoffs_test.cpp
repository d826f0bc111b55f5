#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;

class HandoffDesk : public Desk {
 protected:
  HandoffDesk() : ben_{visitor()} {}
  json::object ask(const std::string& conversation = {}) {
    HandoffRequest request;
    request.conversation = conversation;
    request.reason = "asked for a person";
    request.summary = "A broken lamp";
    request.tried = {json::object{{"kind", "search"}, {"title", "lamp"}, {"secret", "x"}}, "rubbish"};
    return handoffs_->request(ben_, request);
  }
  Principal ben_;
};

TEST_F(HandoffDesk, GoesFromAskedToClosed) {
  const std::string conversation = say(ben_, "hello").conversation;
  set_status(conversation, "pending");
  const std::int64_t event = last_event();
  const json::object asked = ask();
  EXPECT_EQ(text(asked, "state"), "requested");
  EXPECT_EQ(text(asked, "conversation"), conversation);
  EXPECT_EQ(json::serialize(asked.at("tried")), R"([{"kind":"search","title":"lamp"}])");
  EXPECT_EQ(status(conversation), "open");
  const std::string id = text(asked, "id");
  EXPECT_EQ(text(handoffs_->offered(id, "livechat", "offered", clock_.now + kMinute), "offered_to"),
            "livechat");
  const json::object accepted = handoffs_->accept(ana_, id);
  EXPECT_EQ(text(accepted, "state"), "accepted");
  EXPECT_EQ(text(accepted.at("agent").as_object(), "name"), "Ana");
  EXPECT_EQ(text(conversations_->get(ben_, conversation).at("assignee").as_object(), "name"), "Ana");
  EXPECT_EQ(text(handoffs_->close(ana_, id), "state"), "closed");
  EXPECT_EQ(topics(event),
            (Texts{"conversation.status_changed", "handoff.requested", "journey.recorded", "handoff.offered",
                   "conversation.updated", "handoff.accepted", "handoff.closed"}));
}

TEST_F(HandoffDesk, OpensAConversationWhereThereIsNone) {
  const json::object asked = ask();
  EXPECT_EQ(say(ben_, "hello").conversation, text(asked, "conversation"));
}

TEST_F(HandoffDesk, AskingAgainGivesTheOneUnderWay) {
  const json::object asked = ask();
  EXPECT_EQ(text(ask(), "id"), text(asked, "id"));
  handoffs_->close(ana_, text(asked, "id"));
  EXPECT_NE(text(ask(), "id"), text(asked, "id"));
}

TEST_F(HandoffDesk, OneAgentIsFirst) {
  const std::string id = text(ask(), "id");
  handoffs_->accept(ana_, id);
  EXPECT_EQ(text(handoffs_->accept(ana_, id), "state"), "accepted");
  try {
    handoffs_->accept(bo_, id);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::conflict);
    EXPECT_NE(std::string{error.what()}.find("Ana"), std::string::npos);
  }
}

TEST_F(HandoffDesk, IllegalMovesAreRefused) {
  const std::string id = text(ask(), "id");
  EXPECT_EQ(refusal([&] { handoffs_->offered(id, "x", "accepted", {}); }), Code::invalid);
  EXPECT_EQ(refusal([&] { handoffs_->accept(ben_, id); }), Code::denied);
  EXPECT_EQ(refusal([&] { handoffs_->accept(system_, id); }), Code::denied);
  handoffs_->accept(ana_, id);
  EXPECT_EQ(refusal([&] { handoffs_->offered(id, "x", "offered", {}); }), Code::conflict);
  EXPECT_EQ(refusal([&] { handoffs_->left_message(id); }), Code::conflict);
  handoffs_->close(ana_, id);
  for (const auto& move : {std::function<void()>{[&] { handoffs_->close(ana_, id); }},
                           {[&] { handoffs_->accept(ana_, id); }},
                           {[&] { handoffs_->offered(id, "x", "offered", {}); }},
                           {[&] { handoffs_->left_message(id); }},
                           {[&] { handoffs_->pass(ana_, id, "", false); }}})
    EXPECT_EQ(refusal(move), Code::state);
  EXPECT_EQ(refusal([&] { handoffs_->close(ana_, "nothing"); }), Code::not_found);
}

TEST_F(HandoffDesk, ALeftMessageSaysWhenItIsAnswered) {
  config_.site.time_zone = "UTC";
  config_.hours["default"].days["tue"] = {{9 * 60, 17 * 60}};
  directory_->apply(config_);  // the clock says Monday, 2026-09-21, 14:13
  const std::string id = text(ask(), "id");
  const json::object left = handoffs_->left_message(id);
  EXPECT_EQ(text(left, "state"), "left_message");
  EXPECT_EQ(text(left, "eta"), "2026-09-22T09:00:00.000Z");
  EXPECT_EQ(text(handoffs_->offered(id, "livechat", "offered", {}), "state"), "offered");
}

TEST_F(HandoffDesk, TheAnswerEndsAPromise) {
  const Ack ack = say(ben_, "Anybody there?");
  const std::string id = text(ask(ack.conversation), "id");
  handoffs_->left_message(id);
  Draft note;
  note.cmid = "note-1", note.conversation = ack.conversation, note.body = "Who knows?", note.note = true;
  conversations_->append(ana_, note);
  EXPECT_EQ(text(handoffs_->get(ben_, ack.conversation), "state"), "left_message") << "a note is no answer";
  Draft answer;
  answer.cmid = "answer-1", answer.conversation = ack.conversation, answer.body = "I am";
  conversations_->append(ana_, answer);
  EXPECT_EQ(text(handoffs_->get(ben_, ack.conversation), "state"), "closed");
}

TEST_F(HandoffDesk, PassingOnLeavesANoteAndAsksAgain) {
  const std::string conversation = say(ben_, "hello").conversation, id = text(ask(), "id");
  handoffs_->accept(ana_, id);
  const json::object passed = handoffs_->pass_to(ana_, id, "needs billing", "team:billing");
  EXPECT_EQ(text(passed, "state"), "requested");
  EXPECT_EQ(text(passed, "team"), "billing");
  EXPECT_EQ(bodies(bo_, conversation), (Texts{"hello", "needs billing"}));
  EXPECT_EQ(bodies(ben_, conversation), Texts{"hello"});
  EXPECT_EQ(refusal([&] { conversations_->get(ana_, conversation); }), Code::not_found);
  EXPECT_EQ(text(handoffs_->pass(bo_, id, "", true), "state"), "closed");
  EXPECT_EQ(status(conversation), "pending");
}

TEST_F(HandoffDesk, ResolvingClosesIt) {
  const json::object asked = ask();
  set_status(text(asked, "conversation"), "resolved");
  EXPECT_EQ(text(handoffs_->get(ana_, text(asked, "conversation")), "state"), "closed");
}

TEST_F(HandoffDesk, IsForWhoSeesTheConversation) {
  const std::string conversation = say(ben_, "hello").conversation;
  EXPECT_EQ(refusal([&] { handoffs_->get(ana_, conversation); }), Code::not_found);
  const std::string id = text(ask(), "id");
  EXPECT_EQ(text(handoffs_->get(ben_, conversation), "id"), id);
  EXPECT_EQ(refusal([&] { handoffs_->get(visitor(), conversation); }), Code::not_found);
  EXPECT_EQ(refusal([&] { handoffs_->close(visitor(), id); }), Code::not_found);
  EXPECT_EQ(text(handoffs_->close(ben_, id), "state"), "closed");
}

}  // namespace
}  // namespace patchbay::inbox
