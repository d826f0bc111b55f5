#pragma once
// Things to do later, on one thread. What runs here must be quick: it hands real work to the pool.
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace patchbay {

class Ticker {
 public:
  using Id = std::uint64_t;

  Ticker() = default;
  ~Ticker();  // close()

  // [any thread] 0 when closed.
  Id after(std::int64_t delay_ms, std::function<void()> work);
  // After it returns `work` does not start any more (it may be running).
  void cancel(Id id);
  void close();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<std::int64_t, Id>, std::function<void()>> due_;  // by steady time
  std::map<Id, std::int64_t> when_;
  Id last_ = 0;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace patchbay
