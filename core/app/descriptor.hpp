#pragma once
// A file descriptor that is closed when its owner goes.
#include <string>
#include <utility>

namespace patchbay::app {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_{fd} {}
  Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Everything that can be read from it, at most `most` bytes; Error{limit} beyond, Error{unavailable} on a
// read error.
std::string read_all(int fd, std::size_t most, const std::string& what);

// "reason" of the last failed system call.
std::string system_reason();

}  // namespace patchbay::app
