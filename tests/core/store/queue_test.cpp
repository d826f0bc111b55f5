#include "core/store/queue.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

class QueueTest : public testing::Test {
 protected:
  template <typename Work>
  auto in_write(const Work& work) {
    decltype(work(std::declval<Write&>())) result{};
    store_.database->write("test", [&](Write& write) { result = work(write); });
    return result;
  }
  void enqueue(const std::string& queue, const std::string& unique, std::int64_t at,
               const std::string& payload = "{}") {
    store_.database->write("enqueue", [&](Write& write) { write.enqueue(queue, unique, payload, at); });
  }
  std::vector<Job> lease(std::int64_t now, int limit = 10, std::string_view owner = "me",
                         std::vector<std::string> queues = {"q"}) {
    return in_write([&](Write& write) { return lease_jobs(write, queues, limit, {owner, now, now + 100}); });
  }
  std::int64_t publish(const std::string& topic, const std::string& key, bool durable = true) {
    return in_write([&](Write& write) { return write.append({topic, key, "{}", durable}); });
  }
  std::vector<Delivery> deliver(std::int64_t subscription, std::int64_t now, int limit = 10,
                                std::string_view owner = "me") {
    return in_write([&](Write& write) {
      return lease_deliveries(write, subscription, limit, {owner, now, now + 100});
    });
  }
  std::int64_t subscribe_to(const std::string& pattern, const std::string& subscriber = "mail") {
    return in_write([&](Write& write) { return subscribe(write, subscriber, pattern); });
  }
  std::vector<ParkedItem> parked_items() {
    std::vector<ParkedItem> items;
    store_.database->read([&](Session& session) { items = parked(session); });
    return items;
  }
  std::optional<std::int64_t> next_job() {
    std::optional<std::int64_t> at;
    store_.database->read(
        [&](Session& session) { at = next_job_ms(session, std::vector<std::string>{"q"}); });
    return at;
  }

  TemporaryStore store_;
};

std::string keys(const std::vector<Delivery>& deliveries) {
  std::string text;
  for (const Delivery& delivery : deliveries) text += delivery.logged.change.key + " ";
  return text;
}

TEST_F(QueueTest, LeasesAJobOnlyWhenItIsDueAndOnlyOnce) {
  enqueue("q", "", 1000, "{\"n\":1}");
  EXPECT_TRUE(lease(999).empty());
  const auto jobs = lease(1000);
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].payload, "{\"n\":1}");
  EXPECT_EQ(jobs[0].attempt, 1);
  EXPECT_TRUE(lease(1000).empty());
}

TEST_F(QueueTest, LeasesOnlyTheQueuesAskedFor) {
  enqueue("other", "", 0);
  EXPECT_TRUE(lease(10).empty());
  EXPECT_EQ(lease(10, 10, "me", {"q", "other"}).size(), 1u);
}

TEST_F(QueueTest, KeepsOneWaitingJobOfAUniqueNameWithTheSoonerTime) {
  enqueue("q", "sweep", 500);
  enqueue("q", "sweep", 300);
  enqueue("q", "sweep", 900);
  EXPECT_EQ(next_job(), 300);
  EXPECT_EQ(lease(1000).size(), 1u);
}

TEST_F(QueueTest, NeverRunsTwoJobsOfAUniqueNameAtTheSameTime) {
  enqueue("q", "sweep", 0);
  const auto first = lease(1);
  enqueue("q", "sweep", 0);
  EXPECT_TRUE(lease(2).empty());
  EXPECT_TRUE(in_write([&](Write& write) { return complete_job(write, first[0].id, "me"); }));
  EXPECT_EQ(lease(3).size(), 1u);
}

TEST_F(QueueTest, LetsAWaitingJobTakeThePlaceOfARetriedOne) {
  enqueue("q", "sweep", 0, "old");
  const auto first = lease(1);
  enqueue("q", "sweep", 0, "new");
  EXPECT_TRUE(in_write([&](Write& write) { return retry_job(write, first[0].id, "me", 5, "failed"); }));
  const auto jobs = lease(10);
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].payload, "new");
}

TEST_F(QueueTest, TakesAJobBackWhenItsLeaseEndsAndRefusesTheOldOwner) {
  enqueue("q", "", 0);
  const auto first = lease(0, 10, "a");
  EXPECT_TRUE(lease(99, 10, "b").empty());
  const auto second = lease(100, 10, "b");
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].attempt, 2);
  EXPECT_FALSE(in_write([&](Write& write) { return complete_job(write, first[0].id, "a"); }));
  EXPECT_TRUE(in_write([&](Write& write) { return complete_job(write, first[0].id, "b"); }));
}

TEST_F(QueueTest, KeepsALeaseThatIsExtended) {
  enqueue("q", "", 0);
  const auto jobs = lease(0);
  EXPECT_TRUE(in_write([&](Write& write) { return extend_job(write, jobs[0].id, {"me", 90, 500}); }));
  EXPECT_TRUE(lease(400).empty());
  EXPECT_EQ(next_job(), 500);
}

TEST_F(QueueTest, ParksRetriesAndDropsAJob) {
  enqueue("q", "", 0);
  const auto job = lease(0)[0];
  EXPECT_TRUE(in_write([&](Write& write) { return park_job(write, job.id, "me", "no luck"); }));
  EXPECT_TRUE(lease(1000).empty());
  ASSERT_EQ(parked_items().size(), 1u);
  EXPECT_EQ(parked_items()[0].error, "no luck");
  store_.database->write("retry", [&](Write& write) { retry_parked(write, parked_items()[0].id); });
  const auto again = lease(1000);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].attempt, 1);
  in_write([&](Write& write) { return park_job(write, job.id, "me", "no luck"); });
  store_.database->write("drop", [&](Write& write) { drop_parked(write, "j" + std::to_string(job.id)); });
  EXPECT_TRUE(parked_items().empty());
}

TEST_F(QueueTest, RefusesToRetryWhatIsNotParked) {
  for (const char* id : {"e1", "j1", "x1", "", "j", "j1x", "j99999999999999999999"})
    EXPECT_THROW(store_.database->write("retry", [&](Write& write) { retry_parked(write, id); }), Error)
        << id;
}

TEST_F(QueueTest, GivesEveryLeaseBackToAProcessThatStarts) {
  enqueue("q", "", 0);
  enqueue("q", "once", 0);
  lease(0, 10, "before the crash");
  enqueue("q", "once", 0);
  store_.reopen();
  store_.database->write("start", release_leases);
  EXPECT_EQ(lease(1).size(), 2u);
}

TEST_F(QueueTest, DeliversDurableEventsThatMatchAfterTheSubscription) {
  publish("message.created", "before");
  const std::int64_t subscription = subscribe_to("message.*");
  publish("message.created", "a");
  publish("message.created", "lossy", false);
  publish("contact.created", "b");
  const std::int64_t event = publish("message.updated", "c");
  const auto deliveries = deliver(subscription, 0);
  EXPECT_EQ(keys(deliveries), "a c ");
  EXPECT_EQ(deliveries[1].logged.event, event);
  EXPECT_EQ(deliveries[1].logged.change.topic, "message.updated");
  EXPECT_TRUE(deliver(subscription, 1).empty());
}

TEST_F(QueueTest, GoesOnWhereASubscriberWasAfterARestart) {
  const std::int64_t subscription = subscribe_to("message.*");
  publish("message.created", "a");
  store_.reopen();
  EXPECT_EQ(subscribe_to("message.*"), subscription);
  EXPECT_EQ(keys(deliver(subscription, 0)), "a ");
}

TEST_F(QueueTest, HoldsBackLaterEventsOfAKeyUntilTheFirstIsDone) {
  const std::int64_t subscription = subscribe_to("m");
  publish("m", "a");
  publish("m", "a");
  publish("m", "b");
  const auto first = deliver(subscription, 0);
  EXPECT_EQ(keys(first), "a b ");
  EXPECT_TRUE(in_write([&](Write& write) { return complete_delivery(write, first[0].id, "me"); }));
  EXPECT_EQ(keys(deliver(subscription, 1)), "a ");
}

TEST_F(QueueTest, RetriesAnEventLaterWhileOtherKeysGoOn) {
  const std::int64_t subscription = subscribe_to("m");
  publish("m", "a");
  publish("m", "a");
  const auto first = deliver(subscription, 0);
  EXPECT_TRUE(in_write([&](Write& write) { return retry_delivery(write, first[0].id, "me", 1000, "busy"); }));
  publish("m", "b");
  EXPECT_EQ(keys(deliver(subscription, 999)), "b ");
  std::optional<std::int64_t> next;
  store_.database->read([&](Session& session) { next = next_delivery_ms(session); });
  EXPECT_EQ(next, 1000);
  const auto again = deliver(subscription, 1000);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].id, first[0].id);
  EXPECT_EQ(again[0].attempt, 2);
}

TEST_F(QueueTest, DeliversEventsWithoutAKeyAtTheSameTime) {
  const std::int64_t subscription = subscribe_to("m");
  publish("m", "");
  publish("m", "");
  EXPECT_EQ(deliver(subscription, 0).size(), 2u);
}

TEST_F(QueueTest, KeepsAKeyBehindAParkedEventUntilItIsDropped) {
  const std::int64_t subscription = subscribe_to("m");
  publish("m", "a");
  publish("m", "a");
  const auto first = deliver(subscription, 0);
  EXPECT_TRUE(in_write([&](Write& write) { return park_delivery(write, first[0].id, "me", "poison"); }));
  EXPECT_TRUE(deliver(subscription, 5000).empty());
  ASSERT_EQ(parked_items().size(), 1u);
  EXPECT_EQ(parked_items()[0].subscriber, "mail");
  EXPECT_EQ(parked_items()[0].topic, "m");
  store_.database->write("drop", [&](Write& write) { drop_parked(write, parked_items()[0].id); });
  EXPECT_EQ(keys(deliver(subscription, 5000)), "a ");
}

TEST_F(QueueTest, HandsOutNoMoreThanTheLimitAndSaysThereIsMore) {
  const std::int64_t subscription = subscribe_to("m");
  for (int i = 0; i < 3; ++i) publish("m", std::to_string(i));
  bool more = false;
  const auto two = in_write([&](Write& write) {
    return lease_deliveries(write, subscription, 2, {"me", 0, 100}, &more);
  });
  EXPECT_EQ(two.size(), 2u);
  EXPECT_TRUE(more);
  const auto one = in_write([&](Write& write) {
    return lease_deliveries(write, subscription, 2, {"me", 0, 100}, &more);
  });
  EXPECT_EQ(keys(one), "2 ");
  EXPECT_FALSE(more);
}

TEST_F(QueueTest, EndsSubscriptionsThatAreNoLongerWanted) {
  const std::int64_t kept = subscribe_to("m");
  const std::int64_t ended = subscribe_to("n");
  subscribe_to("n", "other");
  publish("n", "a");
  deliver(ended, 0);
  store_.database->write(
      "keep", [&](Write& write) { keep_subscriptions(write, "mail", std::vector<std::string>{"m"}); });
  std::vector<Subscription> left;
  store_.database->read([&](Session& session) { left = subscriptions(session); });
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].id, kept);
  EXPECT_EQ(left[1].subscriber, "other");
}

TEST_F(QueueTest, ShortensTheLogButNotWhatASubscriberHasNotRead) {
  const std::int64_t subscription = subscribe_to("m");
  publish("x", "lossy", false);
  const std::int64_t unread = publish("m", "a");
  const std::int64_t newest = publish("x", "newest", false);
  const auto shorten = [&] {
    return in_write([](Write& write) { return shorten_changes(write, INT64_MAX, 100); });
  };
  EXPECT_EQ(shorten(), 1);
  std::vector<LoggedChange> left;
  store_.database->read([&](Session& session) { left = changes_after(session, 0, 10); });
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].event, unread);
  EXPECT_EQ(left[1].event, newest);
  deliver(subscription, 0);
  EXPECT_EQ(shorten(), 1);
}

TEST(BackOff, DoublesFromOneSecondToFiveMinutes) {
  EXPECT_EQ(back_off_ms(1), 1000);
  EXPECT_EQ(back_off_ms(2), 2000);
  EXPECT_EQ(back_off_ms(9), 256'000);
  EXPECT_EQ(back_off_ms(10), 300'000);
  EXPECT_EQ(back_off_ms(1'000'000), 300'000);
}

}  // namespace
}  // namespace patchbay::store
