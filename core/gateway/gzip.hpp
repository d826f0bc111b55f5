#pragma once
#include <string>
#include <string_view>

namespace patchbay::gateway {

// RFC 1952, level 6, without a time stamp: the same bytes for the same text.
std::string gzip(std::string_view text);

}  // namespace patchbay::gateway
