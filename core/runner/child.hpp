#pragma once
// The host's end of a patchbay-runner: the limited child that runs one plugin's routines.
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/descriptor.hpp"
#include "core/base/json.hpp"
#include "core/runner/frames.hpp"
#include "patchbay/pbay.h"

namespace patchbay::runner {

struct Launch {
  std::string program;  // path of patchbay-runner
  std::string file;     // the plugin's library
  std::string instance;
  json::value config;
};

class Child {
 public:
  // Starts the child and waits until the plugin is created in it (10 s). The child ends with the thread that
  // started it, so that must be one that lasts. Throws Error{unavailable}.
  explicit Child(const Launch& launch);
  ~Child();  // kills it
  Child(const Child&) = delete;

  // Output goes to `out` as it comes; false from it ends the child. Throws Error{limit} naming the limit that
  // was met, {timeout} past `until`, {unavailable} when the child died, or the routine's own error.
  void run(std::string_view routine, std::string_view input, const pbay_limits& limits,
           std::int64_t until_steady_ms, const std::function<bool(std::string_view)>& out);
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
  FrameBuffer frames_;
  long base_kb_ = 0;
  bool usable_ = true;
};

}  // namespace patchbay::runner
