#pragma once
// Token buckets, one per limit and key (an address, a session, an account). In memory: a restart forgives.
#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/config/config.hpp"

namespace patchbay::gateway {

class RateLimiter {
 public:
  // [any thread] Takes `amount` tokens; 0 only looks whether there is one. 0 = go on; else the seconds until they are there, at
  // least 1, and none were taken.
  int take(std::string_view limit, std::string_view key, const config::Rate& rate, std::int64_t now_steady_ms, double amount = 1);
  bool has(std::string_view limit, std::string_view key, const config::Rate& rate, std::int64_t now_steady_ms) {
    return take(limit, key, rate, now_steady_ms, 0) == 0;
  }
  std::size_t size() const;

 private:
  struct Bucket {
    double tokens = 0;
    std::int64_t at_ms = 0;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };
  static constexpr std::size_t kMaxBuckets = 20'000;  // of one shard
  std::array<Shard, 8> shards_;
};

}  // namespace patchbay::gateway
