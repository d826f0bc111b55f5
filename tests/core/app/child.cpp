#include "tests/core/app/child.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace patchbay::app {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

[[noreturn]] void become(const std::string& folder, const std::vector<std::string>& arguments, int in,
                         int out, int err) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::string program = PATCHBAY_BINARY_DIR "/bin/patchbay";
  std::vector<char*> argv{program.data()};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

}  // namespace

Child::Child(const std::string& folder, const std::vector<std::string>& arguments, const std::string& input) {
  std::string in_file = folder + "/in-XXXXXX";
  err_file_ = folder + "/err-XXXXXX";
  const int in = ::mkstemp(in_file.data()), err = ::mkstemp(err_file_.data());
  if (::write(in, input.data(), input.size()) < 0) return;
  ::lseek(in, 0, SEEK_SET);
  ::unlink(in_file.c_str());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  pid_ = ::fork();
  if (pid_ == 0) become(folder, arguments, in, ends[1], err);
  ::close(ends[1]);
  ::close(in);
  ::close(err);
  out_ = ends[0];
}

Child::~Child() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) ::close(out_);
  ::unlink(err_file_.c_str());
}

std::string Child::line_with(const std::string& text) {
  for (;;) {
    if (const auto at = read_.find(text); at != std::string::npos) {
      if (const auto end = read_.find('\n', at); end != std::string::npos) {
        const auto before = read_.rfind('\n', at);
        const auto begin = before == std::string::npos ? 0 : before + 1;
        return read_.substr(begin, end - begin);
      }
    }
    char buffer[4096];
    const ssize_t got = ::read(out_, buffer, sizeof buffer);
    if (got <= 0) return {};
    read_.append(buffer, static_cast<std::size_t>(got));
  }
}

void Child::signal(int number) const {
  ::kill(pid_, number);
}

Ended Child::wait() {
  char buffer[4096];
  for (ssize_t got = ::read(out_, buffer, sizeof buffer); got > 0; got = ::read(out_, buffer, sizeof buffer))
    read_.append(buffer, static_cast<std::size_t>(got));
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_, text_of(err_file_)};
}

Ended run(const std::string& folder, const std::vector<std::string>& arguments, const std::string& input) {
  return Child{folder, arguments, input}.wait();
}

}  // namespace patchbay::app
