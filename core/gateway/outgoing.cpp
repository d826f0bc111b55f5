#include "core/gateway/outgoing.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace patchbay::gateway {

FilePart::~FilePart() { ::close(descriptor_); }

std::string FilePart::next(std::size_t size) {
  std::string piece(static_cast<std::size_t>(std::min<std::int64_t>(left_, static_cast<std::int64_t>(size))), '\0');
  ssize_t got = -1;
  do {
    got = ::pread(descriptor_, piece.data(), piece.size(), at_);
  } while (got < 0 && errno == EINTR);
  piece.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  at_ += static_cast<std::int64_t>(piece.size());
  left_ -= static_cast<std::int64_t>(piece.size());
  return piece;
}

}  // namespace patchbay::gateway
