#pragma once
// A store in a folder of its own that goes away with the test.
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/store/database.hpp"

namespace patchbay::store {

class TemporaryFolder {
 public:
  // In memory where the machine has room for it: most tests are not about the disk.
  TemporaryFolder() {
    const char* base = std::getenv("TMPDIR");
    std::error_code none;
    const std::filesystem::path memory{"/dev/shm"};
    const bool in_memory = std::filesystem::space(memory, none).available > (256u << 20) && !none;
    std::string name = (base != nullptr ? std::string{base}
                        : in_memory     ? memory.string()
                                        : "/tmp") +
                       "/patchbay-store-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct TemporaryStore {
  TemporaryFolder folder;
  Options options = [this] {
    Options made;
    made.directory = folder.path() + "/data";
    return made;
  }();
  std::unique_ptr<Database> database = Database::open(options);

  void reopen() {
    database.reset();
    database = Database::open(options);
  }
};

}  // namespace patchbay::store
