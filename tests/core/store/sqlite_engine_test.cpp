// What the embedded engine promises beyond the contract: its settings, its log, its ends.
#include "core/store/sqlite_engine.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <thread>

#include "core/base/error.hpp"
#include "core/store/blobs.hpp"
#include "core/store/disk.hpp"
#include "core/store/documents.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

Code code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return Code{};
}

std::string pragma(Session& session, const std::string& name) {
  std::string value;
  session.query("pragma " + name, {}, [&](const Row& row) {
    value = row.text(0);
    return false;
  });
  return value;
}

TEST(SqliteEngine, RunsWithTheSettingsThatMakeItSafe) {
  TemporaryStore store;
  const std::vector<std::pair<std::string, std::string>> both = {
      {"journal_mode", "wal"}, {"foreign_keys", "1"},  {"trusted_schema", "0"}, {"cell_size_check", "1"},
      {"mmap_size", "0"},      {"secure_delete", "2"}, {"temp_store", "2"},     {"wal_autocheckpoint", "0"}};
  store.database->write("settings", [&](Write& write) {
    for (const auto& [name, value] : both) EXPECT_EQ(pragma(write, name), value) << name;
    EXPECT_EQ(pragma(write, "synchronous"), "2");
  });
  store.database->read([&](Session& session) {
    for (const auto& [name, value] : both) EXPECT_EQ(pragma(session, name), value) << name;
    EXPECT_EQ(pragma(session, "query_only"), "1");
  });
}

TEST(SqliteEngine, RefusesToLoadExtensionsAndToTouchShadowTables) {
  TemporaryStore store;
  store.database->write("fts",
                        [](Write& write) { write.define("create virtual table words using fts5(text)"); });
  EXPECT_THROW(store.database->write("x", [](Write& write) { write.run("select load_extension('x')"); }),
               Error);
  EXPECT_THROW(store.database->write("x", [](Write& write) { write.run("delete from words_data"); }), Error);
}

TEST(SqliteEngine, KeepsItsFilesForItsOwner) {
  TemporaryStore store;
  struct stat info {};
  for (const char* name : {"/patchbay.db", "/patchbay.db-wal"}) {
    ASSERT_EQ(::stat((store.database->directory() + name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << name;
  }
  ASSERT_EQ(::stat(store.database->directory().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(SqliteEngine, EndsAReadThatTakesTooLong) {
  TemporaryStore store;
  Options options = store.options;
  options.read_only = true;
  options.longest_read_ms = 20;
  const auto database = Database::open(options);
  const Code code = code_of([&] {
    database->read([](Session& session) {
      session.run("with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n");
    });
  });
  EXPECT_EQ(code, Code::timeout);
  EXPECT_EQ(code_of([&] { database->read([](Session& session) { session.run("select 1"); }); }), Code{});
}

TEST(SqliteEngine, KeepsTheLogBoundedUnderReadersThatOverlap) {
  TemporaryStore store;
  store.database->write("table", [](Write& write) { write.define("create table t (id bigint, b text)"); });
  const std::string text(100'000, 'x');
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!stop)
        store.database->read([](Session& session) { session.run("select count(*), max(id) from t"); });
    });
  std::int64_t largest = 0;
  for (int i = 0; i < 1200; ++i) {  // 120 MB
    store.database->write("row", [&](Write& write) {
      write.run("delete from t where id < $1", {std::int64_t{i} - 20});
      write.run("insert into t (id, b) values ($1, $2)", {std::int64_t{i}, std::string_view{text}});
    });
    largest = std::max(largest, store.database->stats().wal_bytes);
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_LT(largest, 64ll << 20);
}

TEST(SqliteEngine, LeavesNoLogBehindWhenItCloses) {
  TemporaryStore store;
  const std::string wal = store.database->directory() + "/patchbay.db-wal";
  EXPECT_GT(fs::file_size(wal), 0u);
  store.database.reset();
  EXPECT_TRUE(!fs::exists(wal) || fs::file_size(wal) == 0);
}

TEST(SqliteEngine, RefusesMoreWritersThanItsQueueHolds) {
  TemporaryStore store;
  std::promise<void> hold;
  std::atomic<int> answered{0};
  store.database->write_later(
      "hold", [&](Write&) { hold.get_future().wait(); }, [&](const std::exception_ptr&) { ++answered; });
  int taken = 0;
  Code code{};
  while (code == Code{} && taken < 100'000)
    code = code_of([&] {
      store.database->write_later(
          "more", [](Write&) {}, [&](const std::exception_ptr&) { ++answered; });
      ++taken;
    });
  EXPECT_EQ(code, Code::limit);
  hold.set_value();
  store.database.reset();  // runs what waits
  EXPECT_EQ(answered, taken + 1);
}

TEST(SqliteEngine, CallsOnFatalOnceAndAcknowledgesNothingAfterItsDiskFailed) {
  TemporaryStore store;
  int calls = 0;
  std::string why;
  Options options = store.options;
  options.on_fatal = [&](std::string_view text) {
    ++calls;
    why = text;
  };
  store.database.reset();
  store.database = Database::open(options);
  store.database->disk_failed("the sync of a file failed");
  store.database->disk_failed("again");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(why, "the sync of a file failed");
  EXPECT_EQ(code_of([&] { store.database->write("x", [](Write&) {}); }), Code::unavailable);
  EXPECT_EQ(code_of([&] { store.database->read([](Session&) {}); }), Code::unavailable);
}

TEST(SqliteEngine, StopsWhenAPageItReadsIsDamaged) {
  TemporaryStore store;
  store.database->write("rows", [](Write& write) {
    write.define("create table t (id bigint, b text)");
    for (std::int64_t i = 0; i < 2000; ++i)
      write.run("insert into t (id, b) values ($1, $2)", {i, std::string_view{"some text to fill pages"}});
  });
  store.database.reset();
  {
    std::fstream file{store.options.directory + "/patchbay.db",
                      std::ios::in | std::ios::out | std::ios::binary};
    const auto size = static_cast<long>(fs::file_size(store.options.directory + "/patchbay.db"));
    for (long page = size - 5 * 4096; page < size; page += 4096) {
      file.seekp(page);
      file << std::string(64, '\x0d');
    }
  }
  int calls = 0;
  Options options = store.options;
  options.on_fatal = [&](std::string_view) { ++calls; };
  store.database = Database::open(options);
  EXPECT_EQ(code_of([&] {
              store.database->read([](Session& session) { session.run("select sum(length(b)) from t"); });
            }),
            Code::unavailable);
  EXPECT_EQ(calls, 1);
}

TEST(SqliteEngine, RefusesFileSystemsItCannotRelyOn) {
  for (const std::uint32_t type : {0x6969u, 0x65735546u, 0x01021997u, 0xFF534D42u})
    EXPECT_FALSE(unfit_type(type).empty());
  for (const std::uint32_t type : {0xEF53u, 0x01021994u, 0x9123683Eu, 0x58465342u, 0x794C7630u})
    EXPECT_TRUE(unfit_type(type).empty());
}

TEST(SqliteEngine, GivesItsReadersBackWhateverTheirWorkDoes) {
  TemporaryStore store;
  for (int i = 0; i < 50; ++i)
    EXPECT_THROW(store.database->read([](Session&) { throw Error{Code::denied, "no"}; }), Error);
  EXPECT_EQ(code_of([&] { store.database->read([](Session& session) { session.run("select 1"); }); }),
            Code{});
}

TEST(SqliteEngine, CountsTheClosuresThatHoldUpOthers) {
  TemporaryStore store;
  store.database->write("slow", [](Write& write) {
    // Some hundred thousand rows of nothing take well over 50 ms on any machine there is.
    write.run(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 800000) select max(i) "
        "from n");
  });
  EXPECT_EQ(store.database->stats().slow_closures, 1);
}

// A small disk of its own; only root may make one.
class FullDisk : public testing::Test {
 protected:
  FullDisk() { mounted_ = ::mount("none", folder_.path().c_str(), "tmpfs", 0, "size=6m") == 0; }
  ~FullDisk() override {
    database_.reset();
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  void SetUp() override {
    if (!mounted_) GTEST_SKIP() << "only root can mount the small disk this needs";
    options_.directory = folder_.path() + "/data";
    options_.on_fatal = [this](std::string_view) { ++fatal_; };
    database_ = Database::open(options_);
    documents_ = std::make_unique<Documents>(*database_, nullptr);
    documents_->declare("o", "c", R"({"version":1})");
  }
  Code put(const std::string& id) {
    return code_of([&] {
      const Operation operation{
          Operation::Kind::put, "c", id, -1, "{\"t\":\"" + std::string(50'000, 'x') + "\"}", {}};
      documents_->batch("o", std::span{&operation, 1});
    });
  }
  void fill_with_ballast() {
    std::ofstream file{folder_.path() + "/ballast", std::ios::binary};
    while (file.write(std::string(4096, 'x').data(), 4096).flush()) {
    }
  }

  TemporaryFolder folder_;
  bool mounted_ = false;
  Options options_;
  int fatal_ = 0;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Documents> documents_;
};

TEST_F(FullDisk, FailsWritesKeepsReadsAndGoesOnWhenThereIsRoomAgain) {
  ASSERT_EQ(put("before"), Code{});
  fill_with_ballast();
  std::vector<std::string> kept;
  Code code{};
  for (int i = 0; i < 200 && code == Code{}; ++i) {
    code = put(std::to_string(i));
    if (code == Code{}) kept.push_back(std::to_string(i));
  }
  EXPECT_EQ(code, Code::limit);
  EXPECT_EQ(put("again"), Code::limit);
  EXPECT_EQ(documents_->get("o", "c", "before", Visibility::all()).rev, 1);
  for (const std::string& id : kept) EXPECT_EQ(documents_->get("o", "c", id, Visibility::all()).rev, 1);
  EXPECT_EQ(fatal_, 0);

  fs::remove(folder_.path() + "/ballast");
  EXPECT_EQ(put("after"), Code{});
  EXPECT_TRUE(database_->check(false).empty());
  EXPECT_EQ(fatal_, 0);
}

TEST_F(FullDisk, RefusesABlobAndForgetsItsPieces) {
  fill_with_ballast();
  Blobs blobs{*database_};
  EXPECT_EQ(code_of([&] { blobs.put("o", "b", "x/y", 0, std::string(200'000, 'x'), true); }), Code::limit);
  fs::remove(folder_.path() + "/ballast");
  blobs.put("o", "b", "x/y", 0, "fits", true);
  EXPECT_EQ(blobs.info("o", "b").size, 4);
  EXPECT_EQ(fatal_, 0);
}

}  // namespace
}  // namespace patchbay::store
