#include "core/app/data_directory.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <fstream>

#include "core/app/admin_wire.hpp"
#include "core/app/failure.hpp"

namespace patchbay::app {
namespace {

class DataFolder : public testing::Test {
 protected:
  DataFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "patchbay-data-XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  ~DataFolder() override { std::filesystem::remove_all(root_); }
  std::string path() const { return (root_ / "data").string(); }

  std::filesystem::path root_;
};

TEST_F(DataFolder, IsMadeForItsOwnerOnly) {
  const DataDirectory data = DataDirectory::take(path(), "serve");
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST_F(DataFolder, ASecondOpenerIsToldWhoHoldsIt) {
  const DataDirectory data = DataDirectory::take(path(), "serve");
  try {
    DataDirectory::take(path(), "restore");
    FAIL() << "taken twice";
  } catch (const UnreachableError& error) {
    EXPECT_NE(std::string{error.what()}.find("`patchbay serve` (process " + std::to_string(::getpid()) + ")"),
              std::string::npos)
        << error.what();
  }
  EXPECT_EQ(DataDirectory::holder(path()).command, "serve");
  EXPECT_EQ(DataDirectory::holder(path()).pid, ::getpid());
}

TEST_F(DataFolder, IsFreeAgainWhenItsHolderIsGone) {
  { const DataDirectory data = DataDirectory::take(path(), "serve"); }
  EXPECT_EQ(DataDirectory::holder(path()).pid, 0);
  EXPECT_NO_THROW(DataDirectory::take(path(), "restore"));
}

TEST_F(DataFolder, OneThatIsNotThereIsHeldByNobody) {
  EXPECT_EQ(DataDirectory::holder(path()).pid, 0);
}

TEST_F(DataFolder, ALinkInPlaceOfTheLockIsRefused) {
  std::filesystem::create_directories(path());
  std::ofstream{root_ / "victim"} << "precious";
  std::filesystem::create_symlink(root_ / "victim", path() + "/lock");
  EXPECT_THROW(DataDirectory::take(path(), "serve"), UnreachableError);
  std::string kept;
  std::ifstream{root_ / "victim"} >> kept;
  EXPECT_EQ(kept, "precious");
}

TEST_F(DataFolder, ASocketInADeepFolderIsReached) {
  std::string deep = path();
  for (int i = 0; i < 20; ++i) deep += "/a-folder-with-a-long-name";
  const DataDirectory data = DataDirectory::take(deep, "serve");
  EXPECT_FALSE(connect_in(data.descriptor())) << "nobody listens yet";
  const Descriptor listener = listen_in(data.descriptor());
  struct stat status {};
  ASSERT_EQ(::stat((deep + "/admin.sock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_TRUE(connect_in(data.descriptor()));
  const Descriptor again = listen_in(data.descriptor());
  EXPECT_TRUE(again) << "a socket left over is replaced";
}

class WirePair : public testing::Test {
 protected:
  WirePair() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    near_ = std::make_unique<Wire>(Descriptor{ends[0]});
    far_ = std::make_unique<Wire>(Descriptor{ends[1]});
  }
  std::unique_ptr<Wire> near_, far_;
};

TEST_F(WirePair, LinesArriveWholeAndInOrder) {
  ASSERT_TRUE(near_->send({{"a", std::string(100'000, 'x')}}));
  ASSERT_TRUE(near_->send({{"b", 2}}));
  EXPECT_EQ(far_->receive()->at("a").as_string().size(), 100'000u);
  EXPECT_EQ(far_->receive()->at("b").as_int64(), 2);
  EXPECT_FALSE(far_->other_side_gone());
  near_.reset();
  EXPECT_TRUE(far_->other_side_gone());
  EXPECT_FALSE(far_->receive());
}

TEST_F(WirePair, DescriptorsTravelWithTheirLine) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor read_end{ends[0]};
  {
    const Descriptor write_end{ends[1]};
    ASSERT_TRUE(near_->send({{"files", {"out"}}}, {write_end.get()}));
  }
  ASSERT_TRUE(far_->receive());
  auto received = far_->take_descriptors();
  ASSERT_EQ(received.size(), 1u);
  ASSERT_EQ(::write(received[0].get(), "hello", 5), 5);
  received.clear();
  EXPECT_EQ(read_all(read_end.get(), 100, "the pipe"), "hello");
}

TEST_F(WirePair, WhatIsNoJsonIsRefused) {
  ASSERT_EQ(::write(near_->descriptor(), "hello\n", 6), 6);
  EXPECT_THROW(far_->receive(), Error);
}

TEST_F(WirePair, KnowsItsOwnUser) {
  EXPECT_TRUE(near_->same_user_or_root());
}

}  // namespace
}  // namespace patchbay::app
