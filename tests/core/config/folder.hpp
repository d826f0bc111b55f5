#pragma once
// A folder that is gone when the test ends.
#include <filesystem>
#include <string>
#include <string_view>

namespace patchbay::config {

class Folder {
 public:
  Folder();
  ~Folder();
  std::string write(const std::string& name, std::string_view text) const;  // the path
  std::string path(const std::string& name) const { return (root_ / name).string(); }

 private:
  std::filesystem::path root_;
};

}  // namespace patchbay::config
