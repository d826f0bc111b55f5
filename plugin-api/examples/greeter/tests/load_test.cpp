// The finished greeter.so on a fake host.
#include <gtest/gtest.h>

#include "patchbay/fake_host.hpp"

using patchbay::FakeHost;

namespace {

TEST(Greeter, LoadsStartsAndStopsTwice) {
  const auto host = FakeHost::open(GREETER_SO);
  host->start();
  host->restart();
  host->stop();
  EXPECT_TRUE(host->violations().empty());
}

TEST(Greeter, CountsVisits) {
  const auto host = FakeHost::open(GREETER_SO);
  host->config(R"({"greeting":"Zdravey"})");
  host->start();
  EXPECT_EQ(host->get("/greeter/Ana").body, "Zdravey, Ana! Visit 1.\n");
  EXPECT_EQ(host->call("greeter.greet@1", R"({"name":"Ana"})"), R"({"text":"Zdravey, Ana! Visit 2."})");
}

TEST(Greeter, SaysWhatIsMissing) {
  const auto host = FakeHost::open(GREETER_SO);
  host->start();
  EXPECT_THROW(host->call("greeter.greet@1", "{}"), patchbay::Failure);
}

}  // namespace
