#pragma once
// One patchbay-runner child and the pool of those that wait for their next routine.
#include <sys/types.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/host/descriptor.hpp"
#include "core/host/generation.hpp"

namespace patchbay::host {

class RunnerProcess {
 public:
  // Starts the child and waits until the plugin is created in it (10 s). The child ends with the thread that started it,
  // so that must be one that lasts. Throws Error{unavailable}.
  explicit RunnerProcess(const Generation& generation);
  ~RunnerProcess();  // kills it
  RunnerProcess(const RunnerProcess&) = delete;

  // Output goes to `out` as it comes; false from it ends the child. Throws Error{limit} naming the limit that was met,
  // {timeout} past `until`, {unavailable} when the child died, or the routine's own error.
  void run(std::string_view routine, std::string_view input, const pbay_limits& limits, std::int64_t until_steady_ms,
           const std::function<bool(std::string_view)>& out);
  bool is_usable() const { return usable_; }

 private:
  void receive(int timeout_ms);  // adds to frames_; Error{unavailable} at the end of the stream
  void set_limits(const pbay_limits& limits, std::size_t input_bytes);
  std::int64_t cpu_ms() const;
  bool has_ended() const;
  [[noreturn]] void died(const pbay_limits& limits);
  void end();
  void log_line(std::string_view payload) const;

  std::string instance_;
  pid_t pid_ = -1;
  Descriptor stream_;
  struct Frames;
  std::unique_ptr<Frames> frames_;
  long base_kb_ = 0;
  bool usable_ = true;
};

class Runners {
 public:
  explicit Runners(Switchboard& board) : board_{board} {}

  void run(Generation& generation, std::string_view routine, std::string_view input, const pbay_limits& limits,
           std::int64_t until_steady_ms, const std::function<bool(std::string_view)>& out);
  void end(const Generation& generation);  // its children that wait
  void close();

 private:
  struct Idle {
    std::unique_ptr<RunnerProcess> process;
    std::int64_t since_ms = 0;
  };
  std::unique_ptr<RunnerProcess> take(Generation& generation, std::int64_t until_steady_ms);
  void give_back(const Generation& generation, std::unique_ptr<RunnerProcess> process);
  void end_idle();

  Switchboard& board_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::map<const Generation*, std::vector<Idle>> idle_;
  int running_ = 0;
};

}  // namespace patchbay::host
