#include "core/store/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/store/disk.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kBytes = 32;

void require_key_name(std::string_view name) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (name.empty() || name.size() > 40 || name[0] < 'a' || name[0] > 'z' ||
      !std::all_of(name.begin(), name.end(), good))
    throw Error{Code::invalid, "A key's name is [a-z][a-z0-9-]*, at most 40"};
}

std::string read_key(const std::string& path) {
  const File file = open_file(path);
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0) throw Error{Code::unavailable, "cannot read " + path};
  if ((info.st_mode & 077) != 0)
    throw Error{Code::unavailable,
                path +
                    " can be read by others. If nobody did, chmod 400 it; else remove it, which "
                    "makes a new one and ends what the old one signed"};
  std::string bytes(kBytes + 1, '\0');
  const ssize_t got = ::read(file.fd(), bytes.data(), bytes.size());
  if (got != static_cast<ssize_t>(kBytes))
    throw Error{Code::unavailable,
                path + " is damaged: it must hold 32 bytes. Restore it from a backup made with --with-keys"};
  bytes.resize(kBytes);
  return bytes;
}

// Another process or thread may make it at the same time: the first name wins, and both read that one.
void make_key(const std::string& folder, const std::string& path) {
  make_directory(folder, 0700);
  const std::string part = folder + "/." + to_hex(random_bytes(8));
  File file = create_file(part, 0400);
  write_all(file, random_bytes(kBytes));
  sync_file(file);
  const bool placed = ::link(part.c_str(), path.c_str()) == 0 || errno == EEXIST;
  ::unlink(part.c_str());
  if (!placed) throw Error{Code::unavailable, "cannot make the key " + path};
  sync_directory(folder);
}

}  // namespace

std::string named_key(const std::string& directory, std::string_view name) {
  require_key_name(name);
  const std::string folder = directory + "/keys";
  const std::string path = folder + "/" + std::string{name};
  if (::access(path.c_str(), F_OK) != 0) make_key(folder, path);
  return read_key(path);
}

}  // namespace patchbay::store
