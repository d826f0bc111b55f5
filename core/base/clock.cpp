#include "core/base/clock.hpp"

#include <chrono>

#ifdef PATCHBAY_TEST_HOOKS
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#endif

namespace patchbay {
namespace {

#ifdef PATCHBAY_TEST_HOOKS
// PATCHBAY_TEST_CLOCK names a file of eight bytes: the milliseconds by which the wall clock is wrong. Whoever tests may
// change them while the program runs.
const std::int64_t* test_offset() {
  const char* file = std::getenv("PATCHBAY_TEST_CLOCK");
  const int descriptor = file ? ::open(file, O_RDONLY | O_CLOEXEC) : -1;
  if (descriptor < 0) return nullptr;
  void* const mapped = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  return mapped == MAP_FAILED ? nullptr : static_cast<const std::int64_t*>(mapped);
}

std::int64_t wrong_by_ms() {
  static const std::int64_t* const offset = test_offset();
  return offset ? __atomic_load_n(offset, __ATOMIC_RELAXED) : 0;
}
#else
std::int64_t wrong_by_ms() { return 0; }
#endif

}  // namespace

std::int64_t SystemClock::now_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count() + wrong_by_ms();
}

std::int64_t SystemClock::steady_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace patchbay
