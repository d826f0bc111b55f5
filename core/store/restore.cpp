#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/store/backup.hpp"
#include "core/store/disk.hpp"
#include "core/store/tar.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxManifest = 1u << 20;

[[noreturn]] void refuse(const std::string& why) {
  throw Error{Code::invalid, "This is no sound backup: " + why};
}

void require_empty(const std::string& directory) {
  if (!fs::exists(directory)) return;
  for (const auto& entry : fs::directory_iterator{directory}) {
    const std::string name = entry.path().filename().string();
    if (name != "lock" && name != "admin.sock")
      throw Error{Code::conflict, directory + " is not empty (" + name + "): restore into a new folder"};
  }
}

// What the manifest promises, and which of it was seen.
struct Contents {
  std::map<std::string, std::string> sha256;  // by entry, blobs excepted: their hash is their name
  std::int64_t blobs = 0, blobs_seen = 0;
  std::set<std::string> seen;
};

Contents read_manifest(TarReader& tar, const TarEntry& entry) {
  if (entry.name != "manifest.json" || entry.size > static_cast<std::int64_t>(kMaxManifest))
    refuse("it has no manifest");
  std::string text;
  tar.read([&](std::string_view piece) { text += piece; });
  const json::object manifest = parse_object(text, "the backup's manifest", kMaxManifest);
  if (required_string(manifest, "format") != "patchbay-backup/1")
    throw Error{Code::unavailable, "The backup has the format '" + required_string(manifest, "format") +
                                       "', which this program does not know: it was made by a newer one"};
  Contents contents;
  const json::value* database = manifest.if_contains("database");
  const json::value* keys = manifest.if_contains("keys");
  if (database == nullptr || !database->is_object() || keys == nullptr || !keys->is_array())
    refuse("its manifest is damaged");
  contents.sha256["patchbay.db"] = required_string(database->get_object(), "sha256");
  contents.blobs = integer_or(manifest, "blobs", 0);
  for (const json::value& key : keys->get_array()) {
    if (!key.is_object()) refuse("its manifest is damaged");
    contents.sha256["keys/" + required_string(key.get_object(), "name")] =
        required_string(key.get_object(), "sha256");
  }
  return contents;
}

// "blobs/ab/ab…": its hash; empty for anything else.
std::string blob_hash(const std::string& name) {
  constexpr std::size_t kHash = 64, kStart = 9;
  if (name.size() != kStart + kHash || !name.starts_with("blobs/") || name[8] != '/') return {};
  const std::string hash = name.substr(kStart);
  if (hash.find_first_not_of("0123456789abcdef") != std::string::npos ||
      hash.substr(0, 2) != name.substr(6, 2))
    return {};
  return hash;
}

// The hash an entry must have. Refuses names that could lead out of the folder: only known ones pass.
std::string wanted_hash(Contents& contents, const std::string& name) {
  if (!contents.seen.insert(name).second) refuse(name + " stands twice");
  if (const std::string hash = blob_hash(name); !hash.empty()) {
    ++contents.blobs_seen;
    return hash;
  }
  const auto found = contents.sha256.find(name);
  if (found == contents.sha256.end() || name.find("..") != std::string::npos ||
      name.find('/', 5) != std::string::npos)
    refuse("it holds '" + name + "', which its manifest does not name");
  return found->second;
}

// Walks the whole archive, checking every hash; `open` is called for each entry and gives what takes its
// bytes.
void walk(const std::string& file, const Progress& progress,
          const std::function<std::function<void(std::string_view)>(const TarEntry&)>& open,
          const std::function<void(const TarEntry&)>& close) {
  const File archive = open_file(file);
  const auto total = static_cast<std::int64_t>(fs::file_size(file));
  TarReader tar{archive};
  TarEntry entry;
  if (!tar.next(entry)) refuse("it is empty");
  Contents contents = read_manifest(tar, entry);
  std::int64_t done = 0;
  while (tar.next(entry)) {
    const std::string wanted = wanted_hash(contents, entry.name);
    const auto take = open(entry);
    Sha256 hash;
    tar.read([&](std::string_view piece) {
      hash.add(piece);
      take(piece);
      done += static_cast<std::int64_t>(piece.size());
      if (progress) progress(done, total);
    });
    if (hash.finish_hex() != wanted) refuse(entry.name + " is damaged");
    close(entry);
  }
  for (const auto& [name, hash] : contents.sha256)
    if (!contents.seen.contains(name)) refuse(name + " is missing");
  if (contents.blobs_seen != contents.blobs) refuse("blobs are missing");
}

}  // namespace

void restore_backup(const std::string& file, const std::string& directory, const Progress& progress) {
  require_empty(directory);
  const auto ignore = [](std::string_view) {};
  walk(
      file, {}, [&](const TarEntry&) { return ignore; }, [](const TarEntry&) {});

  make_directory(directory, 0700);
  const std::string database_part = directory + "/patchbay.db.part";
  File target;
  const auto path_of = [&](const TarEntry& entry) {
    return entry.name == "patchbay.db" ? database_part : directory + "/" + entry.name;
  };
  const auto open = [&](const TarEntry& entry) -> std::function<void(std::string_view)> {
    const std::string path = path_of(entry);
    const std::string folder = path.substr(0, path.find_last_of('/'));
    if (entry.name.starts_with("blobs/")) make_directory(directory + "/blobs", 0700);
    make_directory(folder, 0700);
    target = create_file(path, entry.name.starts_with("keys/") ? 0400 : 0600);
    return [&target](std::string_view piece) { write_all(target, piece); };
  };
  const auto close = [&](const TarEntry& entry) {
    sync_file(target);
    target.close();
    const std::string path = path_of(entry);
    sync_directory(path.substr(0, path.find_last_of('/')));
  };
  walk(file, progress, open, close);
  // Last, so that an interrupted restore leaves no store behind.
  if (::rename(database_part.c_str(), (directory + "/patchbay.db").c_str()) != 0)
    throw Error{Code::unavailable, "cannot make " + directory + "/patchbay.db"};
  sync_directory(directory);
}

}  // namespace patchbay::store
