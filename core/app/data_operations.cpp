// backup and check
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdio>

#include "core/app/descriptor.hpp"
#include "core/app/operation.hpp"
#include "core/base/error.hpp"
#include "core/base/ulid.hpp"

#include <fcntl.h>

namespace patchbay::app {
namespace {

// A file in the data directory that is gone when this is.
class Scratch {
 public:
  explicit Scratch(const std::string& directory) : path_{directory + "/backup-" + make_ulid() + ".partial"} {}
  ~Scratch() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void copy_into(int target, const std::string& path) {
  const Descriptor source{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!source) throw Error{Code::unavailable, "cannot read " + path + ": " + system_reason()};
  for (;;) {
    const ssize_t moved = ::copy_file_range(source.get(), nullptr, target, nullptr, 8u << 20, 0);
    if (moved == 0) break;
    if (moved > 0) continue;
    if (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
      throw Error{Code::unavailable, "cannot write the backup: " + system_reason()};
    char buffer[65536];
    const ssize_t got = ::read(source.get(), buffer, sizeof buffer);
    if (got < 0) throw Error{Code::unavailable, "cannot read " + path + ": " + system_reason()};
    if (got == 0) break;
    for (ssize_t at = 0; at < got;) {
      const ssize_t put = ::write(target, buffer + at, static_cast<std::size_t>(got - at));
      if (put < 0) throw Error{Code::unavailable, "cannot write the backup: " + system_reason()};
      at += put;
    }
  }
  if (::fsync(target) != 0) throw Error{Code::unavailable, "cannot write the backup: " + system_reason()};
}

// The file is the caller's (a descriptor); the host itself writes only in its own directory.
json::value backup(const Call& call) {
  const int target = call.files.at("file");
  const Scratch scratch{call.rooms.database->directory()};
  const auto keys = bool_or(call.args, "keys", false) ? store::Keys::include : store::Keys::leave_out;
  call.rooms.database->backup(
      scratch.path(),
      [&](std::int64_t done, std::int64_t total) {
        call.step({{"done", done}, {"total", total}, {"text", "copying"}});
      },
      keys);
  copy_into(target, scratch.path());
  const off_t size = ::lseek(target, 0, SEEK_END);
  return json::object{{"bytes", static_cast<std::int64_t>(size)}};
}

json::value check(const Call& call) {
  json::array problems;
  call.step({{"text", "checking the store"}});
  for (const std::string& problem : call.rooms.database->check(bool_or(call.args, "quick", false)))
    problems.emplace_back(problem);
  call.step({{"text", "comparing the documents with their columns"}});
  for (const std::string& problem : call.rooms.documents.check()) problems.emplace_back(problem);
  call.step({{"text", "counting the messages of conversations"}});
  for (const std::string& problem : call.rooms.conversations.check()) problems.emplace_back(problem);
  call.step({{"text", "checking the audit log"}});
  for (const std::string& problem : call.rooms.inbox.check_audit()) problems.emplace_back(problem);
  call.step({{"text", "comparing the search index with the documents"}});
  for (const std::string& problem : call.rooms.index.check(call.rooms.documents))
    problems.emplace_back(problem);
  return json::object{{"sound", problems.empty()}, {"problems", problems}};
}

constexpr Operation kOperations[] = {{"backup", backup}, {"check", check}};

}  // namespace

std::span<const Operation> data_operations() {
  return kOperations;
}

}  // namespace patchbay::app
