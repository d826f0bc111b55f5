#include "core/runner/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"

namespace patchbay::runner {
namespace {

constexpr std::int64_t kStartMs = 10'000;
constexpr int kTickMs = 20;  // how often CPU and time are looked at
constexpr std::size_t kMaxFrame = 65u << 20;

// Under a sanitizer the address space is terabytes of shadow; there only CPU, time and output are limited.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitsMemory = false;
#else
constexpr bool kLimitsMemory = true;
#endif

std::int64_t steady_ms() {
  return SystemClock{}.steady_ms();
}

pid_t spawn(const std::string& program, int stream) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  for (const int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&files, stream, 3);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string parent = std::to_string(::getpid()), name = program;
  std::array<char*, 3> arguments = {name.data(), parent.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  pid_t pid = -1;
  const int failed =
      ::posix_spawn(&pid, program.c_str(), &files, &attributes, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) throw Error{Code::unavailable, program + ": " + std::strerror(failed)};
  return pid;
}

// What the child says is as trustworthy as the bytes it works on.
Code code_of(std::int64_t status) {
  return status <= -1 && status >= -11 ? static_cast<Code>(status) : Code::internal;
}

}  // namespace

Child::Child(const Launch& launch) : instance_{launch.instance} {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Error{Code::unavailable, std::strerror(errno)};
  stream_ = Descriptor{ends[0]};
  {
    const Descriptor theirs{ends[1]};  // closed here, so that the stream ends with the child
    pid_ = spawn(launch.program, theirs.get());
  }
  const json::object hello{{"file", launch.file}, {"instance", launch.instance}, {"config", launch.config}};
  try {
    write_frame(stream_.get(), 'H', to_text(hello));
    for (const std::int64_t until = steady_ms() + kStartMs;;) {
      if (const auto frame = frames_.next(kMaxFrame)) {
        if (frame->kind == 'L') log_line(frame->payload);
        if (frame->kind == 'X')
          throw Error{Code::unavailable, "the runner could not prepare " + instance_ + ": " + frame->payload};
        if (frame->kind == 'Y') {
          base_kb_ = std::strtol(frame->payload.c_str(), nullptr, 10);
          return;
        }
        continue;
      }
      if (steady_ms() > until) throw Error{Code::timeout, "the runner did not start within 10 s"};
      receive(kTickMs);
    }
  } catch (...) {
    end();
    throw;
  }
}

Child::~Child() {
  end();
}

void Child::end() {
  usable_ = false;
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Child::log_line(std::string_view payload) const {
  if (payload.size() < 2) return;
  log::write(static_cast<log::Level>(std::clamp(payload[0] - '0', 0, 3)), instance_, payload.substr(2, 2000),
             {{"in", "worker"}});
}

void Child::receive(int timeout_ms) {
  pollfd wait{stream_.get(), POLLIN, 0};
  if (::poll(&wait, 1, timeout_ms) <= 0) return;
  std::array<char, 64 * 1024> piece;
  const ssize_t count = ::read(stream_.get(), piece.data(), piece.size());
  if (count > 0) frames_.add({piece.data(), static_cast<std::size_t>(count)});
  if (count == 0 || (count < 0 && errno != EINTR)) throw Error{Code::unavailable, "the runner ended"};
}

std::int64_t Child::cpu_ms() const {
  clockid_t clock;
  timespec time{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

// The kernel's own limits, for what happens between two looks; hard limits stay, so the next run may have its
// own.
void Child::set_limits(const pbay_limits& limits, std::size_t input_bytes) {
  const auto cpu_s = static_cast<rlim_t>((static_cast<std::uint64_t>(cpu_ms()) + limits.cpu_ms) / 1000 + 2);
  const rlimit cpu{cpu_s, RLIM_INFINITY};
  ::prlimit(pid_, RLIMIT_CPU, &cpu, nullptr);
  if (!kLimitsMemory) return;
  const rlimit memory{static_cast<rlim_t>(base_kb_) * 1024 + 2 * input_bytes + limits.memory_bytes,
                      RLIM_INFINITY};
  ::prlimit(pid_, RLIMIT_AS, &memory, nullptr);
}

// Its stream closed, so it is ending, unless it closed that on purpose.
bool Child::has_ended() const {
  for (const std::int64_t until = steady_ms() + 500; steady_ms() < until;) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
        info.si_pid == pid_)
      return true;
    ::poll(nullptr, 0, 2);
  }
  return false;
}

void Child::died(const pbay_limits& limits) {
  int status = 0;
  rusage used{};
  ::wait4(pid_, &status, 0, &used);
  pid_ = -1;
  usable_ = false;
  if (kLimitsMemory && static_cast<std::uint64_t>(used.ru_maxrss) * 1024 > limits.memory_bytes / 4 * 3)
    throw Error{Code::limit, "the routine used more memory than it may (" +
                                 std::to_string(limits.memory_bytes >> 20) + " MB)"};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    throw Error{Code::limit, "the routine used more processor time than it may"};
  throw Error{Code::unavailable,
              WIFSIGNALED(status)
                  ? std::string{"the routine crashed: "} + ::strsignal(WTERMSIG(status))
                  : "the routine ended its process with " + std::to_string(WEXITSTATUS(status))};
}

void Child::run(std::string_view routine, std::string_view input, const pbay_limits& limits,
                std::int64_t until_steady_ms, const std::function<bool(std::string_view)>& out) {
  set_limits(limits, input.size());
  const std::int64_t cpu_end = cpu_ms() + static_cast<std::int64_t>(limits.cpu_ms);
  const std::int64_t wall_end = steady_ms() + static_cast<std::int64_t>(limits.wall_ms);
  std::uint64_t received = 0;
  usable_ = false;  // until it ended well
  try {
    write_frame(stream_.get(), 'R', std::string{routine} + '\0', input);
    for (;;) {
      while (const auto frame = frames_.next(kMaxFrame)) {
        if (frame->kind == 'L') log_line(frame->payload);
        if (frame->kind == 'O') {
          received += frame->payload.size();
          if (received > limits.output_bytes)
            throw Error{Code::limit, "the routine's output is larger than " +
                                         std::to_string(limits.output_bytes) + " bytes"};
          if (!out(frame->payload)) return;
        }
        if (frame->kind != 'D') continue;
        const json::object end = parse_object(frame->payload, "end of routine");
        const auto status = integer_or(end, "status", PBAY_E_INTERNAL);
        usable_ = code_of(status) != Code::limit || status == PBAY_OK;
        if (status != PBAY_OK) throw Error{code_of(status), string_or(end, "error", "the routine failed")};
        return;
      }
      receive(kTickMs);
      const std::int64_t now = steady_ms();
      if (cpu_ms() > cpu_end)
        throw Error{Code::limit, "the routine used more processor time than it may (" +
                                     std::to_string(limits.cpu_ms) + " ms)"};
      if (now > wall_end)
        throw Error{Code::limit,
                    "the routine took longer than it may (" + std::to_string(limits.wall_ms) + " ms)"};
      if (until_steady_ms != 0 && now > until_steady_ms)
        throw Error{Code::timeout, "the time for this request is up"};
    }
  } catch (const Error& caught) {
    if (caught.code() == Code::unavailable && !usable_ && has_ended()) died(limits);
    throw;
  }
}

}  // namespace patchbay::runner
