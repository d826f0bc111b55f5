#pragma once
// A connection to SQLite over raw handles: rows are read where SQLite keeps them, statements are prepared
// once.
#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/store/engine.hpp"

namespace patchbay::store {

// Throws what an SQLite result code means to a caller. `text` says what was being done.
[[noreturn]] void throw_sqlite(sqlite3* handle, int code, std::string_view text);

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Opens `file`; `flags` are SQLite's own. Settings common to every connection are made here.
Handle open_sqlite(const std::string& file, int flags, int cache_kb);

class SqliteConnection final : public Connection {
 public:
  // `no_limits` (borrowed) lifts limit_time() while it is over 0: a backup runs.
  SqliteConnection(Handle handle, const std::atomic<int>& no_limits);
  ~SqliteConnection() override;

  using Session::query;
  using Session::run;
  void query(std::string_view sql, std::span<const Value> values,
             const std::function<bool(const Row&)>& each) override;
  std::int64_t run(std::string_view sql, std::span<const Value> values) override;

  void begin_write() override;
  void begin_read() override;
  void commit() override;
  void rollback() noexcept override;
  bool in_transaction() const noexcept override;
  void savepoint() override;
  void release_savepoint() override;
  void undo_to_savepoint() override;
  void define(std::string_view sql) override;
  void limit_time(std::int64_t ms) override;
  void give_memory_back() noexcept override;

  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Kept;
  class Use;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  Kept& prepared(std::string_view sql);
  Statement prepare(std::string_view sql, unsigned flags);
  void forget_oldest();
  bool is_over_time() const;
  static int on_progress(void* self);

  Handle handle_;
  const std::atomic<int>& no_limits_;
  std::int64_t deadline_ms_ = 0;  // steady time; 0 = none
  std::list<Kept> kept_;          // newest use first
  std::unordered_map<std::string, std::list<Kept>::iterator, TextHash, std::equal_to<>> by_text_;
};

}  // namespace patchbay::store
