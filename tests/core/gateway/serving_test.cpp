#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

using Serving = GatewayTest;

TEST_F(Serving, AnswersAPluginsRoute) {
  route("GET", "/kb/{slug}", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Content-Type", "text/plain; charset=utf-8"}}, request.params.at(0).second + request.query);
  });
  start();
  const RawAnswer answer = client().get("/kb/a%20b?x=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "a bx=1");
  EXPECT_EQ(answer["content-length"], "6");
}

TEST_F(Serving, KeepsTheConnectionForManyRequests) {
  route("GET", "/x", {});
  target->handlers.clear();
  start();
  RawClient one = client();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(one.get("/x").body, "fake /x") << i;
}

TEST_F(Serving, AnswersPipelinedRequestsInOrder) {
  route("GET", "/{n}", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {}, request.params.at(0).second);
  });
  start();
  RawClient one = client();
  std::string all;
  for (int i = 0; i < 200; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  one.send(all);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(one.answer().body, std::to_string(i));
}

TEST_F(Serving, StripsTheLocaleBeforeRoutesMatch) {
  route("GET", "/kb", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {}, request.locale + " " + request.path);
  });
  start();
  EXPECT_EQ(client().get("/bg/kb").body, "bg /kb");
  EXPECT_EQ(client().get("/kb").body, "en /kb");
  EXPECT_EQ(client().get("/de/kb").status, 404);
}

TEST_F(Serving, SaysItIsAliveAndWhyItIsNotReady) {
  gateway = std::make_unique<Gateway>(config, Gateway::Parts{*target, accounts, search, uploads.get(), metrics});
  target->front = &gateway->front();
  EXPECT_EQ(client().get("/healthz").status, 200);
  EXPECT_EQ(client().get("/readyz").status, 503);
  const RawAnswer early = client().get("/kb");
  EXPECT_EQ(early.status, 503);
  EXPECT_EQ(early["retry-after"], "1");
  gateway->ready();
  EXPECT_EQ(client().get("/readyz").status, 200);
  EXPECT_EQ(client().get("/kb").status, 404);
}

TEST_F(Serving, LeadsToTheFolderWhereOnlyThatIs) {
  route("GET", "/desk/{rest*}", {});
  target->handlers.clear();
  start();
  const RawAnswer answer = client().get("/bg/desk?x=1");
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer["location"], "/bg/desk/?x=1");
  EXPECT_EQ(client().get("/bg/desk/").body, "fake /desk/");
  EXPECT_EQ(client().get("/nothing").status, 404);
}

TEST_F(Serving, AnswersHeadLikeGetWithoutTheBody) {
  route("GET", "/x", {});
  target->handlers.clear();
  start();
  RawClient one = client();
  one.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  const RawAnswer head = one.answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head["content-length"], "7");
  EXPECT_EQ(one.get("/x").body, "fake /x");
}

TEST_F(Serving, SaysWhichMethodsAPathTakes) {
  route("GET,POST", "/x", {});
  target->handlers.clear();
  start();
  const RawAnswer wrong = client().request("DELETE", "/x", "", "");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong["allow"], "GET, HEAD, POST, OPTIONS");
  const RawAnswer options = client().request("OPTIONS", "/x", "", "");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options["allow"], "GET, HEAD, POST, OPTIONS");
}

TEST_F(Serving, GivesErrorsAsProblemJsonWithTheRequestId) {
  start();
  const RawAnswer missing = client().get("/nothing");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing["content-type"], "application/problem+json");
  EXPECT_NE(missing.body.find("\"request_id\":\"" + missing["x-request-id"] + "\""), std::string::npos) << missing.body;
  EXPECT_NE(missing.body.find("\"code\":\"not_found\""), std::string::npos);
}

TEST_F(Serving, GivesBrowsersAnErrorPageInTheirLanguage) {
  start();
  const RawAnswer missing = client().get("/bg/nothing", "Accept: text/html,*/*;q=0.8\r\n");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing["content-type"], "text/html; charset=utf-8");
  EXPECT_NE(missing.body.find("<html lang=\"bg\">"), std::string::npos) << missing.body;
  EXPECT_NE(missing.body.find("Страницата не е намерена"), std::string::npos);
}

TEST_F(Serving, AnswersAtOnceWhenTheQueueIsFull) {
  route("GET", "/x", {});
  start();
  target->full = true;
  const RawAnswer busy = client().get("/x");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy["retry-after"], "1");
  target->full = false;
}

}  // namespace
}  // namespace patchbay::gateway
