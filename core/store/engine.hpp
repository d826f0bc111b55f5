#pragma once
// What a storage engine offers to the database: connections, and the few things SQL has no words for. SQLite
// is the one engine there is; another one implements these two classes and passes the contract suite
// (tests/core/store).
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/store/database.hpp"

namespace patchbay::store {

// What went wrong below a statement, as far as the database must act on it.
enum class Trouble {
  statement,  // this statement only
  busy,       // another program holds the database
  timeout,    // a read over its time
  full,       // no space: writes fail, reads go on
  disk,       // a read, write or sync failed or pages are damaged: nothing may be acknowledged any more
};

class EngineError : public Error {
 public:
  EngineError(Code code, Trouble trouble, const std::string& text) : Error{code, text}, trouble_{trouble} {}
  Trouble trouble() const noexcept { return trouble_; }

 private:
  Trouble trouble_;
};

// A session with its transaction. One thread at a time.
class Connection : public Session {
 public:
  using Session::query;
  using Session::run;

  virtual void begin_write() = 0;  // takes the write lock at once
  virtual void begin_read() = 0;   // a snapshot from the first statement on
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual bool in_transaction()
      const noexcept = 0;  // false after an engine gave the whole transaction up by itself

  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void undo_to_savepoint() = 0;

  // One statement that defines something, in the common form; not kept prepared.
  virtual void define(std::string_view sql) = 0;

  // Statements after this many milliseconds from now end with Trouble::timeout; 0 = no limit. Readers only.
  virtual void limit_time(std::int64_t ms) = 0;
  virtual void give_memory_back() noexcept = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  enum class Access { write, read };
  // At most one for writing at a time.
  virtual std::unique_ptr<Connection> connect(Access access) = 0;

  // On the writer's thread, outside a transaction: after commits, when idle, and before it closes. This is
  // where logs are folded into the database; nothing else may do that.
  enum class Moment { committed, idle, closing };
  virtual void tidy(Connection& writer, Moment moment) = 0;

  using Progress = std::function<void(std::int64_t done, std::int64_t total)>;
  // A consistent copy of the database into a new file, while writers go on. `in_snapshot` reads what the copy
  // holds.
  virtual void copy(const std::string& file, const Progress& progress,
                    const std::function<void(Session&)>& in_snapshot) = 0;
  virtual bool is_copying() const = 0;
  virtual std::vector<std::string> check(Connection& reader, bool quick) = 0;
  virtual std::int64_t log_bytes() const = 0;  // written and not yet folded in
};

// The engine Options names. Error{invalid} for one that does not exist.
std::unique_ptr<Engine> open_engine(const Options& options);

}  // namespace patchbay::store
