#pragma once
// Dates as authors write them and as pages show them. Times are Unix milliseconds, UTC.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::kb {

// "2026-05-12", "2026-05-12T09:00:00Z", "2026-05-12 09:00", "…+02:00", "05/12/2026" (month first, as DocFX
// writes it).
std::optional<std::int64_t> parse_moment(std::string_view text);

std::string iso_date(std::int64_t ms);  // "2026-05-12"
std::string iso_time(std::int64_t ms);  // "2026-05-12T09:00:00Z"
std::int64_t now_ms();

}  // namespace patchbay::kb
