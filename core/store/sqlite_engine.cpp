#include "core/store/sqlite_engine.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/store/disk.hpp"
#include "core/store/sqlite_connection.hpp"

namespace patchbay::store {
namespace {

constexpr int kWriterCacheKb = 2048;
constexpr int kReaderCacheKb = 1024;
constexpr int kFoldPages = 1000;
constexpr int kShortenPages = 8192;       // 32 MB: from here on the WAL is cut when no reader is in the way
constexpr int kMustShortenPages = 12288;  // 48 MB: from here on the writer waits for the readers

constexpr std::int64_t kShortenEveryMs = 250;
constexpr int kSafeVersion = 3051003;
constexpr int kPagesPerStep = 256;

std::string synchronous() {
#ifdef PATCHBAY_TEST_HOOKS
  const char* wanted = std::getenv("PATCHBAY_TEST_SYNC");
  if (wanted != nullptr && std::string_view{wanted} == "normal") {
    log::warn("store", "PATCHBAY_TEST_SYNC=normal: commits do not survive a power cut");
    return "normal";
  }
#endif
  return "full";
}

void execute(sqlite3* handle, const std::string& sql) {
  const int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(handle, code, sql);
}

// Once in a process, before the first connection: SQLite's own statistics cost a lock for each allocation.
void prepare_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_libversion_number() < kSafeVersion)
      log::warn("store",
                "SQLite is older than 3.51.3, which has a race between two writing connections; this program "
                "has one",
                {{"version", sqlite3_libversion()}});
  });
}

int note_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<std::atomic<int>*>(pages) = count;
  return SQLITE_OK;
}

std::string single_text(Connection& connection, std::string_view sql) {
  std::string text;
  connection.query(sql, {}, [&](const Row& row) {
    text = row.text(0);
    return false;
  });
  return text;
}

}  // namespace

SqliteEngine::SqliteEngine(const Options& options)
    : file_{options.directory + "/patchbay.db"},
      read_only_{options.read_only},
      longest_read_ms_{options.longest_read_ms} {
  prepare_library();
  if (!read_only_) make_directory(options.directory, 0700);
  if (const std::string unfit = unfit_file_system(options.directory); !unfit.empty())
    throw Error{Code::unavailable, options.directory + " is on " + unfit +
                                       ", where locks and syncs cannot be relied on. Use a local disk"};
}

std::unique_ptr<Connection> SqliteEngine::connect(Access access) {
  return access == Access::write ? open_writer() : open_reader();
}

std::unique_ptr<Connection> SqliteEngine::open_writer() {
  const bool is_new = ::access(file_.c_str(), F_OK) != 0;
  if (is_new) {
    sync_file(create_file(file_, 0600));
    sync_directory(file_.substr(0, file_.find_last_of('/')));
  }
  Handle handle = open_sqlite(file_, SQLITE_OPEN_READWRITE, kWriterCacheKb);
  execute(handle.get(), "pragma journal_mode=wal; pragma synchronous=" + synchronous());
  auto writer = std::make_unique<SqliteConnection>(std::move(handle), copies_);
  if (single_text(*writer, "pragma journal_mode") != "wal")
    throw Error{Code::unavailable,
                "The file system of " + file_ + " does not support SQLite's WAL mode. Use a local disk"};
  sqlite3_wal_hook(writer->handle(), note_pages, &log_pages_);
  // Recovers what a crash left, before the first reader comes.
  single_text(*writer, "select count(*) from sqlite_schema");
  fold(*writer, SQLITE_CHECKPOINT_PASSIVE, 0);
  // SQLite syncs the folder of a new WAL too, but goes on when that fails.
  sync_directory(file_.substr(0, file_.find_last_of('/')));
  return writer;
}

std::unique_ptr<Connection> SqliteEngine::open_reader() {
  if (::access(file_.c_str(), F_OK) != 0)
    throw Error{Code::not_found, "There is no store: " + file_ + " is missing"};
  // A reader of a store nobody writes must be able to make the shared memory beside it.
  Handle handle = open_sqlite(file_, SQLITE_OPEN_READONLY, kReaderCacheKb);
  execute(handle.get(), "pragma query_only=on");
  return std::make_unique<SqliteConnection>(std::move(handle), copies_);
}

void SqliteEngine::fold(SqliteConnection& writer, int mode, int wait_ms) {
  int in_log = 0, folded = 0;
  sqlite3_busy_timeout(writer.handle(), wait_ms);
  const int code = sqlite3_wal_checkpoint_v2(writer.handle(), nullptr, mode, &in_log, &folded);
  sqlite3_busy_timeout(writer.handle(), 5000);
  if (code != SQLITE_OK && code != SQLITE_BUSY)
    throw_sqlite(writer.handle(), code, "cannot fold the WAL into the database");
  log_pages_ = std::max(in_log, 0);
  folded_pages_ = std::max(folded, 0);
}

void SqliteEngine::tidy(Connection& connection, Moment moment) {
  auto& writer = static_cast<SqliteConnection&>(connection);
  if (moment == Moment::closing) return fold(writer, SQLITE_CHECKPOINT_TRUNCATE, 1000);
  if (moment == Moment::idle) {
    writer.give_memory_back();
    if (log_pages_ > 0) fold(writer, SQLITE_CHECKPOINT_TRUNCATE, 0);
    return;
  }
  if (log_pages_ < folded_pages_) folded_pages_ = 0;  // the log began anew
  if (log_pages_ - folded_pages_ < kFoldPages) return;
  fold(writer, SQLITE_CHECKPOINT_PASSIVE, 0);
  const std::int64_t now = SystemClock{}.steady_ms();
  if (log_pages_ < kShortenPages || copies_ > 0 || now - tried_ms_ < kShortenEveryMs) return;
  tried_ms_ = now;
  fold(writer, SQLITE_CHECKPOINT_TRUNCATE, log_pages_ < kMustShortenPages ? 0 : longest_read_ms_ + 500);
}

void SqliteEngine::copy(const std::string& file, const Progress& progress,
                        const std::function<void(Session&)>& in_snapshot) {
  struct Running {
    explicit Running(std::atomic<int>& count) : count_{count} { ++count_; }
    ~Running() { --count_; }
    std::atomic<int>& count_;
  } running{copies_};
  const auto reader = open_reader();
  auto& source = static_cast<SqliteConnection&>(*reader);
  // With its snapshot held, commits meanwhile do not make the copy begin again.
  source.begin_read();
  single_text(source, "select count(*) from sqlite_schema");
  if (in_snapshot) in_snapshot(source);
  sync_file(create_file(file, 0600));
  const Handle target = open_sqlite(file, SQLITE_OPEN_READWRITE, kReaderCacheKb);
  execute(target.get(), "pragma synchronous=off");  // synced as a whole below
  sqlite3_backup* backup = sqlite3_backup_init(target.get(), "main", source.handle(), "main");
  if (backup == nullptr)
    throw_sqlite(target.get(), sqlite3_errcode(target.get()), "cannot copy into " + file);
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup, kPagesPerStep);
    const std::int64_t total = sqlite3_backup_pagecount(backup);
    if (progress) progress(total - sqlite3_backup_remaining(backup), total);
  }
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) throw_sqlite(target.get(), code, "cannot copy into " + file);
  // The copy is a file of its own: no WAL beside it is needed to read it.
  execute(target.get(), "pragma journal_mode=delete");
  source.rollback();
  sync_file(open_file(file));
}

std::vector<std::string> SqliteEngine::check(Connection& reader, bool quick) {
  std::vector<std::string> problems;
  reader.query(quick ? "pragma quick_check" : "pragma integrity_check", {}, [&](const Row& row) {
    if (row.text(0) != "ok") problems.push_back("database: " + std::string{row.text(0)});
    return true;
  });
  if (!quick)
    reader.query("pragma foreign_key_check", {}, [&](const Row& row) {
      problems.push_back("database: a row of " + std::string{row.text(0)} + " names a missing row of " +
                         std::string{row.text(2)});
      return true;
    });
  return problems;
}

}  // namespace patchbay::store
