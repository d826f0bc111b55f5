#include "core/store/backup.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/base/error.hpp"
#include "core/store/blobs.hpp"
#include "core/store/documents.hpp"
#include "core/store/keys.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}
void write_file(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

Code code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return Code{};
}

class BackupTest : public testing::Test {
 protected:
  BackupTest() {
    Documents documents{*store_.database, nullptr};
    documents.declare("kb", "articles", R"({"version":1,"indexes":[{"field":"/n","type":"integer"}]})");
    Blobs{*store_.database}.put("kb", "pic", "image/png", 0, "picture", true);
    std::vector<Operation> batch;
    for (int i = 0; i < 100; ++i)
      batch.push_back(
          {Operation::Kind::put, "articles", std::to_string(i), -1, "{\"n\":" + std::to_string(i) + "}", {}});
    batch[0].blobs = {"pic"};
    documents.batch("kb", batch);
    key_ = named_key(data_, "cookies");
  }
  void backup(Keys keys = Keys::leave_out) { store_.database->backup(file_, {}, keys); }
  void expect_whole(const std::string& directory) {
    Options options;
    options.directory = directory;
    const auto database = Database::open(options);
    EXPECT_EQ(database->check(false), std::vector<std::string>{});
    Documents documents{*database, nullptr};
    EXPECT_EQ(documents.find("kb", "articles", R"({"limit":1000})", Visibility::all()).items.size(), 100u);
    EXPECT_EQ(documents.get("kb", "articles", "42", Visibility::all()).json, R"({"n":42})");
    EXPECT_EQ(read_file(Blobs{*database}.path("kb", "pic", nullptr)), "picture");
  }

  TemporaryStore store_;
  const std::string data_ = store_.database->directory();
  const std::string file_ = store_.folder.path() + "/backup.tar";
  const std::string restored_ = store_.folder.path() + "/restored/data";
  std::string key_;
};

TEST_F(BackupTest, RestoresDocumentsAndBlobsIntoANewFolder) {
  backup();
  restore_backup(file_, restored_, {});
  expect_whole(restored_);
  EXPECT_FALSE(fs::exists(restored_ + "/keys"));
}

TEST_F(BackupTest, CarriesTheKeysOnlyWhenAsked) {
  backup(Keys::include);
  restore_backup(file_, restored_, {});
  EXPECT_EQ(named_key(restored_, "cookies"), key_);
  struct stat info {};
  ASSERT_EQ(::stat((restored_ + "/keys/cookies").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0400u);
}

TEST_F(BackupTest, IsAnOrdinaryTarThatUnpacksIntoADataFolder) {
  backup();
  const std::string unpacked = store_.folder.path() + "/unpacked";
  fs::create_directory(unpacked);
  ASSERT_EQ(std::system(("tar -C " + unpacked + " -xf " + file_).c_str()), 0);
  expect_whole(unpacked);
}

TEST_F(BackupTest, IsReadableByItsOwnerOnly) {
  backup();
  struct stat info {};
  ASSERT_EQ(::stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(BackupTest, TellsItsProgressToTheEnd) {
  std::int64_t last = 0, all = 0;
  store_.database->backup(file_, [&](std::int64_t done, std::int64_t total) {
    EXPECT_GE(done, last);
    last = done;
    all = total;
  });
  EXPECT_EQ(last, all);
  EXPECT_GT(all, 0);
}

TEST_F(BackupTest, RefusesAFileThatExists) {
  write_file(file_, "mine");
  EXPECT_EQ(code_of([&] { backup(); }), Code::conflict);
  EXPECT_EQ(read_file(file_), "mine");
}

TEST_F(BackupTest, LeavesNothingBehindWhenABlobIsLost) {
  fs::remove(Blobs{*store_.database}.path("kb", "pic", nullptr));
  EXPECT_EQ(code_of([&] { backup(); }), Code::not_found);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator{store_.folder.path()})
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 0u);
}

TEST_F(BackupTest, RefusesToRestoreIntoAFolderWithAStore) {
  backup();
  EXPECT_EQ(code_of([&] { restore_backup(file_, data_, {}); }), Code::conflict);
}

TEST_F(BackupTest, RestoresBesideTheProgramsOwnLock) {
  backup();
  fs::create_directories(restored_);
  write_file(restored_ + "/lock", "1");
  restore_backup(file_, restored_, {});
  expect_whole(restored_);
}

TEST_F(BackupTest, WritesNothingWhenAnyByteOfTheBackupIsDamaged) {
  backup(Keys::include);
  const std::string sound = read_file(file_);
  // Every 997th byte, and the places where each entry begins and ends.
  for (std::size_t at = 0; at < sound.size(); at += 997) {
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
    write_file(file_, damaged);
    const Code code = code_of([&] { restore_backup(file_, restored_, {}); });
    if (code == Code{}) {  // only padding, or a field that says nothing: what was restored must be whole
      expect_whole(restored_);
      fs::remove_all(restored_);
    } else {
      EXPECT_FALSE(fs::exists(restored_)) << at;
    }
  }
}

TEST_F(BackupTest, WritesNothingWhenTheBackupIsCutShort) {
  backup();
  const std::string sound = read_file(file_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, std::size_t{512}, sound.size() / 2,
                                 sound.size() - 1024, sound.size() - 1}) {
    write_file(file_, sound.substr(0, size));
    EXPECT_EQ(code_of([&] { restore_backup(file_, restored_, {}); }), Code::invalid) << size;
    EXPECT_FALSE(fs::exists(restored_));
  }
}

TEST_F(BackupTest, RefusesNamesThatLeadOutOfTheFolder) {
  backup();
  std::string tar = read_file(file_);
  const std::size_t at = tar.find("blobs/");
  ASSERT_NE(at, std::string::npos);
  tar.replace(at, 9, "../../../");
  write_file(file_, tar);
  EXPECT_EQ(code_of([&] { restore_backup(file_, restored_, {}); }), Code::invalid);
}

TEST_F(BackupTest, CopiesOneMomentWhileOthersWrite) {
  std::atomic<bool> stop{false};
  std::thread writer{[&] {
    Documents documents{*store_.database, nullptr};
    for (int i = 0; !stop; ++i) {
      // Both or none: a copy of one moment never has one of a pair.
      const std::string id = std::to_string(1000 + i);
      documents.batch("kb",
                      std::vector<Operation>{{Operation::Kind::put, "articles", "a" + id, -1, "{}", {}},
                                             {Operation::Kind::put, "articles", "b" + id, -1, "{}", {}}});
    }
  }};
  while (store_.database->stats().commits < 20) std::this_thread::yield();
  backup();
  stop = true;
  writer.join();
  restore_backup(file_, restored_, {});
  Options options;
  options.directory = restored_;
  const auto database = Database::open(options);
  EXPECT_TRUE(database->check(false).empty());
  Documents documents{*database, nullptr};
  const auto count = [&](const std::string& prefix) {
    return documents
        .find("kb", "articles", R"({"limit":1000,"where":[["id","prefix",")" + prefix + "\"]]}",
              Visibility::all())
        .items.size();
  };
  EXPECT_EQ(count("a"), count("b"));
}

TEST_F(BackupTest, KeepsFilesOfTheSnapshotFromASweepMeanwhile) {
  Blobs blobs{*store_.database};
  Documents documents{*store_.database, nullptr};
  bool swept = false;
  store_.database->backup(file_, [&](std::int64_t, std::int64_t) {
    if (std::exchange(swept, true)) return;
    documents.batch("kb", std::vector<Operation>{{Operation::Kind::remove, "articles", "0", -1, "", {}}});
    EXPECT_EQ(blobs.sweep(), 0);
  });
  EXPECT_TRUE(swept);
  restore_backup(file_, restored_, {});
  expect_whole(restored_);
  EXPECT_EQ(blobs.sweep(), 1);
}

TEST_F(BackupTest, FindsMissingAndChangedBlobs) {
  EXPECT_TRUE(store_.database->check(false).empty());
  const std::string path = Blobs{*store_.database}.path("kb", "pic", nullptr);
  write_file(path, "pictura");
  EXPECT_TRUE(store_.database->check(true).empty()) << "the same size";
  ASSERT_EQ(store_.database->check(false).size(), 1u);
  EXPECT_NE(store_.database->check(false)[0].find("other bytes"), std::string::npos);
  write_file(path, "short");
  EXPECT_NE(store_.database->check(true).at(0).find("5 bytes, not 7"), std::string::npos);
  fs::remove(path);
  EXPECT_NE(store_.database->check(true).at(0).find("missing"), std::string::npos);
}

TEST_F(BackupTest, FindsADamagedPage) {
  store_.database.reset();
  const std::string path = data_ + "/patchbay.db";
  std::string bytes = read_file(path);
  for (std::size_t page = 4096 * 3; page + 4096 <= bytes.size(); page += 4096 * 7)
    std::fill_n(bytes.begin() + static_cast<long>(page), 300, '\x7f');
  write_file(path, bytes);
  std::vector<std::string> problems;
  try {
    Options options = store_.options;
    options.on_fatal = [](std::string_view) {};
    problems = Database::open(options)->check(false);
  } catch (const Error& error) {
    problems.push_back(error.what());
  }
  EXPECT_FALSE(problems.empty());
}

// --- keys ---

TEST(NamedKey, IsMadeOnceAndTheSameForEver) {
  const TemporaryFolder folder;
  const std::string key = named_key(folder.path(), "cookies");
  EXPECT_EQ(key.size(), 32u);
  EXPECT_EQ(named_key(folder.path(), "cookies"), key);
  EXPECT_NE(named_key(folder.path(), "links"), key);
}

TEST(NamedKey, IsTheSameForThreadsThatAskAtOnce) {
  const TemporaryFolder folder;
  std::vector<std::string> keys(8);
  std::vector<std::thread> threads;
  for (std::string& key : keys) threads.emplace_back([&] { key = named_key(folder.path(), "k"); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& key : keys) EXPECT_EQ(key, keys[0]);
}

TEST(NamedKey, RefusesAFileOthersCanRead) {
  const TemporaryFolder folder;
  named_key(folder.path(), "k");
  ASSERT_EQ(::chmod((folder.path() + "/keys/k").c_str(), 0444), 0);
  EXPECT_EQ(code_of([&] { named_key(folder.path(), "k"); }), Code::unavailable);
}

TEST(NamedKey, RefusesADamagedFileAndNamesThatAreNone) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() + "/keys");
  write_file(folder.path() + "/keys/k", "short");
  ASSERT_EQ(::chmod((folder.path() + "/keys/k").c_str(), 0400), 0);
  EXPECT_EQ(code_of([&] { named_key(folder.path(), "k"); }), Code::unavailable);
  for (const char* name : {"", "../k", "K", "-k", "k/k"})
    EXPECT_EQ(code_of([&] { named_key(folder.path(), name); }), Code::invalid);
}

}  // namespace
}  // namespace patchbay::store
