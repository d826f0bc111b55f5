#pragma once
// Files that survive a power cut: written beside, synced, renamed, and the folder synced after.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay::store {

// A sync failed: what was written may be gone although the next sync succeeds. Nothing may be acknowledged
// after it.
class DiskFailed : public Error {
 public:
  explicit DiskFailed(const std::string& why) : Error{Code::unavailable, why} {}
};

// An open file descriptor, closed at the end.
class File {
 public:
  File() = default;
  explicit File(int fd) : fd_{fd} {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();
  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void close();

 private:
  int fd_ = -1;
};

// Throw Error{unavailable} with the path and what the system said; Error{limit} when the disk is full.
File create_file(const std::string& path, int mode);  // must not exist
File open_file(const std::string& path);              // for reading; Error{not_found}
void write_all(const File& file, std::string_view bytes);
void sync_file(const File& file);                        // throws DiskFailed
void sync_directory(const std::string& path);            // throws DiskFailed
void make_directory(const std::string& path, int mode);  // with its parents; synced; fine when it exists

// Why a store may not live in this folder ("network file system"), or empty. Test builds let
// PATCHBAY_TEST_ANY_DISK=1 pass.
std::string unfit_file_system(const std::string& directory);
// The same for a type of statfs(2).
std::string_view unfit_type(std::uint32_t type);

}  // namespace patchbay::store
