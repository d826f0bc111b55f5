#pragma once
// ULIDs (github.com/ulid/spec): 26 characters of Crockford base32, 48 bits of time and 80 random ones, so ids sort by
// when they were made. Within one process and millisecond they rise strictly.
#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay {

std::string make_ulid(std::int64_t unix_ms);  // [any thread]
std::string make_ulid();                      // now
bool is_ulid(std::string_view text) noexcept;

}  // namespace patchbay
