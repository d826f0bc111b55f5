#include "core/store/sqlite_connection.hpp"

#include <cerrno>

#include "core/base/clock.hpp"
#include "core/base/text.hpp"
#include "core/store/sql_text.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kKeptStatements = 96;
constexpr int kProgressSteps = 4000;  // virtual machine instructions between two looks at the clock

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_{statement} {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  double real(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) const override {
    const void* bytes = sqlite3_column_type(statement_, column) == SQLITE_BLOB
                            ? sqlite3_column_blob(statement_, column)
                            : sqlite3_column_text(statement_, column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

// Borrowed bytes stay SQLITE_STATIC: the bindings are cleared before the caller's values end.
int bind(sqlite3_stmt* statement, int place, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, place, *number);
  if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, place, *real);
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    const char* data = text->data() == nullptr ? "" : text->data();
    return sqlite3_bind_text64(statement, place, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* bytes = std::get_if<Bytes>(&value)) {
    const char* data = bytes->data.data() == nullptr ? "" : bytes->data.data();
    return sqlite3_bind_blob64(statement, place, data, bytes->data.size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, place);
}

bool is_no_space(sqlite3* handle, int extended) {
  if ((extended & 0xff) == SQLITE_FULL) return true;
  if ((extended & 0xff) != SQLITE_IOERR || extended == SQLITE_IOERR_FSYNC ||
      extended == SQLITE_IOERR_DIR_FSYNC)
    return false;
  // Growing the shared memory file fails without a system error of its own.
  if (extended == SQLITE_IOERR_SHMSIZE) return true;
  const int error = handle == nullptr ? 0 : sqlite3_system_errno(handle);
  return error == ENOSPC || error == EDQUOT;
}

std::string disk_trouble(int extended) {
  if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC)
    return "a sync of the database failed: ";
  if ((extended & 0xff) == SQLITE_IOERR)
    return "the database could not be read or written (SQLite code " + std::to_string(extended) + "): ";
  return "the database is damaged; run `patchbay check`, then restore a backup: ";
}

}  // namespace

void throw_sqlite(sqlite3* handle, int code, std::string_view text) {
  const int extended = handle == nullptr ? code : sqlite3_extended_errcode(handle);
  const std::string said =
      std::string{text} + ": " + (handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle));
  if (is_no_space(handle, extended))
    throw EngineError{Code::limit, Trouble::full,
                      "The disk is full. Free some space; nothing was changed by this request"};
  switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
      throw EngineError{Code::conflict, Trouble::statement, said};
    case SQLITE_INTERRUPT:
      throw EngineError{Code::timeout, Trouble::timeout, "The read took too long and was ended"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw EngineError{Code::unavailable, Trouble::busy,
                        "Another program holds the database: end it and try again"};
    case SQLITE_NOMEM:
      throw EngineError{Code::limit, Trouble::statement, "There is no memory left for the database"};
    case SQLITE_IOERR:
      if (extended == SQLITE_IOERR_NOMEM)
        throw EngineError{Code::limit, Trouble::statement, "There is no memory left for the database"};
      [[fallthrough]];
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw EngineError{Code::unavailable, Trouble::disk, disk_trouble(extended) + said};

    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw EngineError{Code::unavailable, Trouble::statement, said};
    case SQLITE_TOOBIG:
      throw EngineError{Code::limit, Trouble::statement, said};
    default:
      throw EngineError{Code::internal, Trouble::statement, said};
  }
}

Handle open_sqlite(const std::string& file, int flags, int cache_kb) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle handle{raw};
  if (code != SQLITE_OK) throw_sqlite(raw, code, "cannot open " + file);
  sqlite3_busy_timeout(raw, 5000);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  const std::string settings =
      "pragma foreign_keys=on; pragma cell_size_check=on; pragma mmap_size=0; pragma secure_delete=fast; "
      "pragma temp_store=memory; pragma wal_autocheckpoint=0; pragma cache_size=-" +
      std::to_string(cache_kb);
  if (const int set = sqlite3_exec(raw, settings.c_str(), nullptr, nullptr, nullptr); set != SQLITE_OK)
    throw_sqlite(raw, set, "cannot set up " + file);
  return handle;
}

struct SqliteConnection::Kept {
  std::string text;
  Statement statement;
  int parameters = 0;
  bool in_use = false;
};

// Holds a prepared statement from binding to reset. One that is being stepped further up the stack is
// prepared anew.
class SqliteConnection::Use {
 public:
  Use(SqliteConnection& connection, std::string_view sql, std::span<const Value> values)
      : handle_{connection.handle()}, kept_{&connection.prepared(sql)} {
    if (kept_->in_use) {
      own_ = connection.prepare(sql, 0);
    } else {
      kept_->in_use = true;
    }
    if (static_cast<std::size_t>(kept_->parameters) != values.size()) {
      end();
      throw Error{Code::internal, "the statement takes " + std::to_string(kept_->parameters) + " values, " +
                                      std::to_string(values.size()) + " were given: " + cut_utf8(sql, 200)};
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const int code = bind(get(), static_cast<int>(i) + 1, values[i]); code != SQLITE_OK) {
        end();
        throw_sqlite(handle_, code, cut_utf8(sql, 200));
      }
    }
  }
  ~Use() { end(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  sqlite3_stmt* get() const { return own_ ? own_.get() : kept_->statement.get(); }
  // SQLITE_ROW or SQLITE_DONE.
  int step() {
    const int code = sqlite3_step(get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
      throw_sqlite(handle_, code, cut_utf8(sqlite3_sql(get()), 200));
    return code;
  }

 private:
  void end() {
    if (own_) return;
    sqlite3_reset(kept_->statement.get());
    sqlite3_clear_bindings(kept_->statement.get());
    kept_->in_use = false;
  }

  sqlite3* handle_;
  Kept* kept_;
  Statement own_;
};

SqliteConnection::SqliteConnection(Handle handle, const std::atomic<int>& no_limits)
    : handle_{std::move(handle)}, no_limits_{no_limits} {
  sqlite3_progress_handler(handle_.get(), kProgressSteps, on_progress, this);
}

SqliteConnection::~SqliteConnection() {
  by_text_.clear();
  kept_.clear();
}

bool SqliteConnection::is_over_time() const {
  return deadline_ms_ != 0 && no_limits_.load(std::memory_order_relaxed) == 0 &&
         SystemClock{}.steady_ms() > deadline_ms_;
}

int SqliteConnection::on_progress(void* self) {
  return static_cast<SqliteConnection*>(self)->is_over_time() ? 1 : 0;
}

Statement SqliteConnection::prepare(std::string_view sql, unsigned flags) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), flags, &raw, &rest);
  Statement statement{raw};
  if (code != SQLITE_OK) throw_sqlite(handle_.get(), code, cut_utf8(sql, 200));
  const std::string_view tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (raw == nullptr || !trim(tail).empty())
    throw Error{Code::internal, "one SQL statement at a time: " + cut_utf8(sql, 200)};
  return statement;
}

SqliteConnection::Kept& SqliteConnection::prepared(std::string_view sql) {
  if (const auto found = by_text_.find(sql); found != by_text_.end()) {
    kept_.splice(kept_.begin(), kept_, found->second);
    return kept_.front();
  }
  const int parameters = count_parameters(sql);
  Statement statement = prepare(sql, SQLITE_PREPARE_PERSISTENT);
  if (kept_.size() >= kKeptStatements) forget_oldest();
  kept_.push_front(Kept{std::string{sql}, std::move(statement), parameters});
  by_text_.emplace(kept_.front().text, kept_.begin());
  return kept_.front();
}

void SqliteConnection::forget_oldest() {
  for (auto oldest = std::prev(kept_.end()); oldest != kept_.begin(); --oldest) {
    if (oldest->in_use) continue;
    by_text_.erase(by_text_.find(oldest->text));
    kept_.erase(oldest);
    return;
  }
}

void SqliteConnection::query(std::string_view sql, std::span<const Value> values,
                             const std::function<bool(const Row&)>& each) {
  if (is_over_time())
    throw EngineError{Code::timeout, Trouble::timeout, "The read took too long and was ended"};
  Use use{*this, sql, values};
  const SqliteRow row{use.get()};
  while (use.step() == SQLITE_ROW)
    if (!each(row)) return;
}

std::int64_t SqliteConnection::run(std::string_view sql, std::span<const Value> values) {
  Use use{*this, sql, values};
  while (use.step() == SQLITE_ROW) {
  }
  return sqlite3_stmt_readonly(use.get()) != 0 ? 0 : sqlite3_changes64(handle_.get());
}

void SqliteConnection::begin_write() {
  run("begin immediate", {});
}
void SqliteConnection::begin_read() {
  run("begin", {});
}
void SqliteConnection::commit() {
  run("commit", {});
}

void SqliteConnection::rollback() noexcept {
  if (in_transaction()) sqlite3_exec(handle_.get(), "rollback", nullptr, nullptr, nullptr);
}

bool SqliteConnection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

void SqliteConnection::savepoint() {
  run("savepoint one", {});
}
void SqliteConnection::release_savepoint() {
  run("release one", {});
}
void SqliteConnection::undo_to_savepoint() {
  run("rollback to one", {});
  run("release one", {});
}

void SqliteConnection::define(std::string_view sql) {
  static constexpr std::string_view kCommon = "bigint generated by default as identity primary key";
  std::string adapted{sql};
  for (std::size_t at = 0; (at = adapted.find(kCommon, at)) != std::string::npos;)
    adapted.replace(at, kCommon.size(), "integer primary key autoincrement");
  // Words come analysed: whatever is no space is part of one. Unfinished words have three characters at least.
  static constexpr std::string_view kWords = "create words table ";
  if (adapted.starts_with(kWords))
    adapted = "create virtual table " + adapted.substr(kWords.size()) +
              " using fts5(words, detail=none, prefix='3', tokenize=\"ascii tokenchars '_'\")";
  const Statement statement = prepare(adapted, 0);
  while (true) {
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_ROW) throw_sqlite(handle_.get(), code, cut_utf8(adapted, 200));
  }
}

void SqliteConnection::limit_time(std::int64_t ms) {
  deadline_ms_ = ms == 0 ? 0 : SystemClock{}.steady_ms() + ms;
}
void SqliteConnection::give_memory_back() noexcept {
  sqlite3_db_release_memory(handle_.get());
}

}  // namespace patchbay::store
