#pragma once
// Events, jobs and timers on their way into plugins. Durable events and jobs are rows of the store
// (core/store/queue.hpp); one thread leases what is due and hands it to the pool, and hears of new work by
// the store's commits.
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
#include "core/store/queue.hpp"

namespace patchbay::host {

struct Switchboard;

// A subscription of a serving generation.
struct Listener {
  Generation* generation = nullptr;
  Subscription wants;
  std::int64_t row = 0;  // in the store, when durable

  std::mutex mutex;
  // What is not durable, by key: in order of each key, at most 1000 together.
  std::unordered_map<std::string, std::deque<std::shared_ptr<const store::Change>>> queues;
  std::size_t waiting = 0;
  std::atomic<int> outstanding{0};  // durable ones not yet acknowledged
};
using ListenerPtr = std::shared_ptr<Listener>;  // shared with the tasks under way

// A generation that takes jobs.
struct JobQueue {
  Generation* generation = nullptr;
  std::atomic<int> outstanding{0};
};
using JobQueuePtr = std::shared_ptr<JobQueue>;  // shared with the jobs under way

// An event or a job while the plugin works on it.
struct DeliveryScope final : Scope {
  std::int64_t row = 0;  // in the store; 0: not durable
  std::int64_t attempt = 1;
  ListenerPtr listener;  // of an event
  store::Change change;
  JobQueuePtr jobs;            // of a job
  std::string queue, payload;  // as the plugin gave them
  std::atomic<int>& outstanding() const {
    return jobs != nullptr ? jobs->outstanding : listener->outstanding;
  }
};
using DeliveryPtr = std::shared_ptr<DeliveryScope>;  // held by the table, by its task and by `open_`

inline constexpr std::string_view kDeliveryOwner = "host";  // of leases in the store

class Deliveries {
 public:
  explicit Deliveries(Switchboard& board);
  ~Deliveries();  // close()

  void open();  // listens to the store and starts the thread
  void close();

  // From serving on, until end(): its subscriptions, its queue. begin() writes to the store. [control
  // thread's caller]
  void begin(Generation& generation);
  void end(Generation& generation);

  // Not durable: to whoever listens now.
  void publish(store::Change change);
  // The plugin has done, or failed, an event or a job. Error{gone} when that is over, or was not durable.
  void finish(Generation& generation, bool is_job, pbay_id id, pbay_status status, std::uint32_t retry_ms);
  void enqueue(Generation& generation, std::string_view queue, std::string_view unique,
               std::string_view payload, std::int64_t not_before_ms);
  void wake();

 private:
  void run();
  void committed(const store::Committed& what);
  std::vector<ListenerPtr> listeners() const;

  DeliveryPtr make_scope(Generation& generation, std::int64_t row, std::int64_t attempt);
  void hand_over(const DeliveryPtr& scope);
  bool tell(const DeliveryScope& scope);
  void settle(DeliveryScope& scope, pbay_status status, std::uint32_t retry_ms, const std::string& why);

  // event_delivery.cpp
  void spread(const store::Change& change, bool only_lossy);
  void push_lossy(const ListenerPtr& listener, std::shared_ptr<const store::Change> change);
  void run_lossy(const ListenerPtr& listener, const std::string& key);
  void drop_lossy(const ListenerPtr& listener, const std::string& key);
  bool lease_events();  // true: there is more
  bool tell_event(const DeliveryScope& scope);

  // job_delivery.cpp
  bool lease_jobs();
  bool tell_job(const DeliveryScope& scope);
  void extend_leases();

  std::int64_t now_ms() const;
  std::int64_t next_due_ms();

  Switchboard& board_;
  store::Hearing hearing_;
  std::shared_ptr<void> presence_;  // of agents, heard as long as this is kept
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ListenerPtr> listeners_;
  std::map<std::string, JobQueuePtr> queues_;                  // by instance
  std::map<std::pair<bool, std::int64_t>, DeliveryPtr> open_;  // by row, jobs and events apart
  std::vector<store::Change> fresh_;
  bool woken_ = false, closing_ = false;
  std::int64_t extended_ms_ = 0;
  std::thread thread_;
};

}  // namespace patchbay::host
