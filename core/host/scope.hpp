#pragma once
// Scopes: what a pbay_ctx and the ids of requests, calls, deliveries and jobs stand for. An id is a
// capability of the generation it was given to; anyone else's, a finished one and an invented one are all
// "gone".
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/descriptor.hpp"
#include "core/host/generation.hpp"
#include "core/inbox/principal.hpp"

namespace patchbay::host {

// Files and directories a person handed to a command, by the name of the grant.
using Files = std::map<std::string, Descriptor>;

struct Scope : std::enable_shared_from_this<Scope> {
  virtual ~Scope() = default;

  pbay_id id = 0;  // also the pbay_ctx
  Generation* owner = nullptr;
  Lease lease;  // until it is finished
  inbox::Principal by;
  std::string locale, request_id;
  std::int64_t deadline_steady_ms = 0;  // 0 = none
  int depth = 0;                        // calls between it and what came from outside
  std::shared_ptr<Scope> parent;        // the scope whose handler asked; kept so long as this one lives
  std::shared_ptr<const Files> files;   // what a command was given to read; shared along the chain

  // 0 open, 1 begun (a streamed answer), 2 finished.
  std::atomic<int> phase{0};
  // A scope leaves the table when it is finished and its handler has returned.
  std::atomic<int> holds{2};

  bool advance(int from, int to) { return phase.compare_exchange_strong(from, to); }
  bool is_finished() const { return phase.load() == 2; }
};

// shared_ptr: a scope is held by the table, by the task that runs it and by calls made from it, whichever
// ends last.
using ScopePtr = std::shared_ptr<Scope>;

class ScopeTable {
 public:
  // Ids the host makes are above 2^62; those below are the front's (requests).
  pbay_id next_id() { return (std::uint64_t{1} << 62) + next_.fetch_add(1, std::memory_order_relaxed); }

  void add(const ScopePtr& scope);
  ScopePtr find(pbay_id id, const Generation& owner) const;  // null: unknown, finished or another's
  ScopePtr find_any(pbay_id id) const;
  void remove(pbay_id id);
  std::vector<ScopePtr> all() const;
  std::vector<ScopePtr> owned_by(const Generation& owner) const;
  std::size_t size() const;

  // One of its two holds is over: the answer, or the handler's return. Ends the lease with the answer.
  void let_go(Scope& scope, bool answered);

  template <class T>
  std::shared_ptr<T> find_as(pbay_id id, const Generation& owner) const {
    return std::dynamic_pointer_cast<T>(find(id, owner));
  }

 private:
  static constexpr std::size_t kShards = 64;
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<pbay_id, ScopePtr> scopes;
  };
  Shard& shard_of(pbay_id id) { return shards_[id % kShards]; }
  const Shard& shard_of(pbay_id id) const { return shards_[id % kShards]; }

  std::array<Shard, kShards> shards_;
  std::atomic<pbay_id> next_{1};
};

struct RequestScope final : Scope {
  HttpRequest request;  // its principal is moved to `by`
  std::uint64_t tag = 0;
  std::uint32_t flags = 0;
  std::atomic<bool> handed_over{false};  // the plugin has seen it
};

}  // namespace patchbay::host
