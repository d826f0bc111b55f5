#include "core/gateway/exchange_table.hpp"

#include "core/gateway/exchange.hpp"

namespace patchbay::gateway {

void ExchangeTable::add(const std::shared_ptr<Exchange>& exchange) {
  Shard& shard = shards_[exchange->id % shards_.size()];
  const std::lock_guard lock{shard.mutex};
  shard.exchanges[exchange->id] = exchange;
}

std::shared_ptr<Exchange> ExchangeTable::find(pbay_id id) {
  Shard& shard = shards_[id % shards_.size()];
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.exchanges.find(id);
  return found == shard.exchanges.end() ? nullptr : found->second.lock();
}

void ExchangeTable::erase(pbay_id id) {
  Shard& shard = shards_[id % shards_.size()];
  const std::lock_guard lock{shard.mutex};
  shard.exchanges.erase(id);
}

std::size_t ExchangeTable::size() {
  std::size_t sum = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    sum += shard.exchanges.size();
  }
  return sum;
}

}  // namespace patchbay::gateway
