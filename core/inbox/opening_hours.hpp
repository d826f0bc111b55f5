#pragma once
// When somebody is there: weekly hours and holidays of [hours.x], in their time zone. Pure; ICU knows the
// zones.
#include <cstdint>
#include <optional>
#include <string>

#include "core/config/config.hpp"

namespace patchbay::inbox {

// `time_zone`: an IANA name; an unknown one counts as UTC.
bool is_open(const config::Hours& hours, const std::string& time_zone, std::int64_t at_ms);
// At or after `at_ms`; nullopt = not within 60 days.
std::optional<std::int64_t> opens_at(const config::Hours& hours, const std::string& time_zone,
                                     std::int64_t at_ms);

}  // namespace patchbay::inbox
