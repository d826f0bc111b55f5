#include "core/app/descriptor.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/base/error.hpp"

namespace patchbay::app {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::string system_reason() {
  return std::generic_category().message(errno);
}

std::string read_all(int fd, std::size_t most, const std::string& what) {
  std::string text;
  char buffer[16384];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error{Code::unavailable, "cannot read " + what + ": " + system_reason()};
    if (text.size() + static_cast<std::size_t>(got) > most)
      throw Error{Code::limit, what + " is larger than " + std::to_string(most >> 20) + " MB"};
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace patchbay::app
