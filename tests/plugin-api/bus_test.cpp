#include "gtest/gtest.h"
#include "workbench.hpp"

namespace patchbay {
namespace {

using Bus = WorkbenchTest;

pbay_status status_of(FakeHost& host, const std::string& method) {
  try {
    host.call(method);
    return PBAY_OK;
  } catch (const Failure& failure) {
    return failure.status();
  }
}

TEST_F(Bus, RepliesToACall) {
  EXPECT_EQ(host.call("workbench.echo@1", R"({"a":1})"), R"({"a":1})");
}

TEST_F(Bus, RepliesLaterFromAnotherThread) {
  EXPECT_EQ(host.call("workbench.late@1", "[1]"), "[1]");
}

TEST_F(Bus, TurnsAFailureIntoTheCallersError) {
  try {
    host.call("workbench.fail@1");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), PBAY_E_CONFLICT);
    EXPECT_STREQ(failure.what(), "taken");
  }
}

TEST_F(Bus, ReportsProgressOfLongWork) {
  host.call("workbench.long@1");
  ASSERT_EQ(host.progress().size(), 3u);
  EXPECT_EQ(host.progress()[2], R"({"done":3,"total":3,"text":"step"})");
}

TEST_F(Bus, StopsWhenTheCallerGaveUp) {
  host.cancel_call_after(1);
  EXPECT_EQ(status_of(host, "workbench.long@1"), PBAY_E_CANCELLED);
  EXPECT_EQ(host.progress().size(), 2u);
}

TEST_F(Bus, GoesOnWhenNobodyOffersAMethod) {
  EXPECT_EQ(host.get("/ask").body, "\"nobody\"");
  host.answer("kitchen.menu@1", R"(["soup"])");
  EXPECT_EQ(host.get("/ask").body, R"(["soup"])");
  EXPECT_EQ(host.calls().back().first, "kitchen.menu@1");
}

TEST_F(Bus, PassesOtherFailuresOn) {
  host.answer("kitchen.menu@1", [](const std::string&) -> std::string {
    throw Failure{PBAY_E_DENIED, "closed"};
  });
  EXPECT_EQ(host.get("/ask").status, 403);
}

TEST_F(Bus, HearsEventsOfItsPattern) {
  host.deliver("note.made", "k", "{}");
  EXPECT_EQ(last_log(), "saw");
  host.deliver("other.made", "k", "{}");
  EXPECT_EQ(host.logs().size(), 1u);
}

TEST_F(Bus, AcknowledgesADurableEventOnlyWhenItWasHandled) {
  EXPECT_EQ(host.deliver("order.placed", "k", "\"fine\""), PBAY_OK);
  EXPECT_EQ(host.deliver("order.placed", "k", "\"broken\""), PBAY_E_INTERNAL);
  EXPECT_EQ(host.deliver("order.placed", "k", "\"busy\""), PBAY_E_UNAVAILABLE);
}

TEST_F(Bus, PublishesEvents) {
  host.post("/publish", R"({"n":1})");
  ASSERT_EQ(host.published().size(), 1u);
  EXPECT_EQ(host.published()[0].topic, "note.made");
  EXPECT_TRUE(host.published()[0].durable);
  EXPECT_EQ(host.post("/publish", "no json").status, 400);
  forgive();
}

TEST_F(Bus, RunsJobsAgainUntilTheyAreDone) {
  host.post("/jobs", "fail");
  EXPECT_EQ(host.run_jobs(), 0);
  ASSERT_EQ(host.jobs().size(), 1u);
  EXPECT_EQ(host.jobs()[0].attempt, 2u);
  EXPECT_EQ(host.run_jobs(), 0);  // its time has not come
  host.advance(1000);
  EXPECT_EQ(host.run_jobs(), 1);
  EXPECT_TRUE(host.jobs().empty());
}

TEST_F(Bus, KeepsOneOfTwoUniqueJobs) {
  host.post("/jobs?unique=a", "x");
  host.post("/jobs?unique=a", "y");
  ASSERT_EQ(host.jobs().size(), 1u);
  EXPECT_EQ(host.jobs()[0].payload, "x");
}

TEST_F(Bus, TicksWithTheHostsClock) {
  host.advance(999);
  EXPECT_EQ(host.logs().size(), 0u);
  host.advance(2001);
  EXPECT_EQ(host.logs().size(), 3u);
}

TEST_F(Bus, RunsARoutineInAWorker) {
  EXPECT_EQ(host.get("/upper?do=upper").body, "ABCD");
  EXPECT_EQ(host.get("/upper?do=fail").status, 400);
  EXPECT_EQ(host.get("/upper?do=nothing").status, 501);
}

}  // namespace
}  // namespace patchbay
