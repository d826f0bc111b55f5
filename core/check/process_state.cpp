#include "core/check/process_state.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace patchbay::check {
namespace {

int entries_of(const char* folder) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{folder}) ++count;
  return count;
}

// Of every thread; the kernel lists them where it was built to, as Debian's is.
int count_children() {
  int count = 0;
  for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
    std::ifstream in{task.path() / "children"};
    for (int pid = 0; in >> pid;) ++count;
  }
  return count;
}

std::string text_of(const struct sigaction& action) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_sigaction)) + "/" +
         std::to_string(action.sa_flags);
}

std::vector<std::string> signal_handlers() {
  std::vector<std::string> out;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action = {};
    out.push_back(::sigaction(number, nullptr, &action) == 0 ? text_of(action) : "");
  }
  return out;
}

std::string resource_limits() {
  std::string out;
  for (int resource = 0; resource < RLIMIT_NLIMITS; ++resource) {
    rlimit limit = {};
    ::getrlimit(static_cast<__rlimit_resource>(resource), &limit);
    out += std::to_string(limit.rlim_cur) + "/" + std::to_string(limit.rlim_max) + " ";
  }
  return out;
}

}  // namespace

ProcessState ProcessState::now() {
  ProcessState out;
  out.directory = std::filesystem::current_path().string();
  out.locale = std::setlocale(LC_ALL, nullptr);
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
    out.environment += std::string{*variable} + '\n';
  out.limits = resource_limits();
  out.umask = ::umask(0);
  ::umask(out.umask);
  out.signals = signal_handlers();
  out.descriptors = entries_of("/proc/self/fd");
  out.threads = entries_of("/proc/self/task");
  out.children = count_children();
  out.heap_bytes = ::mallinfo2().uordblks;
  return out;
}

std::vector<std::string> differences(const ProcessState& before, const ProcessState& after) {
  std::vector<std::string> out;
  if (before.directory != after.directory) out.push_back("the working directory is now " + after.directory);
  if (before.locale != after.locale) out.push_back("the locale is now " + after.locale);
  if (before.environment != after.environment) out.emplace_back("the environment changed");
  if (before.limits != after.limits) out.emplace_back("a resource limit changed");
  if (before.umask != after.umask) out.emplace_back("the umask changed");
  if (before.children < after.children) out.emplace_back("a process of its own runs; use a worker() routine");
  for (std::size_t i = 0; i < before.signals.size(); ++i)
    if (before.signals[i] != after.signals[i])
      out.push_back("the handling of signal " + std::to_string(i + 1) + " changed");
  return out;
}

}  // namespace patchbay::check
