#include "core/app/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "core/app/failure.hpp"
#include "core/base/text.hpp"

namespace patchbay::app {
namespace {

Holder read_holder(int lock) {
  char buffer[256];
  const ssize_t got = ::pread(lock, buffer, sizeof buffer, 0);
  const std::string text{trim({buffer, got > 0 ? static_cast<std::size_t>(got) : 0})};
  const auto space = text.find(' ');
  Holder holder;
  holder.pid = std::strtol(text.c_str(), nullptr, 10);
  holder.command = space == std::string::npos ? "" : text.substr(space + 1);
  return holder;
}

std::string name_of(const Holder& holder) {
  return "`patchbay " + (holder.command.empty() ? "?" : holder.command) + "` (process " +
         std::to_string(holder.pid) + ")";
}

}  // namespace

DataDirectory DataDirectory::take(const std::string& path, const std::string& command) {
  DataDirectory data;
  data.path_ = std::filesystem::absolute(path).lexically_normal().string();
  std::error_code error;
  if (std::filesystem::create_directories(data.path_, error); error)
    throw UnreachableError{"cannot make " + data.path_ + ": " + error.message() +
                           "; name another with --data DIR"};
  data.folder_ = Descriptor{::open(data.path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!data.folder_) throw UnreachableError{"cannot open " + data.path_ + ": " + system_reason()};
  data.lock_ =
      Descriptor{::openat(data.folder_.get(), "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!data.lock_)
    throw UnreachableError{"cannot write in " + data.path_ + ": " + system_reason() +
                           "; run as the user it belongs to, or name another with --data DIR"};
  if (::flock(data.lock_.get(), LOCK_EX | LOCK_NB) != 0)
    throw UnreachableError{data.path_ + " is in use by " + name_of(read_holder(data.lock_.get())) +
                           "; stop that first"};
  // Only now it is ours: a folder somebody else holds is not to be touched.
  ::fchmod(data.folder_.get(), 0700);
  const std::string text = std::to_string(::getpid()) + " " + command + "\n";
  if (::ftruncate(data.lock_.get(), 0) != 0 || ::pwrite(data.lock_.get(), text.data(), text.size(), 0) < 0)
    throw UnreachableError{"cannot write " + data.path_ + "/lock: " + system_reason()};
  return data;
}

Holder DataDirectory::holder(const std::string& path) {
  const Descriptor lock{::open((path + "/lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
  if (!lock && errno == ENOENT) return {};
  if (!lock)
    throw UnreachableError{"cannot open " + path + "/lock: " + system_reason() +
                           "; run as the user it belongs to"};
  if (::flock(lock.get(), LOCK_SH | LOCK_NB) == 0) return {};
  return read_holder(lock.get());
}

}  // namespace patchbay::app
