#include "core/inbox/keeper.hpp"

#include <thread>

#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

// Until it holds, or ten seconds have passed.
template <typename Condition>
bool in_time(Condition&& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST_F(Desk, TheKeeperMakesNewMessagesFound) {
  say(visitor(), "stored before it began");
  Keeper keeper{*database_, clock_, *conversations_};
  keeper.start();
  EXPECT_TRUE(in_time([&] { return conversations_->search(ana_, "began", "", 10).items.size() == 1; }));
  say(visitor(), "a parcel");
  EXPECT_TRUE(in_time([&] { return conversations_->search(ana_, "parcel", "", 10).items.size() == 1; }));
}

TEST_F(Desk, TheKeeperWakesAndForgets) {
  const std::string conversation = say(visitor(), "hello").conversation;
  set_status(conversation, "snoozed");
  const std::int64_t event = last_event();
  clock_.now = SystemClock{}.now_ms() + 100 * kDay;  // the log has the times of the machine
  Keeper keeper{*database_, clock_, *conversations_};
  keeper.start();
  EXPECT_TRUE(in_time([&] { return status(conversation) == "open"; }));
  EXPECT_TRUE(in_time([&] { return !conversations_->changes(ana_, event - 1, 10); }));
}

}  // namespace
}  // namespace patchbay::inbox
