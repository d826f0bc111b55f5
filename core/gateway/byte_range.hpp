#pragma once
// The Range header (RFC 9110 section 14), one range at a time: a request for several gets the whole file.
#include <cstdint>
#include <string_view>

namespace patchbay::gateway {

struct ByteRange {
  enum class Kind { whole, part, none };  // none: 416
  Kind kind = Kind::whole;
  std::int64_t from = 0, size = 0;
};

ByteRange parse_range(std::string_view range, std::int64_t file_size);

}  // namespace patchbay::gateway
