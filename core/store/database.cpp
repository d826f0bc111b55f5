#include "core/store/database.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/store/backup.hpp"
#include "core/store/engine.hpp"
#include "core/store/group_commit.hpp"
#include "core/store/migrations.hpp"
#include "core/store/reader_pool.hpp"
#include "core/store/sql_text.hpp"
#include "core/store/sqlite_engine.hpp"
#include "core/store/store_migrations.hpp"

namespace patchbay::store {
namespace {

constexpr std::string_view kUpgradeCopy = "before-upgrade-";
constexpr std::size_t kUpgradeCopies = 2;

void end_process(std::string_view why) {
  log::error("store", "the process ends", {{"why", std::string{why}}});
  log::stop();
  ::_exit(1);
}

// Waits for one answer of the writer.
class Answer {
 public:
  void set(std::exception_ptr error) {
    const std::lock_guard lock{mutex_};
    error_ = std::move(error);
    is_set_ = true;
    came_.notify_one();
  }
  void get() {
    std::unique_lock lock{mutex_};
    came_.wait(lock, [this] { return is_set_; });
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  bool is_set_ = false;
  std::exception_ptr error_;
};

class SqlDatabase final : public Database {
 public:
  explicit SqlDatabase(const Options& options)
      : directory_{options.directory},
        trust_{options.on_fatal ? options.on_fatal : end_process},
        engine_{open_engine(options)} {
    std::unique_ptr<Connection> writer;
    if (!options.read_only) writer = engine_->connect(Engine::Access::write);
    readers_ = std::make_unique<ReaderPool>(*engine_, std::max(1, options.readers),
                                            std::max(1, options.longest_read_ms));
    if (writer)
      writer_ =
          std::make_unique<GroupCommit>(*engine_, trust_, std::move(writer), [this] { readers_->trim(); });
    if (writer_) write("prepare migrations", prepare_migrations, Lane::prompt);
    migrate("store", kMigrations);
  }

  ~SqlDatabase() override {
    writer_.reset();
    readers_.reset();
  }

  void migrate(std::string_view room, std::span<const Migration> migrations) override;

  void write(std::string_view name, const std::function<void(Write&)>& work, Lane lane) override {
    require_writer();
    if (writer_->is_writers_thread())
      throw Error{Code::state, "'" + std::string{name} + "' waits for the writer on the writer's own thread"};
    Answer answer;
    writer_->submit({std::string{name}, [&work](Write& session) { work(session); },
                     [&answer](std::exception_ptr error) { answer.set(std::move(error)); }},
                    lane);
    answer.get();
  }

  void write_later(std::string name, std::function<void(Write&)> work,
                   std::function<void(std::exception_ptr)> done, Lane lane) override {
    require_writer();
    if (!done) done = [](const std::exception_ptr&) {};
    writer_->submit({std::move(name), std::move(work), std::move(done)}, lane);
  }

  Hearing on_commit(std::function<void(const Committed&)> listener) override {
    require_writer();
    return writer_->on_commit(std::move(listener));
  }

  void read(const std::function<void(Session&)>& work) override {
    trust_.require();
    try {
      readers_->read(work);
    } catch (const EngineError& error) {
      if (error.trouble() == Trouble::disk) trust_.lose(error.what());
      throw;
    }
  }

  void backup(const std::string& file, const Progress& progress, Keys keys) override {
    const std::lock_guard one_at_a_time{backing_up_};
    copying_ = true;
    try {
      make_backup(*engine_, directory_, file, progress, keys);
    } catch (...) {
      copying_ = false;
      throw;
    }
    copying_ = false;
  }
  bool is_copying() const override { return copying_; }

  std::vector<std::string> check(bool quick) override {
    const auto reader = engine_->connect(Engine::Access::read);
    std::vector<std::string> problems = engine_->check(*reader, quick);
    for (std::string& problem : check_blobs(*reader, directory_, quick))
      problems.push_back(std::move(problem));
    return problems;
  }

  const std::string& directory() const override { return directory_; }

  Stats stats() const override {
    Stats stats;
    if (writer_) writer_->count(stats);
    stats.reads = readers_->reads();
    stats.wal_bytes = engine_->log_bytes();
    return stats;
  }

  void disk_failed(std::string_view why) override { trust_.lose(why); }

 private:
  void require_writer() const {
    if (!writer_) throw Error{Code::unavailable, "The store was opened for reading only"};
  }
  void copy_before_upgrade();

  const std::string directory_;
  Trust trust_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<GroupCommit> writer_;
  bool has_upgrade_copy_ = false;
  std::mutex backing_up_;
  std::atomic<bool> copying_{false};
};

void SqlDatabase::migrate(std::string_view room, std::span<const Migration> migrations) {
  int last = 0;
  read([&](Session& session) { last = last_migration(session, room, migrations); });
  const std::size_t done = static_cast<std::size_t>(last);
  if (done == migrations.size()) return;
  if (!writer_)
    throw Error{Code::unavailable, "The store is older than this program (" + std::string{room} +
                                       " needs migration " + std::to_string(last + 1) +
                                       "). Start it once with `patchbay serve`"};
  if (last > 0) copy_before_upgrade();
  for (const Migration& migration : migrations.subspan(done)) {
    write(
        "migrate " + std::string{room} + " " + std::to_string(migration.number),
        [&](Write& session) { apply_migration(session, room, migration); }, Lane::prompt);
    log::info("store", "migrated", {{"room", std::string{room}}, {"migration", std::string{migration.name}}});
  }
}

void SqlDatabase::copy_before_upgrade() {
  if (std::exchange(has_upgrade_copy_, true)) return;
  namespace fs = std::filesystem;
  std::vector<fs::path> copies;
  for (const auto& entry : fs::directory_iterator{directory_})
    if (entry.path().filename().string().starts_with(kUpgradeCopy)) copies.push_back(entry.path());
  std::sort(copies.begin(), copies.end());
  while (copies.size() >= kUpgradeCopies) {
    fs::remove(copies.front());
    copies.erase(copies.begin());
  }
  const std::string file =
      directory_ + "/" + std::string{kUpgradeCopy} + std::to_string(SystemClock{}.now_ms()) + ".db";
  log::info("store", "copying the database before its upgrade", {{"file", file}});
  engine_->copy(file, {}, {});
}

}  // namespace

std::unique_ptr<Engine> open_engine(const Options& options) {
  if (options.engine == "sqlite") return std::make_unique<SqliteEngine>(options);
  throw Error{Code::invalid,
              "[store] engine = \"" + options.engine + "\" is not available; write \"sqlite\""};
}

std::unique_ptr<Database> Database::open(const Options& options) {
  return std::make_unique<SqlDatabase>(options);
}

std::vector<LoggedChange> changes_after(Session& session, std::int64_t event, int limit) {
  std::vector<LoggedChange> changes;
  session.query(
      "select event, at_ms, topic, key, json, durable from changes where event > $1 order by event limit $2",
      {event, std::int64_t{limit}}, [&](const Row& row) {
        changes.push_back({row.integer(0),
                           row.integer(1),
                           {std::string{row.text(2)}, std::string{row.text(3)}, std::string{row.text(4)},
                            row.integer(5) != 0}});
        return true;
      });
  return changes;
}

std::int64_t last_event(Session& session) {
  std::int64_t event = 0;
  session.query("select event from changes order by event desc limit 1", {}, [&](const Row& row) {
    event = row.integer(0);
    return false;
  });
  return event;
}

std::int64_t shorten_changes(Write& write, std::int64_t before_ms, int limit) {
  return write.run(
      "delete from changes where event in (select event from changes where at_ms < $1 "
      "and event < (select max(event) from changes) and (durable = 0 "
      "or event <= (select coalesce(min(cursor), 9223372036854775807) from subscriptions)) order by event "
      "limit $2)",
      {before_ms, std::int64_t{limit}});
}

std::int64_t forget_changes(Write& write, std::span<const std::string> keys, std::int64_t after,
                            std::int64_t upto) {
  std::int64_t count = 0;
  const std::string list = parameter_list(3, static_cast<int>(keys.size()));
  std::vector<Value> values = {after, upto};
  values.insert(values.end(), keys.begin(), keys.end());
  if (keys.empty()) return 0;
  for (const char* what :
       {"update changes set topic = 'forgotten', json = '{}' where ", "delete from deliveries where "})
    count += write.run(what + ("event > $1 and event <= $2 and key in (" + list + ")"), values);
  return count;
}

}  // namespace patchbay::store
