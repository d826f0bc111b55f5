#include <gtest/gtest.h>

#include "core/runner/frames.hpp"
#include "tests/core/host/host_test.hpp"

namespace patchbay::host {
namespace {

class Worker : public HostTest {
 protected:
  Worker() {
    install({.id = "alpha"});
    table("alpha", "alpha", {{"start", "tell started"}});
    start();
    EXPECT_EQ(wire.line_of("started"), "started");
  }
};

TEST_F(Worker, BringsWhatTheRoutineWrites) {
  EXPECT_EQ(run("alpha", "worker upper hello"), "0:HELLO");
  EXPECT_EQ(run("alpha", "worker upper again"), "0:AGAIN") << "the child is used again";
}

TEST_F(Worker, KnowsTheSettings) {
  EXPECT_EQ(run("alpha", "worker config x"), "0:tell started");
}

TEST_F(Worker, StopsARoutineThatUsesTooMuchProcessorTime) {
  EXPECT_EQ(run("alpha", "worker spin x 50"), "-5:the routine used more processor time than it may (50 ms)");
  EXPECT_EQ(run("alpha", "worker upper alive"), "0:ALIVE");
}

TEST_F(Worker, StopsARoutineThatUsesTooMuchMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's shadow is larger than any limit";
#endif
  const std::string answer = run("alpha", "worker eat x 5000 67108864");
  EXPECT_TRUE(answer.starts_with("-5:")) << answer;
  EXPECT_NE(answer.find("memory"), std::string::npos) << answer;
}

TEST_F(Worker, StopsARoutineThatWritesTooMuch) {
  EXPECT_EQ(run("alpha", "worker flood x").substr(0, 40), "-5:the routine's output is larger than 1");
}

TEST_F(Worker, SurvivesARoutineThatCrashes) {
  EXPECT_EQ(run("alpha", "worker crash x"), "-8:the routine crashed: Aborted");
  EXPECT_EQ(run("alpha", "worker upper alive"), "0:ALIVE");
}

TEST_F(Worker, LetsARoutineOpenNothingAndStartNothing) {
  EXPECT_EQ(run("alpha", "worker open x").substr(0, 3), "-4:");
  EXPECT_EQ(run("alpha", "worker fork x").substr(0, 3), "-4:");
  EXPECT_EQ(run("alpha", "worker unknown x").substr(0, 3), "-9:");
}

TEST(Frames, ComeWholeOutOfPieces) {
  runner::FrameBuffer buffer;
  buffer.add(std::string_view{"O\x03\0\0", 4});
  EXPECT_FALSE(buffer.next(10).has_value());
  buffer.add(std::string_view{"\0abcD\x00\0\0\0", 9});
  EXPECT_EQ(buffer.next(10)->payload, "abc");
  EXPECT_EQ(buffer.next(10)->kind, 'D');
  EXPECT_FALSE(buffer.next(10).has_value());
  buffer.add(std::string_view{"O\xff\0\0\0", 5});
  EXPECT_THROW(buffer.next(10), Error);
}

}  // namespace
}  // namespace patchbay::host
