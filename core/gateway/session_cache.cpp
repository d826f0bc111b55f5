#include "core/gateway/session_cache.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kKeepMs = 3000;
constexpr std::size_t kMaxItems = 20'000;

}  // namespace

std::optional<SessionCache::Known> SessionCache::find(const std::string& token, std::int64_t now_steady_ms) const {
  const std::lock_guard lock{mutex_};
  const auto found = items_.find(token);
  if (found == items_.end() || now_steady_ms > found->second.until_ms) return std::nullopt;
  return found->second.known;
}

std::uint64_t SessionCache::epoch() const {
  const std::lock_guard lock{mutex_};
  return epoch_;
}

void SessionCache::put(const std::string& token, const std::optional<inbox::Principal>& principal, std::uint64_t epoch,
                       std::int64_t now_steady_ms) {
  const std::lock_guard lock{mutex_};
  if (epoch != epoch_) return;  // something was revoked while the store was asked
  if (items_.size() >= kMaxItems) items_.clear();
  items_[token] = {{principal}, now_steady_ms + kKeepMs};
}

void SessionCache::forget(const std::string& token) {
  const std::lock_guard lock{mutex_};
  ++epoch_;
  items_.erase(token);
}

void SessionCache::revoke(const std::string& principal_id) {
  const std::lock_guard lock{mutex_};
  ++epoch_;
  std::erase_if(items_, [&](const auto& item) {
    return item.second.known.principal && item.second.known.principal->id == principal_id;
  });
}

}  // namespace patchbay::gateway
