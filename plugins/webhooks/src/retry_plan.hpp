#pragma once
// When a delivery that failed is tried again, and when its endpoint is given up. Pure.
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay::webhooks {

inline constexpr int kTries = 8;  // over about 24 hours

// How long to wait after this many failed tries (1…); nullopt: it was the last. A receiver may ask for longer
// (Retry-After), at most a day. `id` spreads what failed together over a tenth of the time.
std::optional<std::int64_t> wait_ms(int failed_tries, std::string_view id,
                                    std::int64_t retry_after_seconds = 0);

// "Retry-After: 120"; 0 for a date or anything else.
std::int64_t retry_after_of(std::string_view header);

// Nothing came through for three days.
bool is_given_up(std::int64_t failing_since, std::int64_t now);

}  // namespace patchbay::webhooks
