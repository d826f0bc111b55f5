#include "core/store/reader_pool.hpp"

#include <chrono>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace patchbay::store {
namespace {

constexpr std::int64_t kWaitMs = 5000;
constexpr std::int64_t kIdleMs = 60'000;

}  // namespace

// Ends the snapshot and gives the reader back, whatever the work did.
class ReaderPool::Lease {
 public:
  explicit Lease(ReaderPool& pool) : pool_{pool}, connection_{pool.take()} {}
  ~Lease() {
    connection_->rollback();
    connection_->limit_time(0);
    pool_.give_back(std::move(connection_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Connection& operator*() const { return *connection_; }

 private:
  ReaderPool& pool_;
  std::unique_ptr<Connection> connection_;
};

ReaderPool::ReaderPool(Engine& engine, int most, int longest_read_ms)
    : engine_{engine}, most_{most}, longest_read_ms_{longest_read_ms} {}

void ReaderPool::read(const std::function<void(Session&)>& work) {
  const Lease lease{*this};
  ++reads_;
  (*lease).limit_time(longest_read_ms_);
  (*lease).begin_read();
  work(*lease);
}

std::unique_ptr<Connection> ReaderPool::take() {
  std::unique_lock lock{mutex_};
  const auto is_free = [this] { return !idle_.empty() || lent_ < most_; };
  if (!came_back_.wait_for(lock, std::chrono::milliseconds{kWaitMs}, is_free))
    throw Error{Code::limit,
                "All " + std::to_string(most_) + " readers of the store are busy; try again in a moment"};
  ++lent_;
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back().connection);
    idle_.pop_back();
    return connection;
  }
  lock.unlock();
  try {
    return engine_.connect(Engine::Access::read);
  } catch (...) {
    lock.lock();
    --lent_;
    came_back_.notify_one();
    throw;
  }
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) noexcept {
  {
    const std::lock_guard lock{mutex_};
    --lent_;
    idle_.push_back({std::move(connection), SystemClock{}.steady_ms()});
  }
  came_back_.notify_one();
}

void ReaderPool::trim() {
  std::vector<Idle> closing;
  const std::lock_guard lock{mutex_};
  const std::int64_t now = SystemClock{}.steady_ms();
  while (idle_.size() > 1 && now - idle_.front().since_ms > kIdleMs) {
    closing.push_back(std::move(idle_.front()));
    idle_.erase(idle_.begin());
  }
  for (const Idle& idle : idle_)
    if (now - idle.since_ms > kIdleMs) idle.connection->give_memory_back();
}

}  // namespace patchbay::store
