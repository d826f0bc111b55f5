#pragma once
// Times: Unix milliseconds, UTC, and how they are written.
#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::webhooks {

std::int64_t now_ms();
std::string iso_time(std::int64_t ms);            // "2026-11-28T02:00:00.000Z"
std::int64_t time_of(std::string_view iso_time);  // 0 for what is none

}  // namespace patchbay::webhooks
