#include "core/gateway/page_cache.hpp"

#include <algorithm>

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxRemembered = 10'000;

}  // namespace

PageCache::PageCache(std::int64_t max_bytes) : max_bytes_{max_bytes} {}
PageCache::~PageCache() = default;

std::size_t PageCache::KeyHash::operator()(const Key& key) const noexcept {
  const std::hash<std::string_view> hash;
  return hash(key.target) * 31 + hash(key.host);
}

PageCache::Shard& PageCache::shard_of(const Key& key) { return shards_[(KeyHash{}(key) >> 7) % kShards]; }

std::shared_ptr<const CachedPage> PageCache::find(std::string_view host, std::string_view target) {
  const Key key{host, target};
  Shard& shard = shard_of(key);
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.items.find(key);
  if (found == shard.items.end()) return nullptr;
  if (found->second != shard.order.begin()) shard.order.splice(shard.order.begin(), shard.order, found->second);
  return found->second->page;
}

std::uint64_t PageCache::epoch() const {
  const std::lock_guard lock{change_};
  return sequence_;
}

void PageCache::erase(Shard& shard, Order::iterator item) {
  for (const std::string& tag : item->page->tags) {
    const auto found = shard.by_tag.find(tag);
    if (found == shard.by_tag.end()) continue;
    found->second.erase(&*item);
    if (found->second.empty()) shard.by_tag.erase(found);
  }
  shard.bytes -= static_cast<std::int64_t>(item->page->bytes());
  shard.items.erase(Key{item->host, item->target});
  shard.order.erase(item);
}

bool PageCache::insert(std::string_view host, std::string_view target, std::shared_ptr<const CachedPage> page,
                       std::uint64_t epoch) {
  const std::lock_guard change{change_};
  const std::int64_t share = max_bytes_ / static_cast<std::int64_t>(kShards);
  const auto bytes = static_cast<std::int64_t>(page->bytes());
  if (bytes > share || epoch < forgotten_) return false;
  for (const std::string& tag : page->tags)
    if (const auto dropped = dropped_.find(tag); dropped != dropped_.end() && dropped->second > epoch) return false;
  Shard& shard = shard_of(Key{host, target});
  const std::lock_guard lock{shard.mutex};
  if (const auto old = shard.items.find(Key{host, target}); old != shard.items.end()) erase(shard, old->second);
  while (shard.bytes + bytes > share && !shard.order.empty()) erase(shard, std::prev(shard.order.end()));
  shard.order.push_front({std::string{host}, std::string{target}, std::move(page)});
  const auto item = shard.order.begin();
  shard.items.emplace(Key{item->host, item->target}, item);
  for (const std::string& tag : item->page->tags) shard.by_tag[tag].insert(&*item);
  shard.bytes += bytes;
  return true;
}

void PageCache::drop(const std::vector<std::string>& tags) {
  const std::lock_guard change{change_};
  ++sequence_;
  if (dropped_.size() + tags.size() > kMaxRemembered) {
    dropped_.clear();
    forgotten_ = sequence_;
  }
  for (const std::string& tag : tags) dropped_[tag] = sequence_;
  for (Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    for (const std::string& tag : tags) {
      const auto found = shard.by_tag.find(tag);
      if (found == shard.by_tag.end()) continue;
      const std::unordered_set<const Item*> items = found->second;
      for (const Item* item : items) erase(shard, shard.items.at(Key{item->host, item->target}));
    }
  }
}

void PageCache::drop_all() {
  const std::lock_guard change{change_};
  dropped_.clear();
  forgotten_ = ++sequence_;
  for (Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    shard.items.clear();
    shard.by_tag.clear();
    shard.order.clear();
    shard.bytes = 0;
  }
}

void PageCache::resize(std::int64_t max_bytes) {
  {
    const std::lock_guard change{change_};
    if (max_bytes >= max_bytes_) {
      max_bytes_ = max_bytes;
      return;
    }
    max_bytes_ = max_bytes;
  }
  drop_all();
}

std::int64_t PageCache::bytes() const {
  std::int64_t sum = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    sum += shard.bytes;
  }
  return sum;
}

std::int64_t PageCache::size() const {
  std::int64_t sum = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    sum += static_cast<std::int64_t>(shard.order.size());
  }
  return sum;
}

}  // namespace patchbay::gateway
