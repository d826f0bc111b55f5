#pragma once
// The writer: one thread, one connection. It runs the closures that wait inside one transaction, each under a
// savepoint, and answers every caller after the commit returned.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/store/database.hpp"
#include "core/store/engine.hpp"

namespace patchbay::store {

// Whether the disk may still be believed. Shared by all who write or read.
class Trust {
 public:
  explicit Trust(std::function<void(std::string_view)> on_lost);
  void lose(std::string_view why);  // [any thread] the first one calls on_lost
  bool is_lost() const { return lost_; }
  void require() const;  // Error{unavailable} when lost

 private:
  std::function<void(std::string_view)> on_lost_;
  std::atomic<bool> lost_{false};
};

class GroupCommit {
 public:
  struct Task {
    std::string name;
    std::function<void(Write&)> work;
    std::function<void(std::exception_ptr)> done;
  };

  // Borrows the engine and trust; owns the connection. `housekeeping` runs on the writer's thread when it is
  // idle.
  GroupCommit(Engine& engine, Trust& trust, std::unique_ptr<Connection> writer,
              std::function<void()> housekeeping);
  ~GroupCommit();  // runs what waits, then ends

  void submit(Task task, Lane lane);  // Error{limit} when the queue is full, Error{unavailable}
  Hearing on_commit(std::function<void(const Committed&)> listener);
  bool is_writers_thread() const { return std::this_thread::get_id() == thread_.get_id(); }
  void count(Stats& stats) const;

 private:
  struct Group;

  void run();
  bool wait_for_work();  // false: stop
  bool take(Task& task, Group& group);
  void commit_next_group();
  void begin(Group& group);
  void run_in(Group& group, Task task);
  void commit(Group& group);
  void answer(Group& group);
  void note(const std::exception_ptr& error);  // a disk that failed ends trust
  void tidy(Engine::Moment moment);

  Engine& engine_;
  Trust& trust_;
  std::unique_ptr<Connection> writer_;
  std::function<void()> housekeeping_;
  // Outlives this where a Hearing does.
  struct Listeners {
    std::mutex mutex;  // held while they are called
    std::map<std::uint64_t, std::function<void(const Committed&)>> by_number;
    std::uint64_t next = 0;
  };
  const std::shared_ptr<Listeners> listeners_ = std::make_shared<Listeners>();
  mutable std::mutex mutex_;
  std::condition_variable work_came_;
  std::deque<Task> waiting_[2];  // by lane
  bool stopping_ = false;
  bool bulk_is_owed_ = false;  // a group went by that had none although one waited
  bool untidy_ = false;        // committed since the last idle moment
  std::atomic<std::int64_t> commits_{0}, closures_{0}, slow_{0};
  std::thread thread_;
};

}  // namespace patchbay::store
