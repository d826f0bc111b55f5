#include "gtest/gtest.h"
#include "workbench.hpp"

namespace patchbay {
namespace {

using Http = WorkbenchTest;

TEST_F(Http, AnswersARouteWithItsParametersAndQuery) {
  const FakeAnswer answer = host.get("/hello/%D0%90na?x=1&q=a+b%26c");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "Hello, \xD0\x90na a b&c");
  EXPECT_EQ(answer.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(answer.header("x-kind"), "page");
}

TEST_F(Http, GivesTextWhateverBytesAQueryHolds) {
  EXPECT_EQ(host.get("/hello/a?q=%FFb%C3%28%ED%A0%80%D0%B6").body.substr(9),
            "\xEF\xBF\xBD"
            "b\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xD0\xB6");
}

TEST_F(Http, GivesARestParameterEverythingThatRemains) {
  EXPECT_EQ(host.get("/files/a/b/c.png").body, "a/b/c.png");
}

TEST_F(Http, RefusesActorsBelowTheLevelOfARoute) {
  EXPECT_EQ(host.get("/admin").status, 401);
  EXPECT_EQ(host.get("/admin", FakeActor::agent()).status, 403);
  EXPECT_EQ(host.get("/admin", FakeActor::admin()).body, "admin");
  EXPECT_EQ(host.get("/agent", FakeActor::customer()).status, 403);
  EXPECT_EQ(host.get("/agent", FakeActor::agent()).body, "agent");
}

TEST_F(Http, TellsAMissingRouteFromAWrongMethod) {
  EXPECT_EQ(host.get("/nowhere").status, 404);
  EXPECT_EQ(host.get("/jobs").status, 405);
}

TEST_F(Http, TurnsAnExceptionIntoAPlain500AndLogsTheCause) {
  const FakeAnswer answer = host.get("/throws");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_EQ(answer.body.find("secret detail"), std::string::npos);
  EXPECT_EQ(last_log(), "secret detail");
}

TEST_F(Http, TurnsAFailureIntoItsStatusAndSentence) {
  const FakeAnswer answer = host.get("/missing");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.body.find(R"("detail":"There is no such page.","code":"not_found")"), std::string::npos)
      << answer.body;
}

TEST_F(Http, AnswersForAHandlerThatForgot) {
  EXPECT_EQ(host.get("/silent").status, 500);
}

TEST_F(Http, KeepsTheFirstOfTwoAnswersAndNotesTheSecond) {
  EXPECT_EQ(host.get("/twice").body, "one");
  ASSERT_EQ(host.violations().size(), 1u);
  EXPECT_EQ(host.violations()[0], "respond(): a request that has its answer");
  forgive();
}

TEST_F(Http, RefusesAHeaderThatBreaksLines) {
  const FakeAnswer answer = host.get("/split");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.header("location"), "");
  forgive();
}

TEST_F(Http, WaitsForALateAnswer) {
  EXPECT_EQ(host.get("/late").body, "late");
}

TEST_F(Http, AnswersForADroppedDeferral) {
  EXPECT_EQ(host.get("/dropped").status, 500);
}

TEST_F(Http, StreamsAnAnswer) {
  const FakeAnswer answer = host.get("/stream");
  EXPECT_TRUE(answer.streamed);
  EXPECT_EQ(answer.body, "data: 1\n\ndata: 2\n\n");
}

TEST_F(Http, ReceivesABodyInPieces) {
  EXPECT_EQ(host.request({"POST", "/count", {}, "", {}, {"abc", "de", "f"}}).body, "6");
}

TEST_F(Http, FetchesFromOutsideAndAnswersThen) {
  host.answer_fetch("https://api.example.com/", 200, "from outside");
  EXPECT_EQ(host.get("/fetch").body, "from outside");
  ASSERT_EQ(host.fetches().size(), 1u);
  EXPECT_EQ(host.fetches()[0].headers[0].second, "text/plain");
}

TEST_F(Http, TellsWhenNobodyAnswersOutside) {
  EXPECT_EQ(host.get("/fetch").status, 502);
}

TEST_F(Http, KnowsWhoAsks) {
  EXPECT_NE(host.get("/who", FakeActor::employee({"hr"})).body.find(R"("kind":"employee")"),
            std::string::npos);
}

TEST_F(Http, KeepsASocketOpenAndSpeaksToItsGroup) {
  const pbay_id ana = host.open_socket("/live"), ben = host.open_socket("/live");
  host.send(ana, "hi");
  EXPECT_EQ(host.socket(ana).received, (std::vector<std::string>{"welcome"}));
  EXPECT_EQ(host.socket(ben).received, (std::vector<std::string>{"welcome", "hi"}));
  EXPECT_EQ(host.socket(ana).state, "hi");
  host.close_socket(ben, 1001);
  EXPECT_EQ(last_log(), "left");
  EXPECT_EQ(host.open_socket("/nowhere"), 0u);
}

TEST_F(Http, CountsWhatItServed) {
  host.get("/hello/a");
  host.get("/hello/b");
  EXPECT_EQ(host.metric("workbench_served_total"), 2);
}

}  // namespace
}  // namespace patchbay
