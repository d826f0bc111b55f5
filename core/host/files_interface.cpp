// pbay.files/1: what the operator named in `files`, or handed to a command, and nothing outside of it. Every
// path is resolved by openat2 beneath the grant, so neither "..", an absolute path nor a link gets out.
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::size_t kMaxEntries = 100'000;

int open_beneath(int directory, const std::string& path, std::uint64_t flags) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how));
}

std::string reason_of(int error) {
  switch (error) {
    case EXDEV:
      return "leads out of the folder";
    case ELOOP:
      return "is a loop of links, or too many of them";
    case ENOENT:
      return "does not exist";
    default:
      return std::strerror(error);
  }
}

[[noreturn]] void refuse_path(const std::string& path, int error) {
  const Code code = error == ENOENT                                       ? Code::not_found
                    : error == EXDEV || error == ELOOP || error == EACCES ? Code::denied
                                                                          : Code::invalid;
  throw Error{code, "\"" + to_valid_utf8(path) + "\" " + reason_of(error)};
}

std::string checked(pbay_str path) {
  std::string text{view(path)};
  if (text.find('\0') != std::string::npos) throw Error{Code::invalid, "a path has no NUL"};
  return text;
}

// The grant's descriptor: a command's own first, then the operator's folders.
Descriptor open_grant(const Generation& self, const ScopePtr& scope, std::string_view name) {
  if (scope != nullptr && scope->files != nullptr) {
    const auto found = scope->files->find(std::string{name});
    if (found != scope->files->end()) return Descriptor{::fcntl(found->second.get(), F_DUPFD_CLOEXEC, 3)};
  }
  for (std::size_t i = 0; i < self.instance.table.files.size(); ++i) {
    const config::Grant& grant = self.instance.table.files[i];
    if (name != (grant.name.empty() ? std::to_string(i) : grant.name)) continue;
    Descriptor fd{::open(grant.dir.c_str(), O_PATH | O_CLOEXEC)};
    if (!fd) throw Error{Code::unavailable, grant.dir + ": " + std::strerror(errno)};
    return fd;
  }
  throw Error{Code::denied, "no folder \"" + to_valid_utf8(name) +
                                "\" was granted; name one in `files` of [plugin." + self.instance.name + "]"};
}

bool is_directory(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
}

// One entry as a plugin sees it. Links are followed within the grant; what leads out is named and refused.
json::object entry_of(int grant, const std::string& dir, const std::string& name) {
  const std::string path = dir.empty() ? name : dir + "/" + name;
  json::object item{{"name", to_valid_utf8(name)}};
  const auto refused = [&item](const std::string& why) {
    item["kind"] = "refused";
    item["why"] = why;
    return item;
  };
  if (!is_utf8(name)) return refused("its name is not UTF-8");
  const Descriptor fd{open_beneath(grant, path, O_PATH)};
  if (!fd) return refused(reason_of(errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return refused(reason_of(errno));
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return refused("is neither a file nor a folder");
  item["kind"] = S_ISDIR(info.st_mode) ? "dir" : "file";
  item["size"] = static_cast<std::int64_t>(info.st_size);
  item["mtime"] = static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1000 + info.st_mtim.tv_nsec / 1'000'000;
  return item;
}

std::vector<std::string> names_in(int directory, const std::string& path) {
  std::unique_ptr<DIR, int (*)(DIR*)> stream{::fdopendir(directory), ::closedir};
  if (stream == nullptr) {
    ::close(directory);
    refuse_path(path, errno);
  }
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (names.size() >= kMaxEntries)
      throw Error{Code::limit, "\"" + path + "\" holds more than 100,000 entries; split the folder"};
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

pbay_status list(const pbay_host* host, pbay_ctx ctx, pbay_str grant, pbay_str dir, pbay_sink out,
                 pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const std::string path = checked(dir);
    const Descriptor root = open_grant(self, scope_of(self, ctx), view(grant));
    const int opened = open_beneath(root.get(), path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
    if (opened < 0) refuse_path(path, errno);
    Sink sink{out};
    for (const std::string& name : names_in(opened, path))
      if (!sink.put(to_text(entry_of(root.get(), path, name)))) break;
    return sink.status();
  });
}

pbay_status read(const pbay_host* host, pbay_ctx ctx, pbay_str grant, pbay_str name, std::uint64_t offset,
                 std::uint64_t max, pbay_sink out, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const std::string path = checked(name);
    Descriptor file = open_grant(self, scope_of(self, ctx), view(grant));
    if (is_directory(file.get())) {
      // O_NONBLOCK: opening a pipe somebody put there must not wait for its writer.
      Descriptor inside{open_beneath(file.get(), path, O_RDONLY | O_NONBLOCK)};
      if (!inside) refuse_path(path, errno);
      file = std::move(inside);
    } else if (!path.empty()) {
      throw Error{Code::invalid, "this grant is a file; its path is \"\""};
    }
    struct stat info {};
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
      throw Error{Code::invalid, "\"" + to_valid_utf8(path) + "\" is not a file"};
    Sink sink{out};
    std::string piece(std::min<std::uint64_t>(kPiece, max == 0 ? kPiece : max), '\0');
    std::uint64_t left = max == 0 ? UINT64_MAX : max;
    while (left > 0) {
      const ssize_t count = ::pread(file.get(), piece.data(), std::min<std::uint64_t>(piece.size(), left),
                                    static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        throw Error{Code::unavailable, "\"" + to_valid_utf8(path) + "\": " + std::strerror(errno)};
      if (count == 0 || !sink.put({piece.data(), static_cast<std::size_t>(count)})) break;
      offset += static_cast<std::uint64_t>(count);
      left -= static_cast<std::uint64_t>(count);
    }
    return sink.status();
  });
}

constexpr pbay_files_1 kFiles = {list, read};

}  // namespace

const pbay_files_1& files_interface() {
  return kFiles;
}

}  // namespace patchbay::host
