#include "core/inbox/duty.hpp"

#include <gtest/gtest.h>

namespace patchbay::inbox {
namespace {

TEST(Duty, NobodyIsThereUntilSomebodyIs) {
  Duty duty;
  EXPECT_EQ(duty.of("ana"), AtDesk::offline);
  duty.set("ana", AtDesk::online);
  duty.set("ben", AtDesk::away);
  EXPECT_EQ(duty.of("ana"), AtDesk::online);
  EXPECT_EQ(duty.of("ben"), AtDesk::away);
  EXPECT_EQ(duty.online(), std::vector<std::string>{"ana"});
}

TEST(Duty, TellsOfChangesOnlyAndOnlyWhoStillListens) {
  Duty duty;
  std::vector<std::string> told;
  auto listening = duty.on_change([&](const std::string& agent, AtDesk presence) {
    told.push_back(agent + " " + std::string{name_of(presence)});
    EXPECT_EQ(duty.of(agent), presence);
  });
  duty.set("ana", AtDesk::offline);
  duty.set("ana", AtDesk::online);
  duty.set("ana", AtDesk::online);
  duty.set("ana", AtDesk::offline);
  listening.reset();
  duty.set("ana", AtDesk::online);
  EXPECT_EQ(told, (std::vector<std::string>{"ana online", "ana offline"}));
}

}  // namespace
}  // namespace patchbay::inbox
