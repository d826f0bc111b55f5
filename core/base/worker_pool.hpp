#pragma once
// The threads that run plugin handlers and the gateway's built-in work. A bounded queue; more threads only
// while some of them wait for an answer, so that waiting can never use up the threads that would bring it.
#include <cstddef>
#include <functional>
#include <memory>

namespace patchbay {

using Task = std::function<void()>;

class WorkerPool {
 public:
  struct Sizes {
    std::size_t workers = 8, workers_max = 64, queue = 1000;
  };
  explicit WorkerPool(Sizes sizes);
  ~WorkerPool();  // close()

  // [any thread] False: the queue is full or the pool is closed. A task must not throw.
  bool post(Task task);
  // For work that was accepted before (a serial instance's next task): not counted against the bound.
  void post_accepted(Task task);

  // While one lives the thread that made it waits for somebody else. On a worker another thread may take its
  // place; Error{limit} when as many wait as the pool may hold. On other threads it does nothing.
  struct State;
  class Waiting {
   public:
    explicit Waiting(WorkerPool& pool);
    ~Waiting();
    Waiting(const Waiting&) = delete;

   private:
    State* state_;  // null: not on a worker
  };

  // Runs what is queued, then ends the threads. A thread that does not come back within `patience_ms` is left
  // behind (detached); returns how many.
  std::size_t close(int patience_ms = 2000);

  std::size_t queued() const;
  std::size_t threads() const;
  std::size_t waiting() const;

 private:
  std::shared_ptr<State>
      state_;  // shared with the threads: one that is left behind must not touch freed memory
};

}  // namespace patchbay
