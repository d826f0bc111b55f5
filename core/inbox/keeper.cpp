#include "core/inbox/keeper.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/log.hpp"
#include "core/base/thread.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kLookEveryMs = 5'000, kShortenEveryMs = 600'000;
constexpr std::int64_t kLogKeptMs = std::int64_t{30} * 86'400'000;
constexpr int kForgottenAtOnce = 2000;
// Between two pieces of indexing: messages go first, they only share the writer.
constexpr std::chrono::milliseconds kBreath{20};

}  // namespace

Keeper::Keeper(store::Database& database, const Clock& clock, Conversations& conversations)
    : database_{database}, clock_{clock}, conversations_{conversations} {}

Keeper::~Keeper() {
  hearing_.reset();
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Keeper::start() {
  hearing_ = database_.on_commit([this](const store::Committed& committed) {
    const bool messages =
        std::any_of(committed.changes.begin(), committed.changes.end(),
                    [](const auto& one) { return one.change.topic.starts_with("message."); });
    if (!messages) return;
    const std::lock_guard lock{mutex_};
    messages_came_ = true;
    changed_.notify_one();
  });
  thread_ = start_thread("inbox", [this] { run(); });
}

void Keeper::run() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    const bool index = std::exchange(messages_came_, false);
    lock.unlock();
    int indexed = 0;
    try {
      if (index) indexed = conversations_.index_messages();
      look_around();
    } catch (const std::exception& error) {
      log::warn("inbox", "housekeeping failed; it is tried again", {{"error", error.what()}});
    }
    lock.lock();
    if (indexed > 0) messages_came_ = true;
    const auto pause = indexed > 0 ? kBreath : std::chrono::milliseconds{kLookEveryMs};
    changed_.wait_for(lock, pause, [this, indexed] { return stopping_ || (indexed == 0 && messages_came_); });
  }
}

void Keeper::look_around() {
  const std::int64_t now = clock_.steady_ms();
  if (now - looked_ms_ >= kLookEveryMs) {
    looked_ms_ = now;
    conversations_.wake_snoozed();
  }
  if (now - shortened_ms_ < kShortenEveryMs) return;
  shortened_ms_ = now;
  shorten_log();
}

void Keeper::shorten_log() {
  const std::int64_t before = clock_.now_ms() - kLogKeptMs;
  for (std::int64_t gone = kForgottenAtOnce; gone == kForgottenAtOnce;)
    database_.write(
        "inbox.shorten_log",
        [&](store::Write& db) { gone = store::shorten_changes(db, before, kForgottenAtOnce); },
        store::Lane::bulk);
}

}  // namespace patchbay::inbox
