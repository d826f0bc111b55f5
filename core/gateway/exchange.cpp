#include "core/gateway/exchange.hpp"

#include <chrono>

#include "core/gateway/ascii.hpp"
#include "core/gateway/connection.hpp"
#include "core/gateway/exchange_table.hpp"
#include "core/gateway/loop.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxUnsent = 256 << 10;

}  // namespace

const std::string* Response::find(std::string_view lower_name) const {
  for (const auto& [name, value] : headers)
    if (equals_ci(name, lower_name)) return &value;
  return nullptr;
}

Exchange::Exchange(pbay_id number, Loop& loop, std::weak_ptr<Connection> connection, std::shared_ptr<const Settings> current)
    : id{number}, settings{std::move(current)}, loop_{loop}, connection_{std::move(connection)} {}

Exchange::~Exchange() {
  if (in_table_) in_table_->erase(id);
}

bool Exchange::claim() {
  State open = State::open;
  return state_.compare_exchange_strong(open, State::answered);
}

bool Exchange::claim_stream() {
  State open = State::open;
  return state_.compare_exchange_strong(open, State::streaming);
}

void Exchange::deliver(Outgoing outgoing) {
  if (loop_.is_here()) {
    if (const auto connection = connection_.lock()) connection->send(*this, std::move(outgoing));
    return;
  }
  loop_.post([self = shared_from_this(), outgoing = std::move(outgoing)]() mutable {
    if (const auto connection = self->connection_.lock()) connection->send(*self, std::move(outgoing));
  });
}

pbay_status Exchange::stream_write(std::string chunk) {
  if (!streaming()) return PBAY_E_GONE;
  {
    std::unique_lock lock{mutex_};
    const auto room = [this] { return gone_ || unsent_ < kMaxUnsent; };
    const auto patience = std::chrono::milliseconds{settings->write_ms};
    if (!sent_.wait_for(lock, patience, room)) return PBAY_E_TIMEOUT;
    if (gone_) return PBAY_E_CANCELLED;
    unsent_ += chunk.size();
  }
  Outgoing outgoing;
  outgoing.bytes = std::move(chunk);
  outgoing.finish = false;
  deliver(std::move(outgoing));
  return PBAY_OK;
}

pbay_status Exchange::stream_end(std::string last) {
  State streaming_state = State::streaming;
  if (!state_.compare_exchange_strong(streaming_state, State::ended)) return PBAY_E_GONE;
  Outgoing outgoing;
  outgoing.bytes = std::move(last);
  outgoing.close = !http11 || !keep_alive;
  deliver(std::move(outgoing));
  return PBAY_OK;
}

void Exchange::on_sent(std::size_t bytes) {
  {
    const std::lock_guard lock{mutex_};
    unsent_ -= std::min(unsent_, bytes);
  }
  sent_.notify_all();
}

void Exchange::on_gone() {
  {
    const std::lock_guard lock{mutex_};
    gone_ = true;
  }
  sent_.notify_all();
}

}  // namespace patchbay::gateway
