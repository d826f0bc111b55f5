#pragma once
// Folds written documents into segments, joins small segments into larger ones, and removes what nobody reads
// any more: all in the background, in closures of the bulk lane that write for a few milliseconds each.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "core/search/index_store.hpp"
#include "core/store/database.hpp"

namespace patchbay::search {

class Compactor {
 public:
  // Both are borrowed. The thread starts with the first work.
  Compactor(store::Database& database, ViewKeeper& views);
  ~Compactor();  // ends after the step it is in; the rest waits in the database

  void document_written() noexcept;  // [any thread] also the writer's
  // Folds and joins everything there is, and returns when it is done. Throws what went wrong. [any thread but
  // the writer's]
  void settle();

 private:
  void start();  // with mutex_ held
  void run();
  enum class Pace { quick, thorough };
  std::optional<Pace> next_pace(std::unique_lock<std::mutex>& lock);
  void work(Pace pace);
  void work_on(std::int64_t index_no, Pace pace);
  bool fold(std::int64_t index_no);
  bool join(std::int64_t index_no, Pace pace);
  void join_all(std::int64_t index_no, const View& view, std::vector<std::shared_ptr<const Segment>> chosen);
  void sweep_all();

  store::Database& database_;
  ViewKeeper& views_;
  std::mutex mutex_;
  std::condition_variable woken_, settled_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> written_{0};  // since the last fold
  std::int64_t settle_wanted_ = 0, settle_done_ = 0;
  std::exception_ptr settle_error_;
  bool untidy_ = false;         // segments were made in a hurry
  bool is_fresh_ = true;        // nothing was done since the program started
  std::int64_t abandoned_ = 0;  // an index whose building a crash ended
};

}  // namespace patchbay::search
