#pragma once
// Who is behind a token, remembered for at most a second, so a burst of requests asks the store once.
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/inbox/principal.hpp"

namespace patchbay::inbox {

class Presence {
 public:
  static constexpr std::int64_t kKeptMs = 1000;

  std::optional<Principal> find(const std::string& hash, std::int64_t steady_ms);
  // `generation` is what generation() said before the store was asked: an answer older than a revocation is
  // not kept.
  void keep(const std::string& hash, const Principal& principal, std::int64_t steady_ms,
            std::uint64_t generation);
  std::uint64_t generation() const;
  void forget_all();  // after any revocation: rare, and simpler than knowing which

 private:
  struct Entry {
    Principal principal;
    std::int64_t at_ms;
  };
  mutable std::mutex mutex_;
  std::uint64_t generation_ = 0;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace patchbay::inbox
