// The finished livechat.so: loads, starts, stops, and again.
#include <fstream>

#include "chat_host.hpp"

namespace patchbay::livechat {
namespace {

TEST_F(ChatHost, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(host->get("/api/v1/livechat/settings").status, 200);
  host->restart();
  EXPECT_EQ(host->get("/api/v1/livechat/settings").status, 200);
  host->stop();
}

TEST_F(ChatHost, StartsWhereNobodyAnswersIt) {
  for (const char* method : {"agent.list@1", "hours.get@1", "frame.send@1", "conversation.get@1",
                             "handoff.pass@1", "handoff.accept@1"})
    host->nobody_answers(method);
  host->start();
  EXPECT_EQ(text_of(offer("c1"), "state"), "declined");
  EXPECT_FALSE(flag_of(status(), "available", true));
  EXPECT_EQ(host->get("/api/v1/livechat/settings").status, 200);
  host->advance(10'000);
}

TEST_F(ChatHost, NamesEveryRouteInItsDescription) {
  host->start();
  std::ifstream in{std::string{LIVECHAT_FOLDER} + "/openapi.json"};
  const json::object paths =
      parse_object(std::string{std::istreambuf_iterator<char>{in}, {}}).at("paths").as_object();
  for (const std::string& route : host->routes()) {
    const std::size_t space = route.find(' ');
    ASSERT_TRUE(paths.contains(route.substr(space + 1))) << route << " is not in openapi.json";
    std::string method = route.substr(0, std::min(route.find(','), space));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    EXPECT_TRUE(paths.at(route.substr(space + 1)).as_object().contains(method))
        << route << " is not in openapi.json";
  }
}

TEST_F(ChatHost, LetsOnlyAgentsAtTheQueue) {
  host->start();
  EXPECT_EQ(host->get("/api/v1/livechat/queue").status, 401);
  EXPECT_EQ(host->post("/api/v1/livechat/offers/c1/accept", "{}", FakeActor{}).status, 401);
  EXPECT_EQ(host->get("/api/v1/livechat/queue", as("ana")).status, 200);
}

}  // namespace
}  // namespace patchbay::livechat
