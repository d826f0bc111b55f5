#include <future>
#include <thread>

#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;

TEST_F(Desk, AFirstMessageOpensAConversationAndTheNextJoinsIt) {
  const Principal ben = visitor();
  const Ack first = say(ben, "Where is my parcel?");
  EXPECT_TRUE(first.opened);
  EXPECT_EQ(first.seq, 1);
  const Ack second = say(ben, "Order 1042");
  EXPECT_FALSE(second.opened);
  EXPECT_EQ(second.conversation, first.conversation);
  EXPECT_EQ(second.seq, 2);
  EXPECT_GT(second.event, first.event);
  EXPECT_EQ(bodies(ben, first.conversation), (Texts{"Where is my parcel?", "Order 1042"}));
  const json::object shown = conversations_->get(ana_, first.conversation);
  EXPECT_EQ(text(shown, "status"), "open");
  EXPECT_EQ(number(shown, "number"), 1);
  EXPECT_EQ(number(shown, "unread"), 2);
  EXPECT_EQ(text(shown.at("last_message").as_object(), "body"), "Order 1042");
}

TEST_F(Desk, TheSameCmidIsTheSameMessageForEver) {
  const Principal ben = visitor();
  const Ack first = say(ben, "hello", "", "c-1");
  const std::int64_t event = last_event();
  close();
  open();
  const Ack again = say(ben, "hello", "", "c-1");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.conversation, first.conversation);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(last_event(), event);
  EXPECT_EQ(refusal([&] { say(ben, "something else", "", "c-1"); }), Code::conflict);
  EXPECT_EQ(bodies(ben, first.conversation), Texts{"hello"});
}

TEST_F(Desk, ACmidBelongsToItsSender) {
  const Principal ben = visitor(), eve = visitor();
  const Ack bens = say(ben, "hello", "", "c-1"), eves = say(eve, "hello", "", "c-1");
  EXPECT_FALSE(eves.repeated);
  EXPECT_NE(bens.conversation, eves.conversation);
}

TEST_F(Desk, AMessageNeedsACmidATextAndUtf8) {
  const Principal ben = visitor();
  EXPECT_EQ(refusal([&] { say(ben, "x", "", "no spaces"); }), Code::invalid);
  EXPECT_EQ(refusal([&] { say(ben, "x", "", std::string(65, 'a')); }), Code::invalid);
  EXPECT_EQ(refusal([&] { say(ben, "  \n"); }), Code::invalid);
  EXPECT_EQ(refusal([&] { say(ben, "\xff"); }), Code::invalid);
  EXPECT_EQ(refusal([&] { say(ben, std::string(70'000, 'x')); }), Code::invalid);
  EXPECT_EQ(refusal([&] { say(Principal::anonymous(), "x"); }), Code::denied);
  const Ack ack = say(ben, "a\r\nb\x1b[31m\x07");
  EXPECT_EQ(bodies(ben, ack.conversation), Texts{"a\nb[31m"});
}

TEST_F(Desk, SeqHasNoGapsUnderThirtyTwoThreads) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "first").conversation;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 32; ++thread)
    threads.emplace_back([&, thread] {
      for (int at = 0; at < 10; ++at) say(thread % 2 == 0 ? ben : ana_, std::to_string(thread), conversation);
    });
  for (std::thread& thread : threads) thread.join();
  std::int64_t seq = 0;
  for (std::int64_t after = 0; seq < 321; after = seq) {
    const Page page = conversations_->messages(ana_, conversation, after == 0 ? -1 : after, 0, 100);
    ASSERT_FALSE(page.items.empty());
    for (const json::object& message : page.items) ASSERT_EQ(number(message, "seq"), ++seq);
  }
}

TEST_F(Desk, AMissingMessageIsFoundByTheCheck) {
  const std::string conversation = say(visitor(), "one").conversation;
  say(ana_, "two", conversation);
  say(ana_, "three", conversation);
  EXPECT_TRUE(conversations_->check().empty());
  database_->write("lose", [](store::Write& db) { db.run("delete from messages where seq = 2"); });
  EXPECT_EQ(conversations_->check().size(), 1u);
}

TEST_F(Desk, LateAnswersComeAfterTheCommit) {
  const Principal ben = visitor();
  std::promise<Ack> promise;
  Draft draft;
  draft.cmid = "c-1";
  draft.body = "hello";
  conversations_->append_later(ben, draft, [&](const Ack& ack, const std::exception_ptr& error) {
    if (error) return promise.set_exception(error);
    promise.set_value(ack);
  });
  const Ack ack = promise.get_future().get();
  EXPECT_EQ(bodies(ben, ack.conversation), Texts{"hello"});
}

TEST_F(Desk, PrivateNotesAreAgentsAlone) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  note(ana_, "he called before", conversation);
  say(ana_, "Hi Ben", conversation);
  EXPECT_EQ(bodies(ana_, conversation), (Texts{"hello", "he called before", "Hi Ben"}));
  EXPECT_EQ(bodies(ben, conversation), (Texts{"hello", "Hi Ben"}));
  EXPECT_EQ(refusal([&] { note(ben, "psst", conversation); }), Code::denied);
  EXPECT_EQ(number(conversations_->get(ben, conversation), "last_seq"), 3);
}

TEST_F(Desk, OneDoesNotSeeOrJoinAnothersConversation) {
  const Principal ben = visitor(), eve = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  EXPECT_EQ(refusal([&] { say(eve, "hi", conversation); }), Code::not_found);
  EXPECT_EQ(refusal([&] { conversations_->get(eve, conversation); }), Code::not_found);
  EXPECT_EQ(refusal([&] { conversations_->get(ben, "1"); }), Code::not_found);
  EXPECT_EQ(refusal([&] { conversations_->messages(eve, conversation, 0, 0, 50); }), Code::not_found);
  EXPECT_TRUE(conversations_->list(eve, {}).items.empty());
  EXPECT_EQ(conversations_->list(ben, {}).items.size(), 1u);
}

TEST_F(Desk, AnAgentSeesWhatIsNobodysOrTheirTeams) {
  const std::string anyones = say(visitor(), "hello").conversation;
  const std::string supports = say(visitor("shop"), "hello").conversation;
  EXPECT_EQ(conversations_->list(ana_, {}).items.size(), 2u);
  EXPECT_EQ(conversations_->list(bo_, {}).items.size(), 1u);
  EXPECT_EQ(conversations_->list(chief_, {}).items.size(), 2u);
  EXPECT_EQ(refusal([&] { conversations_->get(bo_, supports); }), Code::not_found);
  EXPECT_EQ(refusal([&] { say(bo_, "hi", supports); }), Code::not_found);
  EXPECT_EQ(number(conversations_->counts(bo_), "all"), 1);
  EXPECT_EQ(number(conversations_->counts(ana_), "all"), 2);
  EXPECT_EQ(refusal([&] { conversations_->counts(visitor()); }), Code::denied);
}

TEST_F(Desk, TheJourneyBeforeTheFirstMessageIsKept) {
  const Principal ben = visitor();
  Draft draft;
  draft.cmid = "c-1";
  draft.body = "hello";
  draft.journey = {
      json::object{{"kind", "search"}, {"at", "2026-09-21T13:46:00Z"}, {"data", {{"q", "refund"}}}},
      json::object{{"kind", "<script>"}}, "rubbish",
      json::object{{"kind", "page"}, {"data", {{"x", std::string(5000, 'x')}}}}};
  for (int at = 0; at < 60; ++at)
    draft.journey.push_back(json::object{{"kind", "page"}, {"page", "/p" + std::to_string(at)}});
  conversations_->append(ben, draft);
  const auto kept = inbox_->journey(ana_, ben.contact, 1000);
  EXPECT_EQ(kept.size(), 51u) << "and the message itself";
  draft.cmid = "c-2";
  draft.journey = {draft.journey[0]};
  conversations_->append(ben, draft);
  EXPECT_EQ(inbox_->journey(ana_, ben.contact, 1000).size(), 52u);
}

TEST_F(Desk, AskingAPersonIsAStepOfTheJourneyOnceForEachTurn) {
  const Principal mia = visitor();
  const auto kinds = [&] {
    std::string all;
    for (const JourneyEntry& entry : inbox_->journey(mia, mia.contact, 50)) all = entry.kind + " " + all;
    return all;
  };
  const Ack first = say(mia, "Hello");
  say(mia, "Anybody?");
  EXPECT_EQ(kinds(), "message ");
  Draft answer;
  answer.cmid = "answer-1", answer.conversation = first.conversation, answer.body = "Yes?";
  conversations_->append(chief_, answer);
  clock_.now += kMinute;
  say(mia, "My order");
  EXPECT_EQ(kinds(), "message message ");
  clock_.now += kMinute;
  handoffs_->request(mia, {.conversation = first.conversation,
                           .topic = "",
                           .team = "",
                           .reason = "asked",
                           .summary = "",
                           .locale = "en",
                           .tried = {}});
  EXPECT_EQ(kinds(), "message message handoff ");
}

TEST_F(Desk, OnlyASystemMaySpeakAsABot) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  Draft draft;
  draft.cmid = "b-1";
  draft.conversation = conversation;
  draft.body = "I am a bot";
  draft.author = {.kind = "bot", .id = "chatbot", .name = "Bot", .avatar = ""};
  EXPECT_EQ(refusal([&] { conversations_->append(ana_, draft); }), Code::denied);
  draft.instance = "chatbot";
  conversations_->append(system_, draft);
  const auto page = conversations_->messages(ben, conversation, 1, 0, 50);
  EXPECT_EQ(text(page.items.at(0).at("author").as_object(), "kind"), "bot");
}

TEST_F(Desk, AWebAnswerToAMailGoesOutByTheInstanceItCameInBy) {
  const Principal ben = visitor();
  Draft mail;
  mail.contact = ben.contact;
  mail.channel = "email";
  mail.instance = "support-mail";
  mail.dedup_key = "<1@example.com>";
  mail.author.kind = "visitor";
  mail.body = "hello by mail";
  const Ack came = conversations_->append(system_, mail);
  EXPECT_TRUE(conversations_->append(system_, mail).repeated);
  const std::int64_t event = last_event();
  say(ana_, "hello Ben", came.conversation);
  EXPECT_EQ(topics(event), (Texts{"message.created", "message.outbound.email"}));
  const auto answer = conversations_->messages(ana_, came.conversation, 1, 0, 50).items.at(0);
  EXPECT_EQ(text(answer.at("delivery").as_object(), "state"), "queued");
  EXPECT_EQ(text(answer, "channel"), "email");
}

TEST_F(Desk, FilesAreTheirSendersAndBecomeParts) {
  const Principal ben = visitor(), eve = visitor();
  files_.all["UPLOAD"] = {.name = "bill.pdf", .mime = "application/pdf", .owner = ben.id, .size = 12};
  Draft draft;
  draft.cmid = "c-1";
  draft.attachments = {"UPLOAD"};
  EXPECT_EQ(refusal([&] { conversations_->append(eve, draft); }), Code::invalid);
  // Without the blob behind it the message is not stored either.
  EXPECT_EQ(refusal([&] { conversations_->append(ben, draft); }), Code::invalid);
  EXPECT_TRUE(conversations_->list(ben, {}).items.empty());
}

}  // namespace
}  // namespace patchbay::inbox
