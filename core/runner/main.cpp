// patchbay-runner: a limited child of the host that runs one plugin's routines over bytes nobody vouches for.
// It is told on descriptor 3 what to load and what to run, and answers there; it ends with the host.
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>

#include "core/base/error.hpp"
#include "core/runner/frames.hpp"
#include "core/runner/lockdown.hpp"
#include "core/runner/routine.hpp"

namespace {

constexpr int kStream = 3;
constexpr std::size_t kMaxFrame = 80u << 20;

// Kilobytes of address space before any routine ran: limits count from here.
long address_space_kb() {
  std::ifstream statm{"/proc/self/statm"};
  long pages = 0;
  statm >> pages;
  return pages * (::sysconf(_SC_PAGESIZE) / 1024);
}

// A run: the routine's name, a NUL, its input.
void serve(patchbay::runner::Routine& routine) {
  while (const auto frame = patchbay::runner::read_frame(kStream, kMaxFrame)) {
    const std::size_t end = frame->payload.find('\0');
    if (frame->kind != 'R' || end == std::string::npos) return;
    const std::string_view payload = frame->payload;
    routine.run(payload.substr(0, end), payload.substr(end + 1));
  }
}

}  // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (argc != 2 || std::to_string(::getppid()) != argv[1]) {
    std::fprintf(stderr, "patchbay-runner is started by patchbay, not by hand\n");
    return 2;
  }
  ::close_range(kStream + 1, ~0u, 0);
  try {
    const auto hello = patchbay::runner::read_frame(kStream, kMaxFrame);
    if (!hello || hello->kind != 'H') return 2;
    patchbay::runner::Routine routine{patchbay::parse_object(hello->payload, "hello", kMaxFrame), kStream};
    const long size_kb = address_space_kb();
    patchbay::runner::lock_down();
    patchbay::runner::write_frame(kStream, 'Y', std::to_string(size_kb));
    serve(routine);
  } catch (const std::exception& caught) {
    try {
      patchbay::runner::write_frame(kStream, 'X', caught.what());
    } catch (const patchbay::Error&) {
      return 1;  // nobody is left to tell
    }
  }
  // Without destructors: the plugin was never started, and nothing here outlives the process.
  ::_exit(0);
}
