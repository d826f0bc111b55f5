// The finished greeter-rust.so on a fake host.
#include <gtest/gtest.h>

#include "patchbay/fake_host.hpp"

using patchbay::FakeHost;

namespace {

TEST(GreeterRust, LoadsStartsAndStopsTwice) {
  const auto host = FakeHost::open(GREETER_RUST_SO);
  host->start();
  host->restart();
  host->stop();
  EXPECT_TRUE(host->violations().empty());
}

TEST(GreeterRust, GreetsWithTheWordOfTheSettings) {
  const auto host = FakeHost::open(GREETER_RUST_SO);
  host->config(R"({"greeting":"Zdravey"})");
  host->start();
  EXPECT_EQ(host->get("/greeter-rust/Ana").body, "Zdravey, Ana!\n");
  EXPECT_EQ(host->call("greeter-rust.greet@1"), R"({"text":"Zdravey!"})");
}

}  // namespace
