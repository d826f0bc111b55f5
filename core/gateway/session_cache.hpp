#pragma once
// Who is behind a session token, remembered for a few seconds so that a page of twenty requests asks the store once. A
// revoked session is forgotten at once.
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/inbox/principal.hpp"

namespace patchbay::gateway {

class SessionCache {
 public:
  struct Known {
    std::optional<inbox::Principal> principal;  // nullopt: the token names nobody
  };

  std::optional<Known> find(const std::string& token, std::int64_t now_steady_ms) const;
  std::uint64_t epoch() const;  // take it before asking the store
  void put(const std::string& token, const std::optional<inbox::Principal>& principal, std::uint64_t epoch,
           std::int64_t now_steady_ms);
  void forget(const std::string& token);
  void revoke(const std::string& principal_id);

 private:
  struct Item {
    Known known;
    std::int64_t until_ms = 0;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Item> items_;
  std::uint64_t epoch_ = 0;
};

}  // namespace patchbay::gateway
