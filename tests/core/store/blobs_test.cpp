#include "core/store/blobs.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/store/documents.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

class BlobsTest : public testing::Test {
 protected:
  void put(const std::string& key, const std::string& bytes, const std::string& owner = "kb") {
    blobs_->put(owner, key, "text/plain", 0, bytes, true);
  }
  std::string get(const std::string& key, std::uint64_t offset = 0, std::uint64_t max = 0) {
    std::string bytes;
    blobs_->get("kb", key, offset, max, [&](std::string_view piece) {
      bytes += piece;
      return true;
    });
    return bytes;
  }
  bool exists(const std::string& key) {
    try {
      blobs_->info("kb", key);
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::not_found);
      return false;
    }
  }
  std::size_t files() const {
    std::size_t count = 0;
    const fs::path folder = fs::path{store_.database->directory()} / "blobs";
    if (fs::exists(folder))
      for (const auto& entry : fs::recursive_directory_iterator{folder})
        count += entry.is_regular_file() ? 1 : 0;
    return count;
  }

  TemporaryStore store_;
  std::unique_ptr<Blobs> blobs_ = std::make_unique<Blobs>(*store_.database);
};

TEST_F(BlobsTest, GivesBackTheBytesWithTheirTypeSizeAndHash) {
  put("a.txt", "hello");
  EXPECT_EQ(get("a.txt"), "hello");
  const BlobInfo info = blobs_->info("kb", "a.txt");
  EXPECT_EQ(info.type, "text/plain");
  EXPECT_EQ(info.size, 5);
  EXPECT_EQ(info.sha256, sha256_hex("hello"));
}

TEST_F(BlobsTest, KeepsFilesForTheHostsEyesOnly) {
  put("a", "secret");
  struct stat file {
  }, folder{};
  const std::string path = blobs_->path("kb", "a", nullptr);
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  ASSERT_EQ(::stat((store_.database->directory() + "/blobs").c_str(), &folder), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(folder.st_mode & 0777, 0700u);
}

TEST_F(BlobsTest, TakesPiecesInOrderAndShowsNothingBeforeTheLast) {
  blobs_->put("kb", "a", "x/y", 0, "one ", false);
  EXPECT_FALSE(exists("a"));
  EXPECT_THROW(blobs_->put("kb", "a", "x/y", 9, "?", false), Error);
  blobs_->put("kb", "a", "x/y", 4, "two", true);
  EXPECT_EQ(get("a"), "one two");
}

TEST_F(BlobsTest, BeginsAnewWithOffsetZero) {
  blobs_->put("kb", "a", "x/y", 0, "wrong", false);
  put("a", "right");
  EXPECT_EQ(get("a"), "right");
  EXPECT_EQ(files(), 1u);
}

TEST_F(BlobsTest, RefusesAPieceOfAnUploadThatNeverBegan) {
  try {
    blobs_->put("kb", "a", "x/y", 5, "x", true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::invalid);
  }
}

TEST_F(BlobsTest, ReadsARange) {
  put("a", "0123456789");
  EXPECT_EQ(get("a", 3), "3456789");
  EXPECT_EQ(get("a", 3, 4), "3456");
  EXPECT_EQ(get("a", 50), "");
}

TEST_F(BlobsTest, ReadsLargeOnesInPieces) {
  const std::string bytes(1'000'000, 'x');
  put("a", bytes);
  std::size_t largest = 0, total = 0;
  blobs_->get("kb", "a", 0, 0, [&](std::string_view piece) {
    largest = std::max(largest, piece.size());
    total += piece.size();
    return true;
  });
  EXPECT_EQ(total, bytes.size());
  EXPECT_LE(largest, 256u << 10);
}

TEST_F(BlobsTest, KeepsEqualBytesOnce) {
  put("a", "same");
  put("b", "same");
  put("a", "same", "faq");
  EXPECT_EQ(files(), 1u);
  blobs_->remove("kb", "a");
  EXPECT_EQ(blobs_->sweep(), 0);
  EXPECT_EQ(get("b"), "same");
}

TEST_F(BlobsTest, KeepsOwnersApart) {
  put("a", "mine");
  EXPECT_THROW(blobs_->info("faq", "a"), Error);
}

TEST_F(BlobsTest, SweepsWhatNoRowNames) {
  put("a", "one");
  put("a", "two");
  blobs_->put("kb", "b", "x/y", 0, "unfinished", false);
  std::ofstream{store_.database->directory() + "/blobs/tmp/left-by-a-crash"} << "x";
  EXPECT_EQ(blobs_->sweep(), 2);  // "one", and what the crash left; the upload still runs
  EXPECT_EQ(get("a"), "two");
  blobs_->put("kb", "b", "x/y", 10, ".", true);
  EXPECT_EQ(get("b"), "unfinished.");
}

TEST_F(BlobsTest, ForgetsUnfinishedUploadsOfAnEarlierProcess) {
  blobs_->put("kb", "b", "x/y", 0, "unfinished", false);
  blobs_.reset();
  store_.reopen();
  blobs_ = std::make_unique<Blobs>(*store_.database);
  EXPECT_EQ(blobs_->sweep(), 1);
  EXPECT_EQ(files(), 0u);
}

TEST_F(BlobsTest, ExpiresOnlyWhatNobodyHolds) {
  put("held", "1");
  put("free", "2");
  store_.database->write(
      "hold", [](Write& write) { hold_blobs(write, "kb", "message/1", std::vector<std::string>{"held"}); });
  EXPECT_EQ(blobs_->expire("kb", 0), 0);
  EXPECT_EQ(blobs_->expire("kb", INT64_MAX), 1);
  EXPECT_TRUE(exists("held"));
  EXPECT_FALSE(exists("free"));
}

TEST_F(BlobsTest, RefusesKeysThatCouldNotBeShown) {
  for (const std::string& key :
       {std::string{}, std::string{"a\nb"}, std::string(600, 'x'), std::string{"\xff"}})
    EXPECT_THROW(put(key, "x"), Error);
  put("../../../etc/passwd", "only a name");
  EXPECT_EQ(get("../../../etc/passwd"), "only a name");
}

TEST_F(BlobsTest, LivesAsLongAsADocumentNamesIt) {
  Documents documents{*store_.database, nullptr};
  documents.declare("kb", "articles", R"({"version":1})");
  const auto batch = [&](Operation operation) { documents.batch("kb", std::span{&operation, 1}); };
  put("pic", "1");
  put("map", "2");
  batch({Operation::Kind::put, "articles", "a", -1, "{}", {"pic", "map"}});
  batch({Operation::Kind::put, "articles", "b", -1, "{}", {"pic"}});
  batch({Operation::Kind::put, "articles", "a", -1, "{}", {}});
  EXPECT_TRUE(exists("pic"));
  EXPECT_FALSE(exists("map"));
  batch({Operation::Kind::remove, "articles", "b", -1, "", {}});
  EXPECT_FALSE(exists("pic"));
  EXPECT_EQ(blobs_->sweep(), 2);
}

TEST_F(BlobsTest, RefusesADocumentThatNamesABlobThatIsNotThere) {
  Documents documents{*store_.database, nullptr};
  documents.declare("kb", "articles", R"({"version":1})");
  const Operation operation{Operation::Kind::put, "articles", "a", -1, "{}", {"nothing"}};
  EXPECT_THROW(documents.batch("kb", std::span{&operation, 1}), Error);
  EXPECT_THROW(documents.get("kb", "articles", "a", Visibility::all()), Error);
}

TEST_F(BlobsTest, NeverLosesABlobToASweepThatRunsMeanwhile) {
  std::atomic<bool> stop{false};
  std::thread sweeper{[&] {
    while (!stop) blobs_->sweep();
  }};
  for (int i = 0; i < 60; ++i) {
    put("a", "bytes " + std::to_string(i % 3));
    EXPECT_EQ(get("a"), "bytes " + std::to_string(i % 3));
  }
  stop = true;
  sweeper.join();
}

}  // namespace
}  // namespace patchbay::store
