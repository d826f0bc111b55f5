// The finished insights.so on a fake host.
#include <gtest/gtest.h>

#include "patchbay/fake_host.hpp"

using patchbay::FakeActor;
using patchbay::FakeHost;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class Insights : public ::testing::Test {
 protected:
  std::unique_ptr<FakeHost> host = FakeHost::open(INSIGHTS_SO);
};

}  // namespace

TEST_F(Insights, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(host->get("/insights/", FakeActor::agent()).status, 200);
  host->restart();
  EXPECT_EQ(host->get("/insights/", FakeActor::agent()).status, 200);
  host->stop();
  EXPECT_TRUE(host->violations().empty());
}

TEST_F(Insights, IsForAgents) {
  host->start();
  for (const char* path :
       {"/insights/", "/insights/days.csv", "/insights/gaps.csv", "/api/v1/insights/report"})
    EXPECT_GE(host->get(path).status, 401) << path;
}

TEST_F(Insights, CountsEveryPageOfTheJourneys) {
  host->answer("journey.scan@1", [](const std::string& asked) -> std::string {
    const bool second = has(asked, "cursor");
    const std::string at = std::to_string(std::time(nullptr) * 1000 - (second ? 1000 : 5000));
    return "{\"items\":[{\"kind\":\"" + std::string{second ? "article_read" : "search"} + "\",\"at\":" + at +
           ",\"locale\":\"en\",\"page\":\"/"
           "\",\"contact\":\"C\",\"browser\":\"\",\"data\":{\"q\":\"x\",\"doc\":\"d\",\"seconds\":30}}],"
           "\"next\":" +
           (second ? "null" : "\"2\"") + "}";
  });
  host->start();
  const auto report = host->get("/api/v1/insights/report", FakeActor::agent());
  EXPECT_TRUE(
      has(report.body, "\"journeys\":1,\"needs\":1,\"solved_alone\":1,\"self_service_rate\":1.000000"))
      << report.body.substr(0, 300);
}

TEST_F(Insights, KeepsARatingOfOnesOwnConversationOnly) {
  host->answer("conversation.get@1", [](const std::string& asked) -> std::string {
    if (has(asked, "mine")) return R"({"id":"mine","status":"resolved"})";
    throw patchbay::Failure{PBAY_E_NOT_FOUND, "there is no such conversation"};
  });
  host->answer("journey.record@1", "{}");
  host->start();
  EXPECT_EQ(
      host->post("/api/v1/insights/ratings", R"({"conversation":"other","score":5})", FakeActor::customer())
          .status,
      404);
  EXPECT_TRUE(host->ids("ratings").empty());
  EXPECT_EQ(
      host->post("/api/v1/insights/ratings",
                 R"({"conversation":"mine","score":2,"effort":4,"repeated":true})", FakeActor::customer())
          .status,
      201);
  EXPECT_TRUE(has(host->doc("ratings", "mine"), "\"score\":2"));
  EXPECT_EQ(host->calls().back().first, "journey.record@1");
}

TEST_F(Insights, AsksForARatingWhenAnAgentsConversationIsResolved) {
  host->answer(
      "conversation.get@1",
      R"({"id":"01A","status":"resolved","assignee":{"id":"B","name":"Ben"},"contact":{"id":"C","locale":"bg"},"last_seq":7,"handoff":null})");
  host->answer("message.append@1", "{}");
  host->start();
  EXPECT_EQ(
      host->deliver("conversation.status_changed", "01A", R"({"conversation":"01A","status":"resolved"})"),
      PBAY_OK);
  ASSERT_EQ(host->calls().back().first, "message.append@1");
  EXPECT_TRUE(has(host->calls().back().second, "\"cmid\":\"csat-01A-7\""));
  EXPECT_TRUE(has(host->calls().back().second, "Как се справихме?"));
  const auto before = host->calls().size();
  host->deliver("conversation.status_changed", "01A", R"({"conversation":"01A","status":"open"})");
  EXPECT_EQ(host->calls().size(), before);
}
