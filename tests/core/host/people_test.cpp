// What plugins hear of teams and hours.
#include "tests/core/host/host_test.hpp"

namespace patchbay::host {
namespace {

class People : public HostTest {
 protected:
  void SetUp() override {
    config.teams["support"].members = {"ana@example.com"};
    config.teams["support"].hours = "default";
    config.teams["night"].hours = "never";
    config.hours["never"].days["mon"] = {};
    config.inboxes["default"].team = "support";
    config.inboxes["night"].team = "night";
  }
};

TEST_F(People, NamesTheTeamsOfAnAgent) {
  start();
  const auto admin = inbox::Principal::system();
  inbox->add_agent(admin, "ana@example.com", "Ana", inbox::Kind::agent, {}, std::nullopt);
  inbox->add_agent(admin, "ben@example.com", "Ben", inbox::Kind::agent, {}, std::nullopt);
  const std::string agents = call("agent.list@1", "{}");
  EXPECT_NE(agents.find(R"("email":"ana@example.com","role":"agent","groups":[],"teams":["support"])"),
            std::string::npos)
      << agents;
  EXPECT_NE(agents.find(R"("email":"ben@example.com","role":"agent","groups":[],"teams":[])"),
            std::string::npos);
}

TEST_F(People, SaysWhetherATeamsHoursAreOpen) {
  start();
  EXPECT_EQ(call("hours.get@1", "{}"), R"({"team":"support","open":true,"opens_at":null})")
      << "no hours: always";
  EXPECT_EQ(call("hours.get@1", R"({"inbox":"night"})"), R"({"team":"night","open":false,"opens_at":null})");
  EXPECT_EQ(call("hours.get@1", R"({"team":"night"})"), R"({"team":"night","open":false,"opens_at":null})");
}

}  // namespace
}  // namespace patchbay::host
