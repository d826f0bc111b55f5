#include "gtest/gtest.h"
#include "patchbay/fake_host.hpp"

namespace patchbay {
namespace {

std::string refusal(FakeHost& host) {
  try {
    host.start();
    return "started";
  } catch (const Failure& failure) {
    return failure.what();
  }
}

TEST(Life, StartsAgainAfterAStop) {
  FakeHost host{pbay_entry};
  host.start();
  const auto routes = host.routes();
  host.restart();
  EXPECT_EQ(host.routes(), routes);
  EXPECT_TRUE(host.violations().empty());
}

TEST(Life, SaysWhichInterfaceIsMissing) {
  FakeHost host{pbay_entry};
  host.withhold(PBAY_STORE);
  EXPECT_EQ(refusal(host), "the plugin needs pbay.store/1, which this host does not offer");
}

TEST(Life, PassesOnWhyThePluginRefusedToStart) {
  FakeHost host{pbay_entry};
  host.config(R"({"refuse":true})");
  EXPECT_EQ(refusal(host), "refuse: told to");
}

TEST(Life, CarriesStateOverAReload) {
  FakeHost host{pbay_entry};
  host.start();
  EXPECT_EQ(host.reload(), "kept");
  EXPECT_EQ(host.logs().back().text, "restored");
  EXPECT_EQ(host.logs().back().fields[0].second, "kept");
}

TEST(Life, TellsItsHealth) {
  FakeHost host{pbay_entry};
  host.config(R"({"sick":true})");
  host.start();
  EXPECT_THROW(host.health(), Failure);
}

TEST(Life, KeepsTheOldSettingsWhenNewOnesAreRefused) {
  FakeHost host{pbay_entry};
  host.config(R"({"refuse":false})");
  host.start();
  EXPECT_THROW(host.reconfigure(R"({"refuse":true})"), Failure);
  host.restart();
}

TEST(Life, OpensAFinishedLibrary) {
  const auto host = FakeHost::open(PATCHBAY_EXAMPLES "/greeter/greeter.so");
  host->config(R"({"greeting":"Zdravey"})");
  host->start();
  EXPECT_EQ(host->get("/greeter/Ana").body, "Zdravey, Ana! Visit 1.\n");
  EXPECT_EQ(host->call("greeter.greet@1", R"({"name":"Ben"})"), R"({"text":"Zdravey, Ben! Visit 1."})");
  EXPECT_TRUE(host->violations().empty());
}

class Languages : public ::testing::TestWithParam<const char*> {};

TEST_P(Languages, SpeakTheSameAbi) {
  const std::string id = GetParam();
  const auto host = FakeHost::open(PATCHBAY_EXAMPLES "/" + id + "/" + id + ".so");
  host->config(R"({"greeting":"Chao"})");
  host->start();
  EXPECT_EQ(host->get("/" + id + "/Mai").body, "Chao, Mai!\n");
  EXPECT_EQ(host->call(id + ".greet@1"), R"({"text":"Chao!"})");
  host->restart();
  EXPECT_TRUE(host->violations().empty());
}

INSTANTIATE_TEST_SUITE_P(C, Languages, ::testing::Values("greeter-c"));
#if PATCHBAY_WITH_RUST
INSTANTIATE_TEST_SUITE_P(Rust, Languages, ::testing::Values("greeter-rust"));
#endif

TEST(Life, SaysWhyALibraryCannotBeOpened) {
  EXPECT_THROW(FakeHost::open("/nowhere/x.so"), std::runtime_error);
}

}  // namespace
}  // namespace patchbay
