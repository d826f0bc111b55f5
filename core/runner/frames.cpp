#include "core/runner/frames.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"

namespace patchbay::runner {
namespace {

constexpr std::size_t kHead = 5;

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      throw Error{Code::unavailable, std::string{"the other process is gone: "} + std::strerror(errno)};
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// False at the end of the stream before the first byte.
bool read_all(int fd, char* to, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = ::read(fd, to + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 && done == 0) return false;
    if (count <= 0) throw Error{Code::unavailable, "the other process ended within a frame"};
    done += static_cast<std::size_t>(count);
  }
  return true;
}

std::size_t length_of(const char* head) {
  std::size_t length = 0;
  for (int i = 4; i >= 1; --i) length = (length << 8) | static_cast<unsigned char>(head[i]);
  return length;
}

void check(std::size_t length, std::size_t max_bytes) {
  if (length > max_bytes)
    throw Error{Code::limit, "a frame of " + std::to_string(length) + " bytes is too long"};
}

}  // namespace

void write_frame(int fd, char kind, std::string_view payload, std::string_view more) {
  const std::size_t length = payload.size() + more.size();
  if (length > UINT32_MAX) throw Error{Code::limit, "a frame holds at most 4 GB"};
  std::string head(kHead, kind);
  for (int i = 1; i <= 4; ++i) head[static_cast<std::size_t>(i)] = static_cast<char>(length >> (8 * (i - 1)));
  write_all(fd, head);
  write_all(fd, payload);
  write_all(fd, more);
}

std::optional<Frame> read_frame(int fd, std::size_t max_bytes) {
  char head[kHead];
  if (!read_all(fd, head, kHead)) return std::nullopt;
  check(length_of(head), max_bytes);
  Frame frame{head[0], std::string(length_of(head), '\0')};
  if (!frame.payload.empty() && !read_all(fd, frame.payload.data(), frame.payload.size()))
    throw Error{Code::unavailable, "the other process ended within a frame"};
  return frame;
}

std::optional<Frame> FrameBuffer::next(std::size_t max_bytes) {
  if (bytes_.size() < kHead) return std::nullopt;
  const std::size_t length = length_of(bytes_.data());
  check(length, max_bytes);
  if (bytes_.size() < kHead + length) return std::nullopt;
  Frame frame{bytes_[0], bytes_.substr(kHead, length)};
  bytes_.erase(0, kHead + length);
  return frame;
}

}  // namespace patchbay::runner
