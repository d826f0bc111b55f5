#pragma once
// One at a time: what a serial instance, or one socket, is given to do. Tasks run on the pool in order; a
// thread that calls a method of the instance takes its turn among them.
#include <cstdint>
#include <deque>
#include <mutex>

#include "core/base/worker_pool.hpp"

namespace patchbay {

class Turn {
 public:
  // At most `bound` tasks wait.
  Turn(WorkerPool& pool, std::size_t bound) : pool_{pool}, bound_{bound} {}

  // False: full.
  bool post(Task task);
  // Waits for the turn; false when `until` (steady, 0 = no end) has passed first. Followed by leave().
  bool enter(std::int64_t until_steady_ms);
  void leave();

 private:
  struct Waiter;
  struct Entry {
    Task task;
    Waiter* waiter = nullptr;  // instead of a task
  };
  void run(Task& task);

  WorkerPool& pool_;
  const std::size_t bound_;
  std::mutex mutex_;
  std::deque<Entry> queue_;
  bool busy_ = false;
};

}  // namespace patchbay
