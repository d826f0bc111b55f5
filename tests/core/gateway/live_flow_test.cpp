#include "core/gateway/live_flow.hpp"

#include <gtest/gtest.h>

namespace patchbay::gateway {
namespace {

SharedFrame frame(std::int64_t event) { return std::make_shared<const std::string>(std::to_string(event)); }

std::string joined(LiveFlow& flow, std::int64_t reached) {
  std::vector<SharedFrame> kept;
  if (!flow.join(reached, kept)) return "read on";
  std::string all;
  for (const SharedFrame& one : kept) all += *one + " ";
  return all;
}

TEST(LiveFlow, KeepsWhatIsHeardDuringAReplayAndDropsWhatTheReplayHad) {
  LiveFlow flow;
  flow.start(10);
  for (const std::int64_t event : {11, 12, 13, 14}) EXPECT_FALSE(flow.take(event, frame(event)));
  EXPECT_EQ(joined(flow, 12), "13 14 ");
  EXPECT_TRUE(flow.is_live());
  EXPECT_FALSE(flow.take(14, frame(14)));  // heard late
  EXPECT_TRUE(flow.take(15, frame(15)));
  EXPECT_EQ(flow.reached(), 15);
}

TEST(LiveFlow, HearsNothingTwiceWhenTheReplayIsAhead) {
  LiveFlow flow;
  EXPECT_EQ(joined(flow, 20), "");
  EXPECT_FALSE(flow.take(19, frame(19)));
  EXPECT_FALSE(flow.take(20, frame(20)));
  EXPECT_TRUE(flow.take(21, frame(21)));
}

TEST(LiveFlow, SendsTheReplayBackToTheStoreWhenMoreWasHeardThanIsKept) {
  LiveFlow flow;
  flow.start(0);
  const std::int64_t many = static_cast<std::int64_t>(LiveFlow::kKept) + 10;
  for (std::int64_t event = 1; event <= many; ++event) flow.take(event, frame(event));
  EXPECT_EQ(joined(flow, 5), "read on");
  EXPECT_FALSE(flow.is_live());
  EXPECT_EQ(joined(flow, many - 1), "read on");
  flow.take(many + 1, frame(many + 1));
  EXPECT_EQ(joined(flow, many), std::to_string(many + 1) + " ");
}

TEST(LiveFlow, GoesOnFromWhereItWasWhenItHoldsAgain) {
  LiveFlow flow;
  EXPECT_EQ(joined(flow, 3), "");
  EXPECT_TRUE(flow.take(4, frame(4)));
  flow.hold();
  EXPECT_EQ(flow.reached(), 4);
  EXPECT_FALSE(flow.take(5, frame(5)));
  EXPECT_EQ(joined(flow, 5), "");
  EXPECT_TRUE(flow.take(6, frame(6)));
}

}  // namespace
}  // namespace patchbay::gateway
