#pragma once
// Events, jobs and timers on their way into plugins. Durable events and jobs are rows of the store (core/store/queue.hpp);
// one thread leases what is due and hands it to the pool, and hears of new work by the store's commits.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/host/scope.hpp"
#include "core/host/ticker.hpp"
#include "core/store/queue.hpp"

namespace patchbay::host {

struct Switchboard;

// A subscription of a serving generation.
struct Listener {
  Generation* generation = nullptr;
  Subscription wants;
  std::int64_t row = 0;                  // in the store, when durable

  std::mutex mutex;
  // What is not durable, by key: in order of each key, at most 1000 together.
  std::unordered_map<std::string, std::deque<std::shared_ptr<const store::Change>>> queues;
  std::size_t waiting = 0;
  std::atomic<int> outstanding{0};       // durable ones not yet acknowledged
};
using ListenerPtr = std::shared_ptr<Listener>;  // shared with the tasks under way

struct DeliveryScope final : Scope {
  ListenerPtr listener;
  store::Delivery delivery;              // id 0: not durable
};

struct JobScope final : Scope {
  store::Job job;
  std::string queue, payload;            // as the plugin gave them
};

class Deliveries {
 public:
  explicit Deliveries(Switchboard& board);
  ~Deliveries();  // close()

  void open();   // listens to the store and starts the thread
  void close();

  // From serving on, until end(): its subscriptions, its queue. begin() writes to the store. [control thread's caller]
  void begin(Generation& generation);
  void end(Generation& generation);

  // Not durable: to whoever listens now.
  void publish(store::Change change);
  void ack(Generation& generation, pbay_id delivery, pbay_status status, std::uint32_t retry_ms);
  void done(Generation& generation, pbay_id job, pbay_status status, std::uint32_t retry_ms);
  void enqueue(Generation& generation, std::string_view queue, std::string_view unique, std::string_view payload, std::int64_t not_before_ms);
  void wake();

 private:
  void run();
  void committed(const store::Committed& what);
  std::vector<ListenerPtr> listeners() const;

  // event_delivery.cpp
  void spread(const store::Change& change, bool only_lossy);
  void push_lossy(const ListenerPtr& listener, std::shared_ptr<const store::Change> change);
  void run_lossy(const ListenerPtr& listener, const std::string& key);
  bool lease_events();  // true: there is more
  void hand_over(const ListenerPtr& listener, store::Delivery delivery);
  void settle(const DeliveryScope& scope, pbay_status status, std::uint32_t retry_ms, const std::string& why);

  // job_delivery.cpp
  bool lease_jobs();
  void hand_over(Generation& generation, store::Job job);
  void settle(const JobScope& scope, pbay_status status, std::uint32_t retry_ms, const std::string& why);
  void extend_leases();

  std::int64_t now_ms() const;
  std::int64_t next_due_ms();

  Switchboard& board_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ListenerPtr> listeners_;
  std::map<std::string, Generation*> queues_;              // by instance
  std::map<std::string, int> jobs_outstanding_;
  std::map<std::int64_t, ScopePtr> open_events_, open_jobs_;  // by row
  std::vector<store::Change> fresh_;
  bool woken_ = false, closing_ = false;
  std::int64_t extended_ms_ = 0;
  std::thread thread_;
};

// Timers of one generation, in this process only.
class Timers {
 public:
  // period 0 = once; first ~0 cancels. Error{limit} over 1000.
  void set(Generation& generation, std::uint64_t tag, std::uint64_t first_ms, std::uint64_t period_ms);
  void cancel_all(Ticker& ticker);

 private:
  struct Timer {
    Ticker::Id id = 0;
    std::uint64_t period_ms = 0;
    bool queued = false;  // handed to the pool and not yet run: ticks meanwhile fold into it
  };
  void fire(Generation& generation, std::uint64_t tag);
  void ran(std::uint64_t tag);

  std::mutex mutex_;
  std::map<std::uint64_t, Timer> timers_;
};

}  // namespace patchbay::host
