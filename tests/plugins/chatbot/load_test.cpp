// The finished chatbot.so: loads, starts, stops, and again.
#include <gtest/gtest.h>

#include "patchbay/fake_host.hpp"

namespace patchbay::chatbot {
namespace {

TEST(ChatbotLoads, StartsAndStopsTwice) {
  const auto host = FakeHost::open(CHATBOT_SO);
  host->start();
  host->restart();
  host->stop();
  EXPECT_EQ(host->violations(), std::vector<std::string>{});
}

}  // namespace
}  // namespace patchbay::chatbot
