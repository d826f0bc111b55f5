#include "core/host/plugin_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/log.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

fs::path program_directory() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

void require_trusted(const struct stat& info, const std::string& path) {
  if (info.st_uid != 0 && info.st_uid != ::geteuid())
    throw Error{Code::denied,
                path + " belongs to user " + std::to_string(info.st_uid) +
                    "; a plugin's files must belong to root or to the host's user: chown root '" + path +
                    "'"};
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    throw Error{Code::denied, path + " may be written by others; take that away: chmod go-w '" + path + "'"};
}

// The whole file, hashed on the way to `out` (a descriptor, -1 = nowhere).
std::string copy_and_hash(int in, int out, const std::string& path) {
  Sha256 sha;
  std::string piece(256 * 1024, '\0');
  for (;;) {
    const ssize_t count = ::read(in, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error{Code::unavailable, path + ": " + std::strerror(errno)};
    if (count == 0) return sha.finish_hex();
    const std::string_view bytes{piece.data(), static_cast<std::size_t>(count)};
    sha.add(bytes);
    for (std::size_t done = 0; out >= 0 && done < bytes.size();) {
      const ssize_t wrote = ::write(out, bytes.data() + done, bytes.size() - done);
      if (wrote < 0 && errno != EINTR)
        throw Error{Code::unavailable, "copying " + path + ": " + std::strerror(errno)};
      if (wrote > 0) done += static_cast<std::size_t>(wrote);
    }
  }
}

bool is_noexec(const fs::path& directory) {
  struct statvfs info {};
  return ::statvfs(directory.c_str(), &info) == 0 && (info.f_flag & ST_NOEXEC) != 0;
}

void require_hash(const Manifest& manifest, const std::string& pinned, const std::string& hash,
                  const std::string& path) {
  if (hash != manifest.sha256)
    throw Error{Code::denied, path + " is not the file plugin.json describes (its SHA-256 is " + hash +
                                  "); install the plugin again"};
  if (!pinned.empty() && hash != pinned)
    throw Error{Code::denied, path + " is not the file the configuration pins (its SHA-256 is " + hash +
                                  "); when that is meant, change `sha256` in its table"};
}

}  // namespace

std::vector<fs::path> plugin_path(const std::vector<std::string>& configured) {
  if (!configured.empty()) return {configured.begin(), configured.end()};
  const fs::path program = program_directory();
  std::error_code error;
  const fs::path installed = program / "../lib/patchbay/plugins";
  if (fs::is_directory(installed, error)) return {installed.lexically_normal()};
  return {(program / "../plugins").lexically_normal()};
}

fs::path sibling_program(const std::string& name) {
  return program_directory() / name;
}

Discovered discover(const std::vector<fs::path>& path) {
  Discovered found;
  std::map<std::string, Manifest> by_id;
  for (const fs::path& place : path) {
    std::error_code error;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator{place, error})
      if (fs::exists(entry.path() / "plugin.json", error)) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) {
      try {
        Manifest manifest = read_manifest(folder);
        const auto [other, added] = by_id.emplace(manifest.id, manifest);
        if (!added)
          found.refused.emplace_back(folder.string(), "the plugin " + manifest.id + " is also in " +
                                                          other->second.directory +
                                                          ", which counts; remove one");
      } catch (const Error& caught) {
        found.refused.emplace_back(folder.string(), caught.what());
      }
    }
  }
  for (auto& [id, manifest] : by_id) found.manifests.push_back(std::move(manifest));
  return found;
}

void require_trusted(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0)
    throw Error{Code::unavailable, path.string() + ": " + std::strerror(errno)};
  require_trusted(info, path.string());
}

fs::path private_copy(const Manifest& manifest, const std::string& pinned, const fs::path& run_directory,
                      int generation) {
  const fs::path directory = manifest.directory;
  const fs::path original = directory / manifest.file;
  require_trusted(directory);
  require_trusted(directory / "plugin.json");
  const Descriptor in{::open(original.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  if (!in) throw Error{Code::unavailable, original.string() + ": " + std::strerror(errno)};
  struct stat info {};
  if (::fstat(in.get(), &info) != 0 || !S_ISREG(info.st_mode))
    throw Error{Code::invalid, original.string() + " is not a regular file"};
  require_trusted(info, original.string());

  fs::create_directories(run_directory);
  fs::permissions(run_directory, fs::perms::owner_all);
  if (is_noexec(run_directory)) {
    require_hash(manifest, pinned, copy_and_hash(in.get(), -1, original.string()), original.string());
    log::warn(
        "host", run_directory.string() + " is mounted noexec; the plugin is loaded from where it stands",
        {{"plugin", manifest.id}, {"remedy", "keep the data directory on a file system that may execute"}});
    return original;
  }
  const fs::path copy = run_directory / (manifest.id + "." + std::to_string(generation) + "." +
                                         manifest.sha256.substr(0, 8) + ".so");
  fs::remove(copy);
  const Descriptor out{::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500)};
  if (!out) throw Error{Code::unavailable, copy.string() + ": " + std::strerror(errno)};
  try {
    require_hash(manifest, pinned, copy_and_hash(in.get(), out.get(), original.string()), original.string());
  } catch (...) {
    fs::remove(copy);
    throw;
  }
  return copy;
}

}  // namespace patchbay::host
