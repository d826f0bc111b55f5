// The finished greeter-c.so on a fake host.
#include <gtest/gtest.h>

#include "patchbay/fake_host.hpp"

using patchbay::FakeHost;

namespace {

TEST(GreeterC, LoadsStartsAndStopsTwice) {
  const auto host = FakeHost::open(GREETER_C_SO);
  host->start();
  host->restart();
  host->stop();
  EXPECT_TRUE(host->violations().empty());
}

TEST(GreeterC, GreetsWithTheWordOfTheSettings) {
  const auto host = FakeHost::open(GREETER_C_SO);
  host->config(R"({"greeting":"Zdravey"})");
  host->start();
  EXPECT_EQ(host->get("/greeter-c/Ana").body, "Zdravey, Ana!\n");
  EXPECT_EQ(host->call("greeter-c.greet@1"), R"({"text":"Zdravey!"})");
}

}  // namespace
