#include "core/base/worker_pool.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/thread.hpp"

namespace patchbay {

struct WorkerPool::State : std::enable_shared_from_this<State> {
  explicit State(Sizes the_sizes) : sizes{the_sizes} {}

  const Sizes sizes;
  std::mutex mutex;
  std::condition_variable wake, ended;
  std::deque<Task> queue;
  std::size_t threads = 0, idle = 0, woken = 0, waiting = 0;
  bool closing = false;

  bool push(Task task, bool bounded);
  void call_worker();   // mutex held: somebody for what is queued
  void start_thread();  // mutex held
  void work();
  bool sleep(std::unique_lock<std::mutex>& lock);
};

namespace {

// The pool whose worker this thread is.
thread_local WorkerPool::State* t_pool = nullptr;

}  // namespace

bool WorkerPool::State::push(Task task, bool bounded) {
  const std::lock_guard lock{mutex};
  if (closing || (bounded && queue.size() >= sizes.queue)) return false;
  queue.push_back(std::move(task));
  call_worker();
  return true;
}

void WorkerPool::State::call_worker() {
  if (idle > woken) {
    ++woken;
    wake.notify_one();
  } else if (idle == 0 && threads - waiting < sizes.workers && threads < sizes.workers_max) {
    start_thread();
  }
}

void WorkerPool::State::start_thread() {
  ++threads;
  try {
    patchbay::start_thread("worker", [state = shared_from_this()] { state->work(); }).detach();
  } catch (const std::exception& caught) {
    --threads;
    log::error("pool", "a worker thread cannot be started", {{"error", caught.what()}});
  }
}

bool WorkerPool::State::sleep(std::unique_lock<std::mutex>& lock) {
  // More threads than workers exist only while some wait; the surplus goes when they are done.
  if (closing || threads - waiting > sizes.workers) return false;
  ++idle;
  wake.wait(lock, [this] { return woken > 0 || closing; });
  if (woken > 0) --woken;
  --idle;
  return true;
}

void WorkerPool::State::work() {
  t_pool = this;
  std::unique_lock lock{mutex};
  for (;;) {
    if (queue.empty()) {
      if (!sleep(lock)) break;
      continue;
    }
    Task task = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
  --threads;
  ended.notify_all();
}

WorkerPool::WorkerPool(Sizes sizes) : state_{std::make_shared<State>(sizes)} {}
WorkerPool::~WorkerPool() {
  close();
}

bool WorkerPool::post(Task task) {
  return state_->push(std::move(task), true);
}
void WorkerPool::post_accepted(Task task) {
  static_cast<void>(state_->push(std::move(task), false));
}

std::size_t WorkerPool::close(int patience_ms) {
  std::unique_lock lock{state_->mutex};
  state_->closing = true;
  state_->wake.notify_all();
  state_->ended.wait_for(lock, std::chrono::milliseconds{patience_ms},
                         [this] { return state_->threads == 0; });
  return state_->threads;
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock{state_->mutex};
  return state_->queue.size();
}
std::size_t WorkerPool::threads() const {
  const std::lock_guard lock{state_->mutex};
  return state_->threads;
}
std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock{state_->mutex};
  return state_->waiting;
}

WorkerPool::Waiting::Waiting(WorkerPool& pool) : state_{t_pool == pool.state_.get() ? t_pool : nullptr} {
  if (state_ == nullptr) return;
  const std::lock_guard lock{state_->mutex};
  if (state_->waiting + state_->sizes.workers >= state_->sizes.workers_max) {
    state_ = nullptr;
    throw Error{Code::limit, "too many calls wait for an answer; try again in a moment"};
  }
  ++state_->waiting;
  if (!state_->queue.empty()) state_->call_worker();
}

WorkerPool::Waiting::~Waiting() {
  if (state_ == nullptr) return;
  const std::lock_guard lock{state_->mutex};
  --state_->waiting;
}

}  // namespace patchbay
