#pragma once
// Token buckets by key: how often somebody may try something. Bounded; the fullest buckets are forgotten
// first.
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/config/config.hpp"

namespace patchbay::inbox {

class Attempts {
 public:
  explicit Attempts(config::Rate rate) : rate_{rate} {}

  // Takes one try of `key`; false when there is none left. [any thread]
  bool take(const std::string& key, std::int64_t steady_ms);
  void set_rate(config::Rate rate);

 private:
  struct Bucket {
    double left;
    std::int64_t at_ms;
  };
  double refilled(const Bucket& bucket, std::int64_t now_ms) const;
  void forget_full(std::int64_t now_ms);

  std::mutex mutex_;
  config::Rate rate_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace patchbay::inbox
