#include "core/inbox/attempts.hpp"

#include <algorithm>

namespace patchbay::inbox {
namespace {
constexpr std::size_t kMostBuckets = 20000;
}

double Attempts::refilled(const Bucket& bucket, std::int64_t now_ms) const {
  const double gained = static_cast<double>(now_ms - bucket.at_ms) / 1000.0 * rate_.per_second;
  return std::min(rate_.burst, bucket.left + std::max(gained, 0.0));
}

bool Attempts::take(const std::string& key, std::int64_t steady_ms) {
  const std::lock_guard lock{mutex_};
  if (rate_.off) return true;
  if (buckets_.size() >= kMostBuckets) forget_full(steady_ms);
  const auto [found, fresh] = buckets_.try_emplace(key, Bucket{rate_.burst, steady_ms});
  Bucket& bucket = found->second;
  bucket = {fresh ? rate_.burst : refilled(bucket, steady_ms), steady_ms};
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

void Attempts::set_rate(config::Rate rate) {
  const std::lock_guard lock{mutex_};
  rate_ = rate;
}

// A full bucket says no more than none. Where an attack leaves too many that are not, the nearest to full go.
void Attempts::forget_full(std::int64_t now_ms) {
  std::erase_if(buckets_, [&](const auto& entry) { return refilled(entry.second, now_ms) >= rate_.burst; });
  if (buckets_.size() < kMostBuckets) return;
  const double half = rate_.burst / 2;
  std::erase_if(buckets_, [&](const auto& entry) { return refilled(entry.second, now_ms) > half; });
  if (buckets_.size() >= kMostBuckets) buckets_.clear();
}

}  // namespace patchbay::inbox
