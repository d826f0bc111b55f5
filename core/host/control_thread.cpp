#include "core/host/control_thread.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>

#include "core/base/thread.hpp"

namespace patchbay::host {

struct ControlThread::Lane {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> work;
  std::exception_ptr failure;
  bool has_work = false, done = false, closing = false;

  void serve();
};

void ControlThread::Lane::serve() {
  std::unique_lock lock{mutex};
  for (;;) {
    changed.wait(lock, [this] { return has_work || closing; });
    if (closing) return;
    const std::function<void()> mine = std::move(work);
    has_work = false;
    lock.unlock();
    std::exception_ptr caught;
    try {
      mine();
    } catch (...) {
      caught = std::current_exception();
    }
    lock.lock();
    failure = caught;
    done = true;
    changed.notify_all();
  }
}

ControlThread::ControlThread() = default;

ControlThread::~ControlThread() {
  if (!lane_) return;
  const std::lock_guard lock{lane_->mutex};
  lane_->closing = true;
  lane_->changed.notify_all();
}

bool ControlThread::run(int deadline_ms, std::function<void()> work) {
  const std::lock_guard turn{turn_};
  if (!lane_) {
    lane_ = std::make_shared<Lane>();
    start_thread("control", [lane = lane_] { lane->serve(); }).detach();
  }
  const std::shared_ptr<Lane> lane = lane_;
  std::unique_lock lock{lane->mutex};
  lane->work = std::move(work);
  lane->failure = nullptr;
  lane->has_work = true;
  lane->done = false;
  lane->changed.notify_all();
  if (!lane->changed.wait_for(lock, std::chrono::milliseconds{deadline_ms}, [&lane] { return lane->done; })) {
    lane->closing = true;  // it ends when the plugin lets go of it
    lane_ = nullptr;
    return false;
  }
  if (lane->failure) std::rethrow_exception(lane->failure);
  return true;
}

}  // namespace patchbay::host
