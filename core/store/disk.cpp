#include "core/store/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace patchbay::store {
namespace {

[[noreturn]] void fail(const std::string& doing, const std::string& path) {
  const int error = errno;
  const std::string text = doing + " " + path + ": " + std::strerror(error);
  if (error == ENOSPC || error == EDQUOT) throw Error{Code::limit, "The disk is full: " + text};
  if (error == ENOENT) throw Error{Code::not_found, text};
  if (error == EIO) throw DiskFailed{text};
  throw Error{Code::unavailable, text};
}

std::string path_of(int fd) {
  char path[512];
  const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
  return length < 0 ? "a file" : std::string{path, static_cast<std::size_t>(length)};
}

}  // namespace

File::File(File&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
File& File::operator=(File&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
File::~File() {
  close();
}
void File::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

File create_file(const std::string& path, int mode) {
  File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)};
  if (!file.is_open()) fail("cannot make", path);
  return file;
}

File open_file(const std::string& path) {
  File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) fail("cannot open", path);
  return file;
}

void write_all(const File& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.fd(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write", path_of(file.fd()));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_file(const File& file) {
  if (::fsync(file.fd()) != 0)
    throw DiskFailed{"cannot sync " + path_of(file.fd()) + ": " + std::strerror(errno)};
}

void sync_directory(const std::string& path) {
  const File directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory.is_open()) fail("cannot open", path);
  sync_file(directory);
}

void make_directory(const std::string& path, int mode) {
  if (::mkdir(path.c_str(), static_cast<mode_t>(mode)) == 0) {
    const std::size_t slash = path.find_last_of('/');
    sync_directory(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
    return;
  }
  if (errno == EEXIST) return;
  const std::size_t slash = path.find_last_of('/');
  if (errno != ENOENT || slash == std::string::npos || slash == 0) fail("cannot make the folder", path);
  make_directory(path.substr(0, slash), 0755);
  make_directory(path, mode);
}

std::string unfit_file_system(const std::string& directory) {
#ifdef PATCHBAY_TEST_HOOKS
  const char* any = std::getenv("PATCHBAY_TEST_ANY_DISK");
  if (any != nullptr && std::string_view{any} == "1") return {};
#endif
  struct statfs info {};
  if (::statfs(directory.c_str(), &info) != 0) return {};
  return std::string{unfit_type(static_cast<std::uint32_t>(info.f_type))};
}

std::string_view unfit_type(std::uint32_t type) {
  switch (type) {
    case 0x6969:
      return "an NFS share";
    case 0xFF534D42:
    case 0xFE534D42:
    case 0x517B:
      return "a Windows (SMB) share";
    case 0x01021997:
      return "a 9p share of a virtual machine";
    case 0x65735546:
      return "a FUSE file system";
    case 0x00C36400:
      return "a Ceph share";
    case 0x5346414F:
      return "an AFS share";
    default:
      return {};
  }
}

}  // namespace patchbay::store
