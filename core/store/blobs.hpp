#pragma once
// Bytes by content hash, in files outside any web root, synced before the row that names them.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/store/database.hpp"

namespace patchbay::store {

struct BlobInfo {
  std::string key;   // the owner's name for it
  std::string type;  // media type
  std::int64_t size = 0;
  std::string sha256;
};

// In the writer: `holder` ("<collection>/<id>", a message) now names exactly these keys of the owner;
// Error{invalid} for one that does not exist. A blob whose last holder lets go is gone; one nobody ever held
// stays until remove() or expire().
void hold_blobs(Write& write, std::string_view owner, std::string_view holder,
                std::span<const std::string> keys);

// Where the bytes with this hash are.
std::string blob_file(const std::string& directory, std::string_view sha256);

class Blobs {
 public:
  explicit Blobs(Database& database);
  ~Blobs();

  // Pieces of one key in order, `offset` = bytes so far, 0 begins anew; the blob appears, replacing one of
  // that key, when `last` returned: then it is on disk. At most 1 GiB.
  void put(std::string_view owner, std::string_view key, std::string_view type, std::uint64_t offset,
           std::string_view bytes, bool last);
  BlobInfo info(std::string_view owner, std::string_view key);  // Error{not_found}
  // Hands out pieces of at most 256 KiB. `max` 0 = to the end.
  void get(std::string_view owner, std::string_view key, std::uint64_t offset, std::uint64_t max,
           const std::function<bool(std::string_view)>& piece);
  // The file that holds it, for the gateway to send from; Error{not_found}.
  std::string path(std::string_view owner, std::string_view key, BlobInfo* info);
  void remove(std::string_view owner, std::string_view key);
  // The same bytes under another name as well. Error{not_found}.
  void share(std::string_view owner, std::string_view key, std::string_view new_owner, std::string_view new_key);
  // Removes blobs of this owner made before then that nobody holds. Returns how many.
  std::int64_t expire(std::string_view owner, std::int64_t before_ms);
  // Removes files no row names (made before a crash) and uploads never finished. Returns how many.
  std::int64_t sweep();

 private:
  struct State;
  struct Upload;
  void add_piece(std::string_view owner, std::string_view key, const std::shared_ptr<Upload>& upload,
                 std::uint64_t offset, std::string_view bytes);
  void finish(std::string_view owner, std::string_view key, const std::shared_ptr<Upload>& upload);

  std::unique_ptr<State> state_;
};

}  // namespace patchbay::store
