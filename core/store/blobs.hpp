#pragma once
// Bytes by content hash, in files outside any web root, synced before the row that names them.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/store/database.hpp"

namespace patchbay::store {

struct BlobInfo {
  std::string key;      // the owner's name for it
  std::string type;     // media type
  std::int64_t size = 0;
  std::string sha256;
};

class Blobs {
 public:
  explicit Blobs(Database& database);
  ~Blobs();

  // Pieces of one key in order, `offset` = bytes so far; the blob appears, replacing one of that key, when `last` returned.
  void put(std::string_view owner, std::string_view key, std::string_view type, std::uint64_t offset, std::string_view bytes, bool last);
  BlobInfo info(std::string_view owner, std::string_view key);  // Error{not_found}
  // Hands out pieces of at most 256 KiB. `max` 0 = to the end.
  void get(std::string_view owner, std::string_view key, std::uint64_t offset, std::uint64_t max,
           const std::function<bool(std::string_view)>& piece);
  // The file that holds it, for the gateway to send from; Error{not_found}.
  std::string path(std::string_view owner, std::string_view key, BlobInfo* info);
  void remove(std::string_view owner, std::string_view key);
  // Removes files no row names (made before a crash) and uploads never finished. Returns how many.
  std::int64_t sweep();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::store
