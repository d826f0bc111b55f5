#pragma once
// Connections for reading, opened as they are needed and lent one caller at a time. The one used last is lent
// first, so a quiet program keeps one warm and closes the others.
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/store/engine.hpp"

namespace patchbay::store {

class ReaderPool {
 public:
  ReaderPool(Engine& engine, int most, int longest_read_ms);

  // Runs `work` inside a snapshot. Error{limit} when no reader comes free within 5 s. [any thread]
  void read(const std::function<void(Session&)>& work);

  void trim();  // closes what was idle for a minute and gives memory back
  std::int64_t reads() const { return reads_; }

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    std::int64_t since_ms;
  };
  class Lease;

  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  Engine& engine_;
  const int most_;
  const int longest_read_ms_;
  std::mutex mutex_;
  std::condition_variable came_back_;
  std::vector<Idle> idle_;
  int lent_ = 0;
  std::atomic<std::int64_t> reads_{0};
};

}  // namespace patchbay::store
