#pragma once
// The requests that plugins hold, by id.
#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "patchbay/pbay.h"

namespace patchbay::gateway {

class Exchange;

class ExchangeTable {
 public:
  void add(const std::shared_ptr<Exchange>& exchange);
  std::shared_ptr<Exchange> find(pbay_id id);
  void erase(pbay_id id);
  std::size_t size();

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<pbay_id, std::weak_ptr<Exchange>> exchanges;  // the connections own them
  };
  std::array<Shard, 8> shards_;
};

}  // namespace patchbay::gateway
