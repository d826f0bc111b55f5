#pragma once
// The children that run routines: at most 8 at work, two of each plugin waiting for their next.
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/host/generation.hpp"
#include "core/runner/child.hpp"

namespace patchbay::host {

class Runners {
 public:
  explicit Runners(Switchboard& board) : board_{board} {}

  void run(Generation& generation, std::string_view routine, std::string_view input,
           const pbay_limits& limits, std::int64_t until_steady_ms,
           const std::function<bool(std::string_view)>& out);
  void end(const Generation& generation);  // its children that wait
  void close();

 private:
  struct Idle {
    std::unique_ptr<runner::Child> process;
    std::int64_t since_ms = 0;
  };
  std::unique_ptr<runner::Child> take(Generation& generation, std::int64_t until_steady_ms);
  void give_back(const Generation& generation, std::unique_ptr<runner::Child> process);
  void end_idle();

  Switchboard& board_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::map<const Generation*, std::vector<Idle>> idle_;
  int running_ = 0;
};

}  // namespace patchbay::host
