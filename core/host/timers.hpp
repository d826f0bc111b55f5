#pragma once
// Timers of one generation, in this process only.
#include <cstdint>
#include <map>
#include <mutex>

#include "core/base/ticker.hpp"

namespace patchbay::host {

class Generation;

class Timers {
 public:
  // period 0 = once; first ~0 cancels. Error{limit} over 1000.
  void set(Generation& generation, std::uint64_t tag, std::uint64_t first_ms, std::uint64_t period_ms);
  void cancel_all(Ticker& ticker);

 private:
  struct Timer {
    Ticker::Id id = 0;
    std::uint64_t period_ms = 0;
    bool queued = false;  // handed to the pool and not yet run: ticks meanwhile fold into it
  };
  void fire(Generation& generation, std::uint64_t tag);
  void ran(std::uint64_t tag);

  std::mutex mutex_;
  std::map<std::uint64_t, Timer> timers_;
};

}  // namespace patchbay::host
