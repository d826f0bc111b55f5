#include "core/base/ticker.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/clock.hpp"
#include "core/base/thread.hpp"

namespace patchbay {

Ticker::~Ticker() {
  close();
}

Ticker::Id Ticker::after(std::int64_t delay_ms, std::function<void()> work) {
  const std::int64_t at = SystemClock{}.steady_ms() + std::max<std::int64_t>(0, delay_ms);
  const std::lock_guard lock{mutex_};
  if (closing_) return 0;
  if (!thread_.joinable()) thread_ = start_thread("ticker", [this] { run(); });
  const Id id = ++last_;
  due_.emplace(std::pair{at, id}, std::move(work));
  when_.emplace(id, at);
  if (due_.begin()->first.second == id) changed_.notify_one();
  return id;
}

void Ticker::cancel(Id id) {
  const std::lock_guard lock{mutex_};
  const auto found = when_.find(id);
  if (found == when_.end()) return;
  due_.erase({found->second, id});
  when_.erase(found);
}

void Ticker::close() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
    due_.clear();
    when_.clear();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Ticker::run() {
  std::unique_lock lock{mutex_};
  while (!closing_) {
    if (due_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const std::int64_t left = due_.begin()->first.first - SystemClock{}.steady_ms();
    if (left > 0) {
      changed_.wait_for(lock, std::chrono::milliseconds{left});
      continue;
    }
    const std::function<void()> work = std::move(due_.begin()->second);
    when_.erase(due_.begin()->first.second);
    due_.erase(due_.begin());
    lock.unlock();
    work();
    lock.lock();
  }
}

}  // namespace patchbay
