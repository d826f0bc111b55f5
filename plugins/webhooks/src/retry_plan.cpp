#include "retry_plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;
constexpr std::int64_t kMostMs = 24 * kHour, kGivenUpMs = 72 * kHour;
constexpr std::array<std::int64_t, kTries - 1> kWaits = {
    10 * kSecond, kMinute, 10 * kMinute, kHour, 3 * kHour, 8 * kHour, 11 * kHour + 45 * kMinute};

}  // namespace

std::optional<std::int64_t> wait_ms(int failed_tries, std::string_view id, std::int64_t retry_after_seconds) {
  if (failed_tries < 1 || failed_tries >= kTries) return std::nullopt;
  const std::int64_t wait = kWaits[static_cast<std::size_t>(failed_tries - 1)];
  const std::int64_t spread = wait / 10;
  const auto place = static_cast<std::int64_t>(std::hash<std::string_view>{}(id) % 1000);
  return std::max(wait + spread * place / 1000, std::min(retry_after_seconds * kSecond, kMostMs));
}

std::int64_t retry_after_of(std::string_view header) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  return error == std::errc{} && end == header.data() + header.size() && seconds > 0
             ? std::min<std::int64_t>(seconds, kMostMs / kSecond)
             : 0;
}

bool is_given_up(std::int64_t failing_since, std::int64_t now) {
  return failing_since > 0 && now - failing_since >= kGivenUpMs;
}

}  // namespace patchbay::webhooks
