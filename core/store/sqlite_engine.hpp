#pragma once
// The embedded store: one file, patchbay.db, in WAL mode. Every write and every checkpoint goes through one
// connection, because SQLite before 3.51.3 can corrupt a database when two connections do that at once.
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "core/store/engine.hpp"

namespace patchbay::store {

class SqliteEngine final : public Engine {
 public:
  // Throws Error{unavailable} where the folder cannot hold a database, Error{not_found} for a missing one
  // opened read-only.
  explicit SqliteEngine(const Options& options);

  std::unique_ptr<Connection> connect(Access access) override;
  void tidy(Connection& writer, Moment moment) override;
  void copy(const std::string& file, const Progress& progress,
            const std::function<void(Session&)>& in_snapshot) override;
  bool is_copying() const override { return copies_ > 0; }
  std::vector<std::string> check(Connection& reader, bool quick) override;
  std::int64_t log_bytes() const override { return log_pages_ * 4096ll; }

 private:
  std::unique_ptr<Connection> open_writer();
  std::unique_ptr<Connection> open_reader();
  void fold(class SqliteConnection& writer, int mode, int wait_ms);

  std::string file_;
  bool read_only_;
  int longest_read_ms_;
  std::atomic<int> copies_{0};     // running: readers have no time limit and the log may grow
  std::atomic<int> log_pages_{0};  // of the WAL, as of the last commit
  int folded_pages_ = 0;           // of these, how many are in the database too
  std::int64_t tried_ms_ = 0;      // steady time of the last try to shorten the WAL
};

}  // namespace patchbay::store
