// From an event to the receiver, whatever the receiver does.
#include "webhook_host.hpp"

namespace patchbay::webhooks {
namespace {

constexpr const char* kCrm = "https://crm.example.com/hook";

TEST_F(WebhookHost, SendsAnEventSigned) {
  host->answer_fetch(kCrm, 200, "ok");
  host->start();
  EXPECT_EQ(tell(), PBAY_OK);
  work();
  ASSERT_EQ(host->fetches().size(), 1u);
  const FakeFetch fetch = host->fetches().front();
  EXPECT_EQ(wrong_with_fetch(fetch), "");
  EXPECT_EQ(text_of(parse_object(fetch.body), "type"), "message.created");
  EXPECT_EQ(state(only()), "delivered");
}

TEST_F(WebhookHost, SendsAnEventOnceHoweverOftenItIsTold) {
  host->answer_fetch(kCrm, 200, "ok");
  host->start();
  tell();
  work();
  tell();
  work();
  EXPECT_EQ(host->fetches().size(), 1u);
}

TEST_F(WebhookHost, TriesAgainWithTheSameIdAndANewSignature) {
  host->answer_fetch(kCrm, 500, "not now");
  host->start();
  tell();
  work();
  const std::string id = only();
  EXPECT_EQ(state(id), "waiting");
  EXPECT_GE(integer_of(doc(id), "next_at"), now_ms() + 5'000);
  host->answer_fetch(kCrm, 200, "ok");
  make_due(id);
  EXPECT_EQ(state(id), "delivered");
  ASSERT_EQ(host->fetches().size(), 2u);
  EXPECT_EQ(header(host->fetches()[0], "webhook-id"), header(host->fetches()[1], "webhook-id"));
  EXPECT_EQ(host->fetches()[0].body, host->fetches()[1].body);
  EXPECT_EQ(wrong_with_fetch(host->fetches()[1]), "");
  const json::object whole = get("/deliveries/" + id);
  ASSERT_EQ(whole.at("attempts").as_array().size(), 2u);
  EXPECT_EQ(whole.at("attempts").at(0).at("said"), "not now");
}

TEST_F(WebhookHost, NotesThatNobodyAnswered) {
  host->start();  // no answer is known: the fetch fails
  tell();
  work();
  EXPECT_EQ(state(only()), "waiting");
  EXPECT_EQ(get("/deliveries/" + only()).at("attempts").at(0).at("status"), json::value(nullptr));
}

TEST_F(WebhookHost, GivesUpAfterEightTriesAndSendsAgainWhenAsked) {
  host->answer_fetch(kCrm, 500, "no");
  host->start();
  tell();
  work();
  const std::string id = only();
  for (int i = 0; i < 7; ++i) make_due(id);
  EXPECT_EQ(state(id), "dead");
  EXPECT_EQ(host->fetches().size(), 8u);
  EXPECT_EQ(get("/deliveries?state=dead").at("items").as_array().size(), 1u);
  host->answer_fetch(kCrm, 200, "ok");
  EXPECT_EQ(post("/deliveries/" + id + "/replay").status, 202);
  work();
  EXPECT_EQ(state(id), "delivered");
  EXPECT_EQ(header(host->fetches().back(), "webhook-id"), header(host->fetches().front(), "webhook-id"));
}

TEST_F(WebhookHost, ReplaysWhatAnEndpointMissed) {
  host->answer_fetch(kCrm, 410, "");
  host->start();
  tell("one", 1);
  work();
  EXPECT_EQ(state(only()), "dead");
  host->answer_fetch(kCrm, 200, "ok");
  post("/endpoints/file-crm/enable");
  EXPECT_EQ(post("/endpoints/file-crm/replay").body, R"({"replayed":1})");
  work();
  EXPECT_EQ(state(only()), "delivered");
}

TEST_F(WebhookHost, SwitchesAnEndpointOffThatWantsNothingMore) {
  host->answer_fetch(kCrm, 410, "");
  host->start();
  tell();
  work();
  const json::object endpoint = get("/endpoints/file-crm");
  EXPECT_EQ(endpoint.at("enabled"), false);
  EXPECT_EQ(host->published().back().topic, "webhook.endpoint_disabled");
  tell("two", 2);
  work();
  EXPECT_EQ(host->ids("deliveries").size(), 1u) << "it hears of nothing more";
  host->restart();
  EXPECT_EQ(get("/endpoints/file-crm").at("enabled"), false) << "also after a restart";
}

TEST_F(WebhookHost, SwitchesAnEndpointOffAfterThreeDaysOfFailure) {
  host->answer_fetch(kCrm, 500, "no");
  host->start();
  tell();
  work();
  EXPECT_EQ(get("/endpoints/file-crm").at("enabled"), true);
  json::object kept = parse_object(host->doc("endpoints", "file-crm"));
  kept["failing_since"] = now_ms() - 73 * 3'600'000LL;
  host->put("endpoints", "file-crm", to_text(kept));
  host->restart();
  make_due(only());
  const json::object endpoint = get("/endpoints/file-crm");
  EXPECT_EQ(endpoint.at("enabled"), false);
  EXPECT_EQ(endpoint.at("disabled_why"), "failing");
}

TEST_F(WebhookHost, ForgetsItsFailuresAfterASuccess) {
  host->answer_fetch(kCrm, 500, "no");
  host->start();
  tell();
  work();
  EXPECT_TRUE(get("/endpoints/file-crm").at("failing_since").is_string());
  host->answer_fetch(kCrm, 200, "ok");
  make_due(only());
  EXPECT_TRUE(get("/endpoints/file-crm").at("failing_since").is_null());
}

TEST_F(WebhookHost, MakesATryAgainThatTheHostDidNotSurvive) {
  host->start();
  tell();
  const std::string id = only();
  // Killed while the receiver was asked: the document says "sending", and no answer ever comes.
  json::object document = doc(id);
  document["state"] = "sending";
  document["next_at"] = now_ms() + 40'000;
  host->put("deliveries", id, to_text(document));
  host->answer_fetch(kCrm, 200, "ok");
  host->restart();
  work();
  EXPECT_EQ(state(id), "delivered");
}

TEST_F(WebhookHost, LeavesATryThatIsUnderWay) {
  host->start();
  tell();
  const std::string id = only();
  json::object document = doc(id);
  document["state"] = "sending";
  document["next_at"] = now_ms() + 30'000;
  host->put("deliveries", id, to_text(document));
  host->run_job("send", id);
  EXPECT_TRUE(host->fetches().empty());
  EXPECT_EQ(post("/deliveries/" + id + "/replay").status, 409);
}

TEST_F(WebhookHost, TakesAnAnswerThatIsTooLongForAnAnswer) {
  host->answer_fetch(kCrm, 200, std::string(100'000, 'x'));
  host->start();
  tell();
  work();
  EXPECT_EQ(state(only()), "delivered");
}

TEST_F(WebhookHost, HoldsBackWhatIsTooMuchAtOnce) {
  host->config(R"({"per_second":2,"endpoints":{"crm":{"url":"https://crm.example.com/hook","secret":")" +
               kSecret + R"("}}})");
  host->answer_fetch(kCrm, 200, "ok");
  host->start();
  for (int seq = 1; seq <= 5; ++seq) tell("many", seq);
  host->run_jobs();
  EXPECT_LE(host->fetches().size(), 4u) << "a second may have begun in between";
  EXPECT_EQ(host->ids("deliveries").size(), 5u);
}

TEST_F(WebhookHost, KeepsEndpointsMadeOverTheApi) {
  host->answer_fetch("https://new.example.com/", 200, "ok");
  host->start();
  const json::object made =
      parse_object(post("/endpoints", R"({"url":"https://new.example.com/h","events":["message.*"]})").body);
  const std::string id = text_of(made, "id"), secret = text_of(made, "secret");
  EXPECT_TRUE(is_secret(secret));
  EXPECT_FALSE(get("/endpoints/" + id).contains("secret"));
  EXPECT_EQ(post("/endpoints/" + id + "/test").status, 202);
  work();
  EXPECT_EQ(wrong_with_fetch(host->fetches().back(), secret), "");
  const json::object rotated = parse_object(post("/endpoints/" + id + "/rotate").body);
  post("/endpoints/" + id + "/test");
  work();
  EXPECT_EQ(wrong_with_fetch(host->fetches().back(), secret), "") << "the old secret counts for a day";
  EXPECT_EQ(wrong_with_fetch(host->fetches().back(), text_of(rotated, "secret")), "");
  host->restart();
  EXPECT_EQ(get("/endpoints").at("items").as_array().size(), 2u);
  EXPECT_EQ(
      host->request({"DELETE", "/api/v1/webhooks/endpoints/" + id, {}, "", FakeActor::admin(), {}}).status,
      204);
  EXPECT_EQ(host->get("/api/v1/webhooks/endpoints/" + id, FakeActor::admin()).status, 404);
}

TEST_F(WebhookHost, LeavesToTheFileWhatTheFileOwns) {
  host->start();
  const auto refused = host->request({"PATCH",
                                      "/api/v1/webhooks/endpoints/file-crm",
                                      {},
                                      R"({"url":"https://x.example.com"})",
                                      FakeActor::admin(),
                                      {}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("plugin.webhooks.config.endpoints.crm"), std::string::npos);
  EXPECT_EQ(
      host->request({"DELETE", "/api/v1/webhooks/endpoints/file-crm", {}, "", FakeActor::admin(), {}}).status,
      409);
}

TEST_F(WebhookHost, ForgetsWhatIsOld) {
  host->answer_fetch(kCrm, 200, "ok");
  host->start();
  tell();
  work();
  json::object document = doc(only());
  document["created"] = now_ms() - 31LL * 24 * 3'600'000;
  host->put("deliveries", only(), to_text(document));
  host->advance(3'600'000);
  EXPECT_TRUE(host->ids("deliveries").empty());
}

TEST_F(WebhookHost, AnswersTheShellToo) {
  host->answer_fetch(kCrm, 410, "");
  host->start();
  tell();
  work();
  EXPECT_EQ(parse_object(host->call("webhooks.log@1", R"({"state":"dead"})")).at("items").as_array().size(),
            1u);
  EXPECT_EQ(host->call("webhooks.replay@1", "{}"), R"({"replayed":1})");
  EXPECT_THROW(host->call("webhooks.log@1", R"({"state":"odd"})"), Failure);
}

}  // namespace
}  // namespace patchbay::webhooks
