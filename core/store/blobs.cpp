#include "core/store/blobs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/store/disk.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxBytes = 1ll << 30;
constexpr std::size_t kPiece = 256u << 10;
constexpr std::size_t kMaxUploads = 256;
constexpr std::int64_t kUploadIdleMs = 60 * 60 * 1000;

void require_key(std::string_view owner, std::string_view key) {
  const bool good =
      !owner.empty() && !key.empty() && owner.size() <= 64 && key.size() <= 512 && is_utf8(owner) &&
      is_utf8(key) &&
      std::none_of(key.begin(), key.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!good) throw Error{Code::invalid, "A blob's key is 1 to 512 bytes of UTF-8 without control characters"};
}

BlobInfo read_info(Session& session, std::string_view owner, std::string_view key) {
  BlobInfo info;
  session.query(
      "select key, type, size, sha256 from blobs where owner = $1 and key = $2", {owner, key},
      [&](const Row& row) {
        info = {std::string{row.text(0)}, std::string{row.text(1)}, row.integer(2), std::string{row.text(3)}};
        return false;
      });
  if (info.key.empty()) throw Error{Code::not_found, "There is no blob '" + std::string{key} + "'"};
  return info;
}

}  // namespace

std::string blob_file(const std::string& directory, std::string_view sha256) {
  return directory + "/blobs/" + std::string{sha256.substr(0, 2)} + "/" + std::string{sha256};
}

struct Blobs::Upload {
  File file;
  std::string path;
  std::string type;
  Sha256 hash;
  std::int64_t size = 0;
  std::atomic<std::int64_t> touched_ms{0};  // steady time
  std::mutex mutex;  // pieces of one key come in order; two callers of one key take turns
};

struct Blobs::State {
  explicit State(Database& database_) : database{database_}, folder{database_.directory() + "/blobs"} {}

  std::string path_of(std::string_view sha256) const { return blob_file(database.directory(), sha256); }
  std::shared_ptr<Upload> upload_of(std::string_view owner, std::string_view key, std::string_view type,
                                    std::uint64_t offset);
  void forget(std::string_view owner, std::string_view key, const std::shared_ptr<Upload>& upload);
  void place(const Upload& upload, const std::string& sha256) const;
  std::int64_t sweep_folder(const fs::path& path);
  std::int64_t sweep_uploads();
  bool is_named(const std::string& sha256) const;

  Database& database;
  const std::string folder;
  std::mutex
      mutex;  // guards what follows, and the moment between asking for a file's row and removing the file
  // Shared with the caller that writes a piece while another one replaces the upload.
  std::map<std::pair<std::string, std::string>, std::shared_ptr<Upload>> uploads;
  std::multiset<std::string> placing;  // hashes whose row is being written
};

auto Blobs::State::upload_of(std::string_view owner, std::string_view key, std::string_view type,
                             std::uint64_t offset) -> std::shared_ptr<Upload> {
  const std::pair<std::string, std::string> name{owner, key};
  const std::lock_guard lock{mutex};
  const auto found = uploads.find(name);
  if (offset != 0) {
    if (found != uploads.end()) return found->second;
    throw Error{Code::invalid,
                "No upload of '" + std::string{key} + "' has begun; send its first piece with offset 0"};
  }
  if (found != uploads.end()) {
    ::unlink(found->second->path.c_str());
    uploads.erase(found);
  }
  if (uploads.size() >= kMaxUploads)
    throw Error{Code::limit, "Too many uploads at the same time; try again later"};
  make_directory(folder, 0700);
  make_directory(folder + "/tmp", 0700);
  auto upload = std::make_shared<Upload>();
  upload->path = folder + "/tmp/" + to_hex(random_bytes(16));
  upload->type = type;
  upload->touched_ms = SystemClock{}.steady_ms();
  upload->file = create_file(upload->path, 0600);
  uploads.emplace(name, upload);
  return upload;
}

void Blobs::State::forget(std::string_view owner, std::string_view key,
                          const std::shared_ptr<Upload>& upload) {
  ::unlink(upload->path.c_str());
  const std::lock_guard lock{mutex};
  const auto found = uploads.find({std::string{owner}, std::string{key}});
  if (found != uploads.end() && found->second == upload) uploads.erase(found);
}

// The file under its hash, on disk with its folder entries, before any row names it.
void Blobs::State::place(const Upload& upload, const std::string& sha256) const {
  sync_file(upload.file);
  const std::string path = path_of(sha256);
  const std::string parent = path.substr(0, path.find_last_of('/'));
  make_directory(parent, 0700);
  if (::rename(upload.path.c_str(), path.c_str()) != 0)
    throw Error{Code::unavailable, "cannot move a blob to " + path};
  sync_directory(parent);
}

Blobs::Blobs(Database& database) : state_{std::make_unique<State>(database)} {}
Blobs::~Blobs() = default;

void Blobs::put(std::string_view owner, std::string_view key, std::string_view type, std::uint64_t offset,
                std::string_view bytes, bool last) {
  require_key(owner, key);
  if (type.size() > 200 || !is_utf8(type))
    throw Error{Code::invalid, "A blob's media type is at most 200 bytes of UTF-8"};
  try {
    const std::shared_ptr<Upload> upload = state_->upload_of(owner, key, type, offset);
    const std::lock_guard lock{upload->mutex};
    add_piece(owner, key, upload, offset, bytes);
    if (last) finish(owner, key, upload);
  } catch (const DiskFailed& failed) {
    state_->database.disk_failed(failed.what());
    throw;
  }
}

void Blobs::add_piece(std::string_view owner, std::string_view key, const std::shared_ptr<Upload>& upload,
                      std::uint64_t offset, std::string_view bytes) {
  if (static_cast<std::uint64_t>(upload->size) != offset)
    throw Error{Code::invalid, "The next piece of '" + std::string{key} + "' begins at " +
                                   std::to_string(upload->size) + ", not at " + std::to_string(offset)};
  try {
    if (upload->size + static_cast<std::int64_t>(bytes.size()) > kMaxBytes)
      throw Error{Code::limit, "A blob has at most 1 GiB"};
    write_all(upload->file, bytes);
  } catch (...) {
    state_->forget(owner, key, upload);
    throw;
  }
  upload->hash.add(bytes);
  upload->size += static_cast<std::int64_t>(bytes.size());
  upload->touched_ms = SystemClock{}.steady_ms();
}

void Blobs::finish(std::string_view owner, std::string_view key, const std::shared_ptr<Upload>& upload) {
  struct Forgetting {  // whatever happens, the upload is over
    ~Forgetting() { state.forget(owner, key, upload); }
    State& state;
    std::string_view owner, key;
    const std::shared_ptr<Upload>& upload;
  } forgetting{*state_, owner, key, upload};
  const std::string sha256 = upload->hash.finish_hex();
  // Named before the file appears, so that a sweep meanwhile leaves it alone.
  struct Placing {
    Placing(State& state_, const std::string& hash) : state{state_} {
      const std::lock_guard guard{state.mutex};
      mark = state.placing.insert(hash);
    }
    ~Placing() {
      const std::lock_guard guard{state.mutex};
      state.placing.erase(mark);
    }
    State& state;
    std::multiset<std::string>::iterator mark;
  } placing{*state_, sha256};
  state_->place(*upload, sha256);
  const std::int64_t now = SystemClock{}.now_ms();
  state_->database.write("blob", [&](Write& write) {
    write.run(
        "insert into blobs (owner, key, type, size, sha256, made_ms) values ($1, $2, $3, $4, $5, $6) "
        "on conflict (owner, key) do update set type = excluded.type, size = excluded.size, "
        "sha256 = excluded.sha256, made_ms = excluded.made_ms",
        {owner, key, std::string_view{upload->type}, upload->size, std::string_view{sha256}, now});
  });
}

BlobInfo Blobs::info(std::string_view owner, std::string_view key) {
  BlobInfo info;
  state_->database.read([&](Session& session) { info = read_info(session, owner, key); });
  return info;
}

void Blobs::get(std::string_view owner, std::string_view key, std::uint64_t offset, std::uint64_t max,
                const std::function<bool(std::string_view)>& piece) {
  const std::string file_path = path(owner, key, nullptr);
  const File file = open_file(file_path);
  if (::lseek(file.fd(), static_cast<off_t>(offset), SEEK_SET) < 0)
    throw Error{Code::invalid, "A blob has no such offset"};
  std::uint64_t left = max == 0 ? UINT64_MAX : max;
  for (std::string buffer(kPiece, '\0'); left > 0;) {
    const ssize_t got = ::read(file.fd(), buffer.data(), std::min<std::uint64_t>(left, buffer.size()));
    if (got < 0) throw Error{Code::unavailable, "cannot read " + file_path};
    if (got == 0) return;
    left -= static_cast<std::uint64_t>(got);
    if (!piece(std::string_view{buffer}.substr(0, static_cast<std::size_t>(got)))) return;
  }
}

std::string Blobs::path(std::string_view owner, std::string_view key, BlobInfo* info_out) {
  const BlobInfo found = info(owner, key);
  std::string file_path = state_->path_of(found.sha256);
  if (info_out != nullptr) *info_out = found;
  return file_path;
}

void Blobs::remove(std::string_view owner, std::string_view key) {
  state_->database.write("remove blob", [&](Write& write) {
    write.run("delete from blobs where owner = $1 and key = $2", {owner, key});
  });
}

void Blobs::share(std::string_view owner, std::string_view key, std::string_view new_owner,
                  std::string_view new_key) {
  require_key(new_owner, new_key);
  std::int64_t shared = 0;
  state_->database.write("share blob", [&](Write& write) {
    shared = write.run(
        "insert into blobs (owner, key, type, size, sha256, made_ms) select $1, $2, type, size, sha256, $3 from blobs where "
        "owner = $4 and key = $5",
        {new_owner, new_key, SystemClock{}.now_ms(), owner, key});
  });
  if (shared == 0) throw Error{Code::not_found, "There is no blob '" + std::string{key} + "'"};
}

std::int64_t Blobs::expire(std::string_view owner, std::int64_t before_ms) {
  std::int64_t count = 0;
  state_->database.write("expire blobs", [&](Write& write) {
    count = write.run(
        "delete from blobs where owner = $1 and made_ms < $2 and not exists (select 1 from blob_holds "
        "where blob_holds.owner = blobs.owner and blob_holds.key = blobs.key)",
        {owner, before_ms});
  });
  return count;
}

bool Blobs::State::is_named(const std::string& sha256) const {
  bool named = false;
  database.read([&](Session& session) {
    session.query("select 1 from blobs where sha256 = $1", {std::string_view{sha256}}, [&](const Row&) {
      named = true;
      return false;
    });
  });
  return named;
}

std::int64_t Blobs::State::sweep_folder(const fs::path& path) {
  std::int64_t count = 0;
  for (const auto& entry : fs::directory_iterator{path}) {
    const std::string name = entry.path().filename().string();
    const std::lock_guard lock{mutex};
    // In this order: a backup that begins after the row was looked for does not need the file.
    if (placing.contains(name) || is_named(name)) continue;
    if (database.is_copying()) return count;
    if (::unlink(entry.path().c_str()) == 0) ++count;
  }
  return count;
}

std::int64_t Blobs::State::sweep_uploads() {
  const std::lock_guard lock{mutex};
  const std::int64_t now = SystemClock{}.steady_ms();
  std::erase_if(uploads, [&](const auto& entry) { return now - entry.second->touched_ms > kUploadIdleMs; });
  std::set<std::string> running;
  for (const auto& [name, upload] : uploads) running.insert(upload->path);
  std::int64_t count = 0;
  for (const auto& entry : fs::directory_iterator{folder + "/tmp"})
    if (!running.contains(entry.path().string()) && ::unlink(entry.path().c_str()) == 0) ++count;
  return count;
}

std::int64_t Blobs::sweep() {
  if (!fs::exists(state_->folder)) return 0;
  std::int64_t count = 0;
  for (const auto& entry : fs::directory_iterator{state_->folder})
    if (entry.is_directory())
      count += entry.path().filename() == "tmp" ? state_->sweep_uploads() : state_->sweep_folder(entry);
  return count;
}

void hold_blobs(Write& write, std::string_view owner, std::string_view holder,
                std::span<const std::string> keys) {
  std::set<std::string> wanted{keys.begin(), keys.end()};
  std::vector<std::string> dropped;
  write.query("select key from blob_holds where owner = $1 and holder = $2", {owner, holder},
              [&](const Row& row) {
                if (wanted.erase(std::string{row.text(0)}) == 0) dropped.emplace_back(row.text(0));
                return true;
              });
  for (const std::string& key : wanted) {
    if (write.run("insert into blob_holds (owner, key, holder) select $1, $2, $3 where exists "
                  "(select 1 from blobs where owner = $4 and key = $5)",
                  {owner, std::string_view{key}, holder, owner, std::string_view{key}}) == 0)
      throw Error{Code::invalid, "There is no blob '" + key + "'; put it before the document that names it"};
  }
  for (const std::string& key : dropped) {
    write.run("delete from blob_holds where owner = $1 and holder = $2 and key = $3",
              {owner, holder, std::string_view{key}});
    write.run(
        "delete from blobs where owner = $1 and key = $2 and not exists "
        "(select 1 from blob_holds where owner = $3 and key = $4)",
        {owner, std::string_view{key}, owner, std::string_view{key}});
  }
}

}  // namespace patchbay::store
