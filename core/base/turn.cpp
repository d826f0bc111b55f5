#include "core/base/turn.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>

#include "core/base/clock.hpp"

namespace patchbay {

struct Turn::Waiter {
  std::condition_variable called;
  bool has_turn = false;
};

bool Turn::post(Task task) {
  {
    const std::lock_guard lock{mutex_};
    if (busy_) {
      if (queue_.size() >= bound_) return false;
      queue_.push_back({std::move(task), nullptr});
      return true;
    }
    busy_ = true;
  }
  if (pool_.post([this, work = std::move(task)]() mutable { run(work); })) return true;
  leave();
  return false;
}

void Turn::run(Task& task) {
  const Task mine = std::move(task);  // what it holds may be what this turn is part of: it goes last
  mine();
  leave();
}

bool Turn::enter(std::int64_t until_steady_ms) {
  const WorkerPool::Waiting waiting{pool_};
  std::unique_lock lock{mutex_};
  if (!busy_) {
    busy_ = true;
    return true;
  }
  Waiter self;
  queue_.push_back({nullptr, &self});
  const auto has_turn = [&self] { return self.has_turn; };
  if (until_steady_ms == 0) {
    self.called.wait(lock, has_turn);
    return true;
  }
  const std::int64_t left = std::max<std::int64_t>(0, until_steady_ms - SystemClock{}.steady_ms());
  if (self.called.wait_for(lock, std::chrono::milliseconds{left}, has_turn)) return true;
  std::erase_if(queue_, [&self](const Entry& entry) { return entry.waiter == &self; });
  return false;
}

void Turn::leave() {
  Task next;
  {
    const std::lock_guard lock{mutex_};
    if (queue_.empty()) {
      busy_ = false;
      return;
    }
    Entry entry = std::move(queue_.front());
    queue_.pop_front();
    if (entry.waiter != nullptr) {
      entry.waiter->has_turn = true;
      entry.waiter->called.notify_one();
      return;
    }
    next = std::move(entry.task);
  }
  pool_.post_accepted([this, work = std::move(next)]() mutable { run(work); });
}

}  // namespace patchbay
