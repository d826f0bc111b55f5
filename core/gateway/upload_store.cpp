#include "core/gateway/upload_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/ulid.hpp"
#include "core/gateway/gateway_migrations.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::string_view kOwner = "uploads";
constexpr std::size_t kKeyBytes = 32;
constexpr std::int64_t kSweepAtOnce = 200;

std::string read_key(const std::string& file) {
  std::array<char, kKeyBytes> key{};
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return {};
  const ssize_t got = ::read(descriptor, key.data(), key.size());
  ::close(descriptor);
  return got == static_cast<ssize_t>(key.size()) ? std::string{key.data(), key.size()} : std::string{};
}

}  // namespace

UploadStore::UploadStore(store::Database& database, store::Blobs& blobs) : database_{database}, blobs_{blobs} {
  database.migrate("gateway", kMigrations);
}

void UploadStore::write(const std::string& id, const std::string& type, std::uint64_t offset, std::string_view bytes, bool last) {
  blobs_.put(kOwner, id, type, offset, bytes, last);
}

void UploadStore::add(const UploadInfo& info) {
  database_.write("add an upload", [&](store::Write& write) {
    write.run("INSERT INTO uploads (id, name, type, size, owner, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
              {info.id, info.name, info.type, info.size, info.owner, info.created_ms});
  });
}

UploadInfo UploadStore::get(const std::string& id) {
  UploadInfo info;
  database_.read([&](store::Session& session) {
    session.query("SELECT id, name, type, size, owner, created_ms FROM uploads WHERE id = $1", {id}, [&](const store::Row& row) {
      info = {std::string{row.text(0)}, std::string{row.text(1)}, std::string{row.text(2)}, std::string{row.text(4)},
              row.integer(3), row.integer(5)};
      return false;
    });
  });
  if (info.id.empty()) throw Error{Code::not_found, "There is no such file."};
  return info;
}

std::string UploadStore::path(const std::string& id) { return blobs_.path(kOwner, id, nullptr); }

void UploadStore::discard(const std::string& id) { blobs_.remove(kOwner, id); }

std::int64_t UploadStore::sweep(std::int64_t older_than_ms) {
  const std::int64_t removed = blobs_.expire(kOwner, older_than_ms);
  std::vector<std::string> old;
  database_.read([&](store::Session& session) {
    session.query("SELECT id FROM uploads WHERE settled = 0 AND created_ms < $1 ORDER BY created_ms LIMIT $2",
                  {older_than_ms, kSweepAtOnce}, [&](const store::Row& row) {
                    old.emplace_back(row.text(0));
                    return true;
                  });
  });
  std::vector<std::string> gone, held;
  for (std::string& id : old) (has_blob(id) ? held : gone).push_back(std::move(id));
  if (!old.empty()) database_.write("settle uploads", [&](store::Write& write) {
    for (const std::string& id : gone) write.run("DELETE FROM uploads WHERE id = $1", {id});
    for (const std::string& id : held) write.run("UPDATE uploads SET settled = 1 WHERE id = $1", {id});
  });
  return removed;
}

bool UploadStore::has_blob(const std::string& id) {
  try {
    blobs_.info(kOwner, id);
    return true;
  } catch (const Error& error) {
    if (error.code() == Code::not_found) return false;
    throw;
  }
}

std::optional<inbox::Upload> UploadStore::find(const std::string& id) {
  try {
    const UploadInfo info = get(id);
    return inbox::Upload{info.name, info.type, info.owner, info.size};
  } catch (const Error& error) {
    if (error.code() == Code::not_found) return std::nullopt;
    throw;
  }
}

std::string UploadStore::adopt(const std::string& instance, const std::string& key, const std::string& name) {
  const store::BlobInfo blob = blobs_.info(instance, key);
  const std::string id = make_ulid();
  blobs_.share(instance, key, kOwner, id);
  add({id, name, blob.type, instance, blob.size, SystemClock{}.now_ms()});
  return id;
}

void UploadStore::forget(store::Write& write, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) write.run("DELETE FROM uploads WHERE id = $1", {id});
}

std::string UploadStore::keep(const std::string& name, const std::string& mime, std::string_view bytes) {
  const std::string id = make_ulid();
  write(id, mime, 0, bytes, true);
  add({id, name, mime, "", static_cast<std::int64_t>(bytes.size()), SystemClock{}.now_ms()});
  return id;
}

std::string UploadStore::signing_key() {
  const std::string folder = database_.directory() + "/keys", file = folder + "/files";
  if (std::string key = read_key(file); !key.empty()) return key;
  ::mkdir(folder.c_str(), 0700);
  const std::string key = random_bytes(kKeyBytes);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
  if (descriptor < 0) {
    if (std::string other = read_key(file); !other.empty()) return other;
    throw Error{Code::unavailable, "cannot make " + file + ": is the folder writable?"};
  }
  const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) throw Error{Code::unavailable, "cannot write " + file};
  return key;
}

}  // namespace patchbay::gateway
