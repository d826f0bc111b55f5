// A channel written in anything that speaks HTTP.
#include "channels.hpp"

#include <stdexcept>

#include "webhook_host.hpp"

namespace patchbay::webhooks {
namespace {

class WebhookChannel : public WebhookHost {
 protected:
  void SetUp() override {
    WebhookHost::SetUp();
    host->answer("message.ingest@1", [this](const std::string& text) {
      ingested.push_back(parse_object(text));
      return std::string{
          R"({"cmid":"","conversation":"c1","id":"m1","seq":1,"event":9,"repeated":false,"opened":true})"};
    });
    host->answer("message.update@1", [this](const std::string& text) {
      updated.push_back(parse_object(text));
      return std::string{"{}"};
    });
    host->answer("contact.get@1",
                 R"({"id":"k1","identities":[{"kind":"phone","value":"+359881234567","verified":true}]})");
    host->start();
  }
  FakeAnswer bring(const std::string& body, const std::string& secret, std::int64_t at = now_ms() / 1000,
                   FakeActor actor = {}) {
    FakeHeaders headers{{"content-type", "application/json"}};
    if (!secret.empty()) {
      headers.emplace_back("webhook-id", "in_1");
      headers.emplace_back("webhook-timestamp", std::to_string(at));
      headers.emplace_back("webhook-signature", sign(secret, "in_1", at, body));
    }
    return host->request({"POST", "/api/v1/webhooks/inbox/sms/messages", headers, body, actor, {}});
  }
  void say(int seq) {
    host->deliver("message.outbound.sms", "c1",
                  R"({"conversation":"c1","contact":"k1","message":{"seq":)" + std::to_string(seq) +
                      R"(,"body":"Hello"}})");
  }
  std::vector<json::object> ingested, updated;
};

const std::string kMessage =
    R"({"id":"sms-77","from":{"kind":"phone","value":"+359881234567","name":"Ana"},"text":"Where is my lamp?"})";

TEST_F(WebhookChannel, BringsASignedMessage) {
  const auto taken = bring(kMessage, kSecret);
  EXPECT_EQ(taken.status, 201) << taken.body;
  EXPECT_EQ(taken.body, R"({"conversation":"c1","id":"m1","seq":1,"repeated":false})");
  ASSERT_EQ(ingested.size(), 1u);
  EXPECT_EQ(
      to_text(ingested[0]),
      R"({"channel":"sms","dedup_key":"sms-77","from":{"kind":"phone","value":"+359881234567","verified":false,"name":"Ana"},"text":"Where is my lamp?"})");
}

TEST_F(WebhookChannel, TakesNothingUnsigned) {
  EXPECT_EQ(bring(kMessage, "").status, 403);
  EXPECT_EQ(bring(kMessage, new_secret()).status, 403);
  EXPECT_EQ(bring(kMessage, kSecret, now_ms() / 1000 - 600).status, 403) << "an old one played again";
  EXPECT_EQ(bring(kMessage, "", 0, FakeActor::customer()).status, 403);
  EXPECT_TRUE(ingested.empty());
}

TEST_F(WebhookChannel, TakesAnAgentsToken) {
  EXPECT_EQ(bring(kMessage, "", 0, FakeActor::agent()).status, 201);
}

TEST_F(WebhookChannel, NamesWhatIsWrongWithAMessage) {
  for (const char* body : {"{}", "[]", "{", R"({"id":"1","from":{"value":"x"}})",
                           R"({"id":"1","from":{"kind":"fax","value":"x"},"text":"a"})",
                           R"({"id":"1","from":{"value":""},"text":"a"})",
                           R"({"id":"1","from":{"value":"x"},"text":"a","html":"<b>"})"})
    EXPECT_EQ(bring(body, kSecret).status, 400) << body;
  EXPECT_EQ(host->post("/api/v1/webhooks/inbox/fax/messages", kMessage).status, 404);
}

TEST_F(WebhookChannel, SendsAnAnswerOutAndTellsTheConversation) {
  host->answer_fetch("https://sms.example.com/out", 200, "ok");
  say(2);
  work();
  ASSERT_EQ(host->fetches().size(), 1u);
  EXPECT_EQ(wrong_with_fetch(host->fetches()[0]), "");
  const json::object sent = parse_object(host->fetches()[0].body);
  EXPECT_EQ(sent.at("type"), "message.outbound");
  EXPECT_EQ(sent.at("data").at("to").at(0).at("value"), "+359881234567");
  EXPECT_EQ(sent.at("data").at("message").at("body"), "Hello");
  ASSERT_EQ(updated.size(), 1u);
  EXPECT_EQ(to_text(updated[0]), R"({"conversation":"c1","seq":2,"delivery":{"state":"sent"}})");
}

TEST_F(WebhookChannel, KeepsTheOrderOfAConversation) {
  host->answer_fetch("https://sms.example.com/out", 500, "not now");
  say(2);
  work();
  say(3);
  work();
  EXPECT_EQ(host->fetches().size(), 1u) << "the third waits for the second";
  host->answer_fetch("https://sms.example.com/out", 200, "ok");
  for (const std::string& id : host->ids("deliveries"))
    if (integer_of(doc(id), "order") == 2) make_due(id);
  work();
  ASSERT_EQ(host->fetches().size(), 3u);
  EXPECT_EQ(parse_object(host->fetches()[2].body).at("data").at("message").at("seq"), 3);
  EXPECT_EQ(updated.size(), 2u);
}

TEST_F(WebhookChannel, TellsTheConversationThatAnAnswerWasGivenUp) {
  host->answer_fetch("https://sms.example.com/out", 500, "no");
  say(2);
  work();
  const std::string id = only();
  for (int i = 0; i < 7; ++i) make_due(id);
  ASSERT_EQ(updated.size(), 1u);
  EXPECT_EQ(
      to_text(updated[0]),
      R"({"conversation":"c1","seq":2,"delivery":{"state":"failed","detail":"the receiver answered 500"}})");
}

}  // namespace
}  // namespace patchbay::webhooks
