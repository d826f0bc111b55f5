#include "tests/core/store/crash/shadow.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

}  // namespace

Shadow::Shadow(fs::path data, fs::path shadow) : data_{std::move(data)}, shadow_{std::move(shadow)} {}

void Shadow::cut_power() const {
  fs::remove_all(data_);
  fs::create_directory(data_);
  fs::permissions(data_, fs::perms::owner_all);
  for (const auto& entry : fs::directory_iterator{shadow_ / "names"}) {
    std::string name = entry.path().filename().string();
    std::replace(name.begin(), name.end(), '%', '/');
    const fs::path target = data_ / name.substr(1);
    fs::create_directories(target.parent_path());
    const fs::path bytes = shadow_ / "inodes" / read_file(entry.path());
    if (fs::exists(bytes))
      fs::copy_file(bytes, target);
    else
      std::ofstream{target};  // its name was synced, its bytes never
  }
}

void Shadow::mirror() const {
  fs::remove_all(shadow_);
  fs::create_directories(shadow_ / "names");
  fs::create_directories(shadow_ / "inodes");
  for (const auto& entry : fs::recursive_directory_iterator{data_}) {
    if (!entry.is_regular_file()) continue;
    struct stat info {};
    ::stat(entry.path().c_str(), &info);
    const std::string inode = std::to_string(info.st_ino);
    std::string name = entry.path().string().substr(data_.string().size());
    std::replace(name.begin(), name.end(), '/', '%');
    std::ofstream{shadow_ / "names" / name} << inode;
    fs::copy_file(entry.path(), shadow_ / "inodes" / inode);
  }
}

}  // namespace patchbay::store
