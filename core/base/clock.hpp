#pragma once
// Time as the host sees it. Wall time for what people read, steady time for every timer and deadline.
#include <cstdint>

namespace patchbay {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;     // Unix milliseconds; may jump
  virtual std::int64_t steady_ms() const = 0;  // never goes back, unrelated to the calendar
};

// The machine's clocks. Stateless: one may be made anywhere.
class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() const override;
  std::int64_t steady_ms() const override;
};

}  // namespace patchbay
