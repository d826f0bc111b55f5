#include "core/inbox/presence.hpp"

namespace patchbay::inbox {
namespace {
constexpr std::size_t kMostEntries = 20000;
}

std::optional<Principal> Presence::find(const std::string& hash, std::int64_t steady_ms) {
  const std::lock_guard lock{mutex_};
  const auto found = entries_.find(hash);
  if (found == entries_.end()) return std::nullopt;
  if (steady_ms - found->second.at_ms < kKeptMs) return found->second.principal;
  entries_.erase(found);
  return std::nullopt;
}

void Presence::keep(const std::string& hash, const Principal& principal, std::int64_t steady_ms,
                    std::uint64_t generation) {
  const std::lock_guard lock{mutex_};
  if (generation != generation_) return;
  if (entries_.size() >= kMostEntries) entries_.clear();
  entries_.insert_or_assign(hash, Entry{principal, steady_ms});
}

std::uint64_t Presence::generation() const {
  const std::lock_guard lock{mutex_};
  return generation_;
}

void Presence::forget_all() {
  const std::lock_guard lock{mutex_};
  ++generation_;
  entries_.clear();
}

}  // namespace patchbay::inbox
