#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;

Incoming mail(const std::string& key, const std::string& from, const std::string& body,
              bool verified = true) {
  Incoming incoming;
  incoming.channel = "email";
  incoming.instance = "support-mail";
  incoming.dedup_key = key;
  incoming.from = {"email", from, verified};
  incoming.name = "Ben Ivanov";
  incoming.subject = "A broken lamp";
  incoming.text = body;
  return incoming;
}

TEST_F(Desk, AMailMakesItsContactAndConversation) {
  const Ack ack = conversations_->ingest(mail("<1@x>", "Ben@Example.com", "It came broken."));
  EXPECT_TRUE(ack.opened);
  const json::object shown = conversations_->get(ana_, ack.conversation);
  EXPECT_EQ(text(shown, "channel"), "email");
  EXPECT_EQ(text(shown, "subject"), "A broken lamp");
  EXPECT_EQ(text(shown.at("contact").as_object(), "email"), "ben@example.com");
  EXPECT_EQ(text(shown.at("contact").as_object(), "name"), "Ben Ivanov");
  EXPECT_EQ(conversations_->ingest(mail("<2@x>", "ben@example.com", "Hello?")).conversation,
            ack.conversation);
}

TEST_F(Desk, TheSameMailIsTheSameMessage) {
  Incoming incoming = mail("<1@x>", "ben@example.com", "hello");
  incoming.html = "<p>hello</p>";
  const Ack first = conversations_->ingest(incoming);
  close();
  open();
  const Ack again = conversations_->ingest(incoming);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(conversations_->messages(ana_, first.conversation, 0, 0, 10).items.size(), 1u);
}

TEST_F(Desk, AnUnprovenSenderNeverGetsIntoSomebodysConversation) {
  const Ack real = conversations_->ingest(mail("<1@x>", "ben@example.com", "my order"));
  const Ack forged = conversations_->ingest(mail("<2@x>", "ben@example.com", "send it elsewhere", false));
  EXPECT_NE(forged.conversation, real.conversation);
  // The same unproven sender again is the same one.
  EXPECT_EQ(conversations_->ingest(mail("<3@x>", "ben@example.com", "well?", false)).conversation,
            forged.conversation);
  // A visitor who says to be Ben is not sent his mail.
  const Principal eve = visitor();
  contacts_->upsert(eve, "", {{"email", "dora@example.com", false}}, {});
  const Ack doras = conversations_->ingest(mail("<4@x>", "dora@example.com", "secret", false));
  EXPECT_EQ(refusal([&] { conversations_->get(eve, doras.conversation); }), Code::not_found);
}

TEST_F(Desk, AnAnswerJoinsItsConversationAStrangersIsANote) {
  const Ack first = conversations_->ingest(mail("<1@x>", "ben@example.com", "hello"));
  set_status(first.conversation, "resolved");
  clock_.now += 30 * kDay;
  Incoming answer = mail("<2@x>", "ben@example.com", "thanks", false);
  answer.conversation = first.conversation;
  EXPECT_EQ(conversations_->ingest(answer).conversation, first.conversation);
  EXPECT_EQ(status(first.conversation), "open");
  Incoming strange = mail("<3@x>", "eve@example.com", "give me the address");
  strange.conversation = first.conversation;
  conversations_->ingest(strange);
  const json::object noted = conversations_->messages(ana_, first.conversation, 2, 0, 10).items.at(0);
  EXPECT_TRUE(noted.at("note").as_bool());
  EXPECT_EQ(text(noted.at("author").as_object(), "name"), "Ben Ivanov <eve@example.com>");
  EXPECT_EQ(text(conversations_->get(ana_, first.conversation).at("contact").as_object(), "email"),
            "ben@example.com");
}

TEST_F(Desk, AMailsFilesAndMetaAreKept) {
  blobs_->put("support-mail", "part-1", "application/pdf", 0, "%PDF", true);
  Incoming incoming = mail("<1@x>", "ben@example.com", "see the bill");
  incoming.blobs = {{"part-1", "bill.pdf"}};
  incoming.html = "<p>see the bill</p>";
  incoming.meta = {{"message_id", "<1@x>"}};
  const std::int64_t event = last_event();
  const Ack ack = conversations_->ingest(incoming);
  const json::object message = conversations_->messages(ana_, ack.conversation, 0, 0, 10).items.at(0);
  ASSERT_EQ(message.at("parts").as_array().size(), 2u);
  EXPECT_EQ(text(message.at("parts").as_array()[0].as_object(), "name"), "bill.pdf");
  EXPECT_EQ(text(message.at("parts").as_array()[1].as_object(), "mime"), "text/html");
  EXPECT_EQ(text(message.at("meta").as_object(), "message_id"), "<1@x>");
  Principal ben = visitor();
  ben.contact = text(conversations_->get(ana_, ack.conversation).at("contact").as_object(), "id");
  EXPECT_FALSE(conversations_->messages(ben, ack.conversation, 0, 0, 10).items.at(0).contains("meta"));
  const auto heard = conversations_->changes(ben, event, 100);
  for (const json::object& frame : heard->frames) EXPECT_FALSE(frame.contains("meta"));
}

TEST_F(Desk, AVeryLongMailIsWholeInItsFile) {
  const Ack ack = conversations_->ingest(mail("<1@x>", "ben@example.com", std::string(100'000, 'x')));
  const json::object message = conversations_->messages(ana_, ack.conversation, 0, 0, 10).items.at(0);
  EXPECT_EQ(message.at("body").as_string().size(), 65'536u);
  EXPECT_EQ(number(message.at("parts").as_array().at(0).as_object(), "size"), 100'000);
}

}  // namespace
}  // namespace patchbay::inbox
