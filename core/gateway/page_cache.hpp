#pragma once
// Public pages, ready to be sent, for readers without a session. Bounded in bytes; what was not asked for longest goes
// first. A page carries tags, and dropping a tag drops its pages.
//
// No stale page gets in: whoever renders takes epoch() before it reads anything and hands it to insert(); a tag dropped in
// between refuses the page.
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/gateway/cached_page.hpp"

namespace patchbay::gateway {

class PageCache {
 public:
  explicit PageCache(std::int64_t max_bytes);
  ~PageCache();

  // [any thread] The target is path and query as sent, so it holds the locale.
  std::shared_ptr<const CachedPage> find(std::string_view host, std::string_view target);
  std::uint64_t epoch() const;
  // False: a tag of it was dropped since `epoch`, or it is too large to be kept.
  bool insert(std::string_view host, std::string_view target, std::shared_ptr<const CachedPage> page, std::uint64_t epoch);
  void drop(const std::vector<std::string>& tags);
  void drop_all();
  void resize(std::int64_t max_bytes);
  std::int64_t bytes() const;
  std::int64_t size() const;

 private:
  struct Key {
    std::string_view host, target;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Item {
    std::string host, target;
    std::shared_ptr<const CachedPage> page;  // shared with the connections that send it
  };
  using Order = std::list<Item>;
  struct Shard {
    mutable std::mutex mutex;
    Order order;  // most recently asked for first
    std::unordered_map<Key, Order::iterator, KeyHash> items;
    std::unordered_map<std::string, std::unordered_set<const Item*>> by_tag;
    std::int64_t bytes = 0;
  };
  static constexpr std::size_t kShards = 8;

  Shard& shard_of(const Key& key);
  void erase(Shard& shard, Order::iterator item);

  Shard shards_[kShards];
  std::int64_t max_bytes_;             // guarded by change_
  mutable std::mutex change_;          // inserts and drops, one at a time
  std::uint64_t sequence_ = 1;         // rises with every drop
  std::uint64_t forgotten_ = 0;        // drops up to here are no longer known by tag
  std::unordered_map<std::string, std::uint64_t> dropped_;
};

}  // namespace patchbay::gateway
