#pragma once
// What a plugin may not change about the process it lives in.
#include <string>
#include <vector>

namespace patchbay::check {

struct ProcessState {
  std::string directory, locale, environment, limits;
  unsigned umask = 0;
  std::vector<std::string> signals;  // by number: handler and flags
  int descriptors = 0, threads = 0, children = 0;
  std::size_t heap_bytes = 0;  // 0 where nobody knows (a sanitizer's allocator)

  static ProcessState now();
};

// What is different, in words; descriptors, threads and heap aside.
std::vector<std::string> differences(const ProcessState& before, const ProcessState& after);

}  // namespace patchbay::check
