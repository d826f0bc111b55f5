#include "core/check/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::check {
namespace {

constexpr std::size_t kMaxText = 4000;

// A descriptor that closes itself.
class Fd {
 public:
  explicit Fd(int fd) : fd_{fd} {
    if (fd < 0)
      throw Error{Code::internal, std::string{"no descriptor for a check: "} + std::strerror(errno)};
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { ::close(fd_); }
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void run_child(const std::function<Finding()>& look, int result, int output) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const Finding finding = guarded(look);
  std::string line{static_cast<char>('0' + static_cast<int>(finding.status))};
  line += cut_utf8(finding.text, kMaxText);
  // The pipe holds 64 KB: one write takes it all. A plugin that closed it has lost its verdict, which the
  // parent says.
  if (::write(result, line.data(), line.size()) < 0) ::_exit(125);
  ::_exit(0);
}

std::string read_end(int fd) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - 400);
  std::string out(static_cast<std::size_t>(std::max<off_t>(0, size - from)), '\0');
  const ssize_t got = ::pread(fd, out.data(), out.size(), from);
  out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return to_valid_utf8(trim(out));
}

// Waits until the child has ended or the time is over; true when it was killed.
bool wait_or_kill(pid_t child, int limit_s, int& status) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds{limit_s};
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (Clock::now() >= end) {
      ::kill(-child, SIGKILL);
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return true;
    }
    ::poll(nullptr, 0, 2);
  }
  ::kill(-child, SIGKILL);  // what it left behind in its group
  return false;
}

std::string with_output(std::string text, int output) {
  const std::string end = read_end(output);
  return end.empty() ? text : text + ": " + end;
}

}  // namespace

Finding guarded(const std::function<Finding()>& look) noexcept {
  try {
    return look();
  } catch (const std::exception& error) {
    return failed(error.what());
  } catch (...) {
    return failed("something was thrown that is no std::exception");
  }
}

Finding in_child(const std::function<Finding()>& look, int limit_s) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error{Code::internal, "no pipe for a check"};
  const Fd result_in{ends[0]}, output{::memfd_create("output", MFD_CLOEXEC)};
  pid_t child = 0;
  {
    const Fd result_out{ends[1]};
    child = ::fork();
    if (child < 0) throw Error{Code::internal, std::string{"no child for a check: "} + std::strerror(errno)};
    if (child == 0) run_child(look, result_out.get(), output.get());
  }
  int status = 0;
  if (wait_or_kill(child, limit_s, status))
    return {Status::crashed, with_output("not done after " + std::to_string(limit_s) + " s", output.get())};
  if (WIFSIGNALED(status))
    return {Status::crashed,
            with_output(std::string{"ended by "} + ::strsignal(WTERMSIG(status)), output.get())};

  std::string line(kMaxText + 1, '\0');
  const ssize_t got = ::read(result_in.get(), line.data(), line.size());
  line.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (line.empty() || line[0] < '0' || line[0] > '4')
    return {Status::crashed, with_output("the plugin ended the process with exit status " +
                                             std::to_string(WEXITSTATUS(status)),
                                         output.get())};
  return {static_cast<Status>(line[0] - '0'), line.substr(1)};
}

}  // namespace patchbay::check
