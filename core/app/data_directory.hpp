#pragma once
// The data directory and its lock: one process at a time opens it, and says who it is.
#include <string>

#include "core/app/descriptor.hpp"

namespace patchbay::app {

struct Holder {
  long pid = 0;
  std::string command;  // "serve", "restore"
};

class DataDirectory {
 public:
  // Makes the folder (0700) where it is missing and takes DIR/lock for `command`. UnreachableError names who
  // holds it.
  static DataDirectory take(const std::string& path, const std::string& command);
  // Who holds it now; pid 0 = nobody. UnreachableError when the folder is not there or cannot be read.
  static Holder holder(const std::string& path);

  const std::string& path() const { return path_; }
  int descriptor() const { return folder_.get(); }  // of the folder, for /proc/self/fd

 private:
  DataDirectory() = default;
  std::string path_;
  Descriptor folder_, lock_;
};

}  // namespace patchbay::app
