#pragma once
// The thread on which [control] functions of plugins run, one at a time, each with a deadline. One that does
// not come back is left behind with its thread, and the next runs on a new one: a thread cannot be ended from
// outside.
#include <functional>
#include <memory>
#include <mutex>

namespace patchbay::host {

class ControlThread {
 public:
  ControlThread();
  ~ControlThread();

  // Waits until `work` is done; false when `deadline_ms` passed first. Then `work` may still run, so it must
  // own or outlive what it touches. Calls are served in turn. An exception of `work` is rethrown here.
  bool run(int deadline_ms, std::function<void()> work);

 private:
  struct Lane;
  std::mutex turn_;
  std::shared_ptr<Lane> lane_;  // shared with its thread, which may be left behind
};

}  // namespace patchbay::host
