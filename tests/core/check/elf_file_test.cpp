#include "core/check/elf_file.hpp"

#include <filesystem>
#include <fstream>

#include "core/base/error.hpp"
#include "gtest/gtest.h"

namespace patchbay::check {
namespace {

const std::string kHello = PATCHBAY_BINARY_DIR "/examples/greeter/greeter.so";

TEST(ElfFile, ReadsWhatAPluginExportsAndNeeds) {
  const ElfFile file = read_elf(kHello);
  EXPECT_TRUE(file.for_this_machine) << file.why_not;
  EXPECT_EQ(file.exports, (std::vector<std::string>{"pbay_entry"}));
  EXPECT_TRUE(file.unique.empty());
  EXPECT_TRUE(file.binds_now);
  EXPECT_FALSE(file.executable_stack);
  EXPECT_FALSE(file.text_relocations);
  EXPECT_EQ(file.run_path, "");
  EXPECT_NE(std::find(file.needed.begin(), file.needed.end(), "libc.so.6"), file.needed.end());
  EXPECT_FALSE(file.versions.empty());
}

TEST(ElfFile, TellsAProgramFromALibrary) {
  const ElfFile self = read_elf("/proc/self/exe");
  EXPECT_NE(std::find(self.needed.begin(), self.needed.end(), "libstdc++.so.6"), self.needed.end());
}

TEST(ElfFile, RefusesWhatIsNoElf) {
  EXPECT_THROW(read_elf(PATCHBAY_SOURCE_DIR "/LICENSE"), Error);
  EXPECT_THROW(read_elf("/nowhere"), Error);
}

TEST(ElfFile, SurvivesEveryTruncationAndABrokenHeader) {
  const std::string whole = read_bytes(kHello);
  const std::string path = ::testing::TempDir() + "broken-" + std::to_string(::getpid()) + ".so";
  for (std::size_t size = 0; size < whole.size(); size += size < 4096 ? 101 : 19919) {
    std::ofstream{path, std::ios::binary} << whole.substr(0, size);
    EXPECT_THROW(read_elf(path), Error) << size;
  }
  for (std::size_t at = 16; at < 64; ++at) {
    std::string broken = whole;
    broken[at] = '\xFF';
    std::ofstream{path, std::ios::binary} << broken;
    try {
      read_elf(path);
    } catch (const Error&) {
    }
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace patchbay::check
