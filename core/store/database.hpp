#pragma once
// The database: one writer with group commit, pooled readers with snapshots, the same SQL on SQLite and PostgreSQL.
//
// SQL is the common subset: $1…$n each once and in that order (anything else is refused when prepared), ON CONFLICT,
// RETURNING, text / bigint / blob, times as Unix milliseconds, no JSON functions, no ORDER BY on a nullable column.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace patchbay::store {

struct Bytes {
  std::string_view data;
};
// A parameter; text and bytes are borrowed until the call returns.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Bytes>;

// One row of a result, valid inside the callback only.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;     // 0 where null
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;    // empty where null; borrowed until the callback returns
};

// Runs statements inside one transaction. Prepared statements are kept per connection, by their text.
class Session {
 public:
  virtual ~Session() = default;
  // Calls `each` for every row until it returns false.
  virtual void query(std::string_view sql, std::span<const Value> values, const std::function<bool(const Row&)>& each) = 0;
  // Returns the number of rows changed.
  virtual std::int64_t run(std::string_view sql, std::span<const Value> values) = 0;

  void query(std::string_view sql, std::initializer_list<Value> values, const std::function<bool(const Row&)>& each) {
    query(sql, std::span{values.begin(), values.size()}, each);
  }
  std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {}) {
    return run(sql, std::span{values.begin(), values.size()});
  }
};

// A change that others hear of. Its place in the log (`event`) rises and is never reused.
struct Change {
  std::string topic;             // "content.changed"
  std::string key;               // orders deliveries: events of one key arrive in order
  std::string json;              // the event's body
  bool durable = true;           // subscribers with PBAY_DURABLE get it until they acknowledge
};

// A session of the writer. What is appended here commits with the caller's rows or not at all.
class Write : public Session {
 public:
  virtual std::int64_t append(const Change& change) = 0;  // the event's place
  // A job of `queue` (an instance's), once per `unique` while one waits; empty = no such limit.
  virtual void enqueue(std::string_view queue, std::string_view unique, std::string_view payload, std::int64_t not_before_ms) = 0;
  // Runs on the writer's thread after the commit returned, in order; must be cheap and must not throw.
  virtual void after_commit(std::function<void()> action) = 0;
};

struct Options {
  std::string directory;                  // holds patchbay.db, blobs/, keys/, run/
  std::string engine = "sqlite";          // "postgres" is refused until it exists
  bool read_only = false;
  // Called once, on the writer's thread, when the disk failed in a way that ends trust: the process should end.
  // Default: log and _exit(1).
  std::function<void(std::string_view why)> on_fatal;
};

struct Migration {
  int number;               // 1, 2, 3 … within its room
  std::string_view name;
  std::string_view sql;     // statements separated by ';' on a line's end
};

class Database {
 public:
  // Opens or makes the store, takes nothing else (the lock of DIR is core/app's). Throws Error{unavailable | invalid}.
  static std::unique_ptr<Database> open(const Options& options);
  virtual ~Database() = default;

  // Brings `room` ("inbox") to its newest migration. A database newer than the program is Error{unavailable}, by name.
  virtual void migrate(std::string_view room, std::span<const Migration> migrations) = 0;

  // Runs `work` on the writer thread inside the current group's transaction, under a savepoint, and returns after the
  // commit is on disk. An exception of `work` undoes its own rows only and is rethrown here. SQL only inside: no parsing,
  // no other lock, no plugin; over 50 ms is logged by `name`. Error{limit} when the queue is full, Error{unavailable}
  // after a fatal disk error. [any thread but the writer's]
  virtual void write(std::string_view name, const std::function<void(Write&)>& work) = 0;
  // As write(); returns at once. `done` gets nullptr or the exception, on the writer's thread after the commit.
  virtual void write_later(std::string name, std::function<void(Write&)> work, std::function<void(std::exception_ptr)> done) = 0;

  // Runs `work` on a pooled reader with one snapshot, on the caller's thread. Never upgrades to a writer.
  virtual void read(const std::function<void(Session&)>& work) = 0;

  // An online copy into a directory or file that must not exist yet.
  virtual void backup(const std::string& file, const std::function<void(std::int64_t done, std::int64_t total)>& progress) = 0;
  // Every problem found, in words; empty = sound. quick leaves out the page-by-page part.
  virtual std::vector<std::string> check(bool quick) = 0;
  virtual const std::string& directory() const = 0;
};

// The change log.
struct LoggedChange {
  std::int64_t event;
  std::int64_t at_ms;
  Change change;
};
std::vector<LoggedChange> changes_after(Session& session, std::int64_t event, int limit);
std::int64_t last_event(Session& session);

}  // namespace patchbay::store
