#include "tests/core/config/folder.hpp"

#include <unistd.h>

#include <fstream>

namespace patchbay::config {

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "patchbay-config-XXXXXX").string();
  root_ = mkdtemp(name.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string Folder::write(const std::string& name, std::string_view text) const {
  const auto file = root_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream{file, std::ios::binary} << text;
  return file.string();
}

}  // namespace patchbay::config
