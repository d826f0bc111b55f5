#include "core/store/backup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/store/blobs.hpp"
#include "core/store/disk.hpp"
#include "core/store/tar.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "patchbay-backup/1";
constexpr std::size_t kPiece = 256u << 10;

struct Blob {
  std::string sha256;
  std::int64_t size = 0;
};

std::vector<Blob> blobs_of(Session& session) {
  std::vector<Blob> blobs;
  session.query("select distinct sha256, size from blobs order by sha256", {}, [&](const Row& row) {
    blobs.push_back({std::string{row.text(0)}, row.integer(1)});
    return true;
  });
  return blobs;
}

std::string entry_of(const Blob& blob) {
  return "blobs/" + blob.sha256.substr(0, 2) + "/" + blob.sha256;
}

// Removes a file that was not finished.
class Unfinished {
 public:
  explicit Unfinished(std::string path) : path_{std::move(path)} {}
  ~Unfinished() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  const std::string& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  std::string path_;
};

void each_piece(const std::string& path, const std::function<void(std::string_view)>& piece) {
  const File file = open_file(path);
  for (std::string buffer(kPiece, '\0');;) {
    const ssize_t got = ::read(file.fd(), buffer.data(), buffer.size());
    if (got < 0) throw Error{Code::unavailable, "cannot read " + path + ": " + std::strerror(errno)};
    if (got == 0) return;
    piece(std::string_view{buffer}.substr(0, static_cast<std::size_t>(got)));
  }
}

std::string sha256_of_file(const std::string& path) {
  Sha256 hash;
  each_piece(path, [&](std::string_view piece) { hash.add(piece); });
  return hash.finish_hex();
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path{path}.parent_path().string();
  return folder.empty() ? "." : folder;
}

// Writes the archive and tells how far it is.
class Archive {
 public:
  Archive(const File& file, const Progress& progress) : tar_{file}, progress_{progress} {}
  void expect(std::int64_t bytes) { total_ += bytes; }

  void add_text(std::string_view name, std::string_view text) {
    begin(name, static_cast<std::int64_t>(text.size()));
    tar_.write(text);
    tar_.end();
  }
  void add_file(std::string_view name, const std::string& path, std::int64_t size, int mode = 0600) {
    begin(name, size, mode);
    each_piece(path, [&](std::string_view piece) {
      tar_.write(piece);
      done_ += static_cast<std::int64_t>(piece.size());
      if (progress_) progress_(done_, total_);
    });
    tar_.end();
  }
  void finish() { tar_.finish(); }

 private:
  void begin(std::string_view name, std::int64_t size, int mode = 0600) {
    tar_.begin(name, size, mode, SystemClock{}.now_ms() / 1000);
  }
  TarWriter tar_;
  const Progress& progress_;
  std::int64_t done_ = 0, total_ = 0;
};

std::vector<fs::path> key_files(const std::string& directory, Keys keys) {
  std::vector<fs::path> files;
  if (keys == Keys::leave_out || !fs::exists(directory + "/keys")) return files;
  for (const auto& entry : fs::directory_iterator{directory + "/keys"})
    if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct Snapshot {
  std::vector<Blob> blobs;
  std::int64_t last_event = 0;
  std::string sha256;
  std::int64_t size = 0;
};

json::object manifest_of(const Snapshot& snapshot, const std::vector<fs::path>& keys) {
  json::array key_list;
  for (const fs::path& key : keys)
    key_list.push_back(
        json::object{{"name", key.filename().string()}, {"sha256", sha256_of_file(key.string())}});
  return {{"format", kFormat},
          {"made", iso_time(SystemClock{}.now_ms())},
          {"last_event", snapshot.last_event},
          {"database", {{"bytes", snapshot.size}, {"sha256", snapshot.sha256}}},
          {"blobs", static_cast<std::int64_t>(snapshot.blobs.size())},
          {"keys", std::move(key_list)}};
}

void place_new(const std::string& part, const std::string& file) {
  if (::link(part.c_str(), file.c_str()) != 0)
    throw Error{errno == EEXIST ? Code::conflict : Code::unavailable,
                "cannot make " + file + ": " + std::strerror(errno)};
  ::unlink(part.c_str());
  sync_directory(folder_of(file));
}

}  // namespace

void make_backup(Engine& engine, const std::string& directory, const std::string& file,
                 const Progress& progress, Keys keys) {
  if (fs::exists(file)) throw Error{Code::conflict, file + " exists; give a name that does not"};
  Unfinished part{file + ".part"}, copy{file + ".db-part"};
  ::unlink(copy.path().c_str());
  ::unlink(part.path().c_str());
  Snapshot snapshot;
  engine.copy(copy.path(), {}, [&](Session& session) {
    snapshot.blobs = blobs_of(session);
    snapshot.last_event = last_event(session);
  });
  snapshot.sha256 = sha256_of_file(copy.path());
  snapshot.size = static_cast<std::int64_t>(fs::file_size(copy.path()));
  const std::vector<fs::path> key_list = key_files(directory, keys);

  const File target = create_file(part.path(), 0600);
  Archive archive{target, progress};
  archive.expect(snapshot.size);
  for (const Blob& blob : snapshot.blobs) archive.expect(blob.size);
  archive.add_text("manifest.json", to_text(manifest_of(snapshot, key_list)) + "\n");
  archive.add_file("patchbay.db", copy.path(), snapshot.size);
  for (const Blob& blob : snapshot.blobs)
    archive.add_file(entry_of(blob), blob_file(directory, blob.sha256), blob.size);
  for (const fs::path& key : key_list)
    archive.add_file("keys/" + key.filename().string(), key.string(),
                     static_cast<std::int64_t>(fs::file_size(key)), 0400);
  archive.finish();
  sync_file(target);
  place_new(part.path(), file);
  part.keep();
}

std::vector<std::string> check_blobs(Session& session, const std::string& directory, bool quick) {
  std::vector<std::string> problems;
  for (const Blob& blob : blobs_of(session)) {
    const std::string path = blob_file(directory, blob.sha256);
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
      problems.push_back("blob " + blob.sha256 + ": its file is missing");
    else if (info.st_size != blob.size)
      problems.push_back("blob " + blob.sha256 + ": its file has " + std::to_string(info.st_size) +
                         " bytes, not " + std::to_string(blob.size));
    else if (!quick && sha256_of_file(path) != blob.sha256)
      problems.push_back("blob " + blob.sha256 + ": its file holds other bytes");
  }
  session.query(
      "select owner, key, holder from blob_holds where not exists (select 1 from blobs where blobs.owner = "
      "blob_holds.owner "
      "and blobs.key = blob_holds.key)",
      {}, [&](const Row& row) {
        problems.push_back(std::string{row.text(0)} + " " + std::string{row.text(2)} + ": names the blob '" +
                           std::string{row.text(1)} + "', which does not exist");
        return true;
      });
  return problems;
}

}  // namespace patchbay::store
