#include "core/host/scope.hpp"

namespace patchbay::host {

void ScopeTable::add(const ScopePtr& scope) {
  Shard& shard = shard_of(scope->id);
  const std::lock_guard lock{shard.mutex};
  shard.scopes.emplace(scope->id, scope);
}

ScopePtr ScopeTable::find_any(pbay_id id) const {
  const Shard& shard = shard_of(id);
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.scopes.find(id);
  return found == shard.scopes.end() ? nullptr : found->second;
}

ScopePtr ScopeTable::find(pbay_id id, const Generation& owner) const {
  ScopePtr scope = find_any(id);
  return scope != nullptr && scope->owner == &owner ? scope : nullptr;
}

void ScopeTable::remove(pbay_id id) {
  ScopePtr scope;  // freed after the lock
  Shard& shard = shard_of(id);
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.scopes.find(id);
  if (found == shard.scopes.end()) return;
  scope = std::move(found->second);
  shard.scopes.erase(found);
}

std::vector<ScopePtr> ScopeTable::all() const {
  std::vector<ScopePtr> out;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    for (const auto& [id, scope] : shard.scopes) out.push_back(scope);
  }
  return out;
}

std::vector<ScopePtr> ScopeTable::owned_by(const Generation& owner) const {
  std::vector<ScopePtr> out = all();
  std::erase_if(out, [&owner](const ScopePtr& scope) { return scope->owner != &owner; });
  return out;
}

std::size_t ScopeTable::size() const {
  std::size_t count = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    count += shard.scopes.size();
  }
  return count;
}

void ScopeTable::let_go(Scope& scope, bool answered) {
  if (answered) scope.lease.reset();
  if (scope.holds.fetch_sub(1) == 1) remove(scope.id);
}

}  // namespace patchbay::host
