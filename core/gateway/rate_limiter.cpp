#include "core/gateway/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kForgetMs = 60'000;

}  // namespace

int RateLimiter::take(std::string_view limit, std::string_view key, const config::Rate& rate, std::int64_t now_steady_ms,
                      double amount) {
  if (rate.off) return 0;
  std::string name{limit};
  name += '|';
  name += key;
  Shard& shard = shards_[std::hash<std::string>{}(name) % shards_.size()];
  const std::lock_guard lock{shard.mutex};
  if (shard.buckets.size() >= kMaxBuckets) {
    // Whoever was quiet for a minute starts afresh; against a flood of new keys everybody does.
    std::erase_if(shard.buckets, [now_steady_ms](const auto& item) { return now_steady_ms - item.second.at_ms > kForgetMs; });
    if (shard.buckets.size() >= kMaxBuckets) shard.buckets.clear();
  }
  const double burst = std::max(rate.burst, rate.per_second > 0 ? 1.0 : 0.0);
  const auto [place, is_new] = shard.buckets.try_emplace(std::move(name), Bucket{burst, now_steady_ms});
  Bucket& bucket = place->second;
  const double seconds = static_cast<double>(std::max<std::int64_t>(now_steady_ms - bucket.at_ms, 0)) / 1000.0;
  bucket.tokens = std::min(burst, bucket.tokens + seconds * rate.per_second);
  bucket.at_ms = now_steady_ms;
  const double needed = amount > 0 ? amount : 1;
  if (bucket.tokens >= needed) {
    bucket.tokens -= amount;
    return 0;
  }
  if (rate.per_second <= 0) return 3600;
  return std::clamp(static_cast<int>(std::ceil((needed - bucket.tokens) / rate.per_second)), 1, 3600);
}

std::size_t RateLimiter::size() const {
  std::size_t sum = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    sum += shard.buckets.size();
  }
  return sum;
}

}  // namespace patchbay::gateway
