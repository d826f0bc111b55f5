#pragma once
// The inbox's housekeeping on a thread of its own: finds new messages for search, wakes what was snoozed,
// shortens the change log.
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "core/inbox/conversations.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

class Keeper {
 public:
  Keeper(store::Database& database, const Clock& clock, Conversations& conversations);
  ~Keeper();
  void start();  // for a host that serves; a command does without

 private:
  void run();
  void look_around();
  void shorten_log();

  store::Database& database_;
  const Clock& clock_;
  Conversations& conversations_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool stopping_ = false, messages_came_ = true;
  std::int64_t looked_ms_ = 0, shortened_ms_ = 0;  // steady; the thread's own
  store::Hearing hearing_;
  std::thread thread_;
};

}  // namespace patchbay::inbox
