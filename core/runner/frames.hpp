#pragma once
// Frames on a stream between two of our own processes: kind (1 byte), length (4, little-endian), payload.
// Both ends ship together, so the format is nobody else's business.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::runner {

struct Frame {
  char kind = 0;
  std::string payload;
};

// Blocks until all of it is written. Throws Error{unavailable} when the other end is gone.
void write_frame(int fd, char kind, std::string_view payload, std::string_view more = {});
// Blocks; nullopt at the end of the stream. Throws Error{unavailable}, or Error{limit} for a longer one.
std::optional<Frame> read_frame(int fd, std::size_t max_bytes);

// Frames out of pieces, for who may not block.
class FrameBuffer {
 public:
  void add(std::string_view bytes) { bytes_.append(bytes); }
  std::optional<Frame> next(std::size_t max_bytes);  // nullopt: not whole yet. Throws Error{limit}

 private:
  std::string bytes_;
};

}  // namespace patchbay::runner
