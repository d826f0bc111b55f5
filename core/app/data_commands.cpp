// backup, restore, check
#include <fcntl.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>

#include "core/app/command.hpp"
#include "core/app/data_directory.hpp"
#include "core/app/failure.hpp"
#include "core/store/backup.hpp"

namespace patchbay::app {
namespace {

int backup(const Invocation& invocation) {
  const std::string& path = invocation.typed.positional[0];
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file)
    throw UsageError{"cannot make " + path + ": " + system_reason() +
                     "; name a file that does not exist yet"};
  try {
    json::value reply = invocation.run({.op = "backup",
                                        .args = {{"keys", invocation.typed.has("with-keys")}},
                                        .files = {{"file", file.get()}},
                                        .plugins = {}});
    reply.as_object()["file"] = path;
    invocation.terminal.result(reply);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);  // half a backup is worse than none
    throw;
  }
  return kDone;
}

int restore(const Invocation& invocation) {
  const config::Config config = invocation.config();
  const std::string& file = invocation.typed.positional[0];
  const DataDirectory data = DataDirectory::take(invocation.data_directory(config), "restore");
  store::restore_backup(file, data.path(), [&](std::int64_t done, std::int64_t total) {
    invocation.terminal.progress({{"done", done}, {"total", total}, {"text", "restoring"}});
  });
  invocation.terminal.result(json::object{{"restored", file}, {"data", data.path()}});
  return kDone;
}

int check(const Invocation& invocation) {
  const json::value reply = invocation.run(
      {.op = "check", .args = {{"quick", invocation.typed.has("quick")}}, .files = {}, .plugins = {}});
  const bool sound = reply.at("sound").as_bool();
  if (invocation.terminal.as_json()) {
    invocation.terminal.result(reply);
  } else if (sound) {
    invocation.terminal.lines("Sound: store, blobs and search index agree.\n");
  } else {
    for (const json::value& problem : reply.at("problems").as_array())
      invocation.terminal.lines(std::string{problem.as_string()} + "\n");
    invocation.terminal.note(
        "Restore a backup (patchbay restore FILE --data NEW); an index alone is mended by: patchbay search "
        "reindex");
  }
  return sound ? kDone : kFailed;
}

}  // namespace

std::vector<Command> data_commands() {
  return {
      {{"backup",
        {"FILE"},
        "copies everything into one new file while the host runs",
        {{"with-keys", "", "the secret keys too: keep the file safe"}}},
       backup},
      {{"restore", {"FILE"}, "fills an empty data directory from a backup", {}}, restore},
      {{"check", {}, "verifies store, blobs and search index", {{"quick", "", "without reading every page"}}},
       check},
  };
}

}  // namespace patchbay::app
