#pragma once
// Files people send: kept a day unless something names them. The store in the program, memory in tests. On worker threads.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace patchbay::gateway {

struct UploadInfo {
  std::string id, name, type, owner;  // owner: the principal or session it belongs to
  std::int64_t size = 0, created_ms = 0;
};

class Uploads {
 public:
  virtual ~Uploads() = default;
  // Pieces of one file in order; `offset` = bytes so far.
  virtual void write(const std::string& id, const std::string& type, std::uint64_t offset, std::string_view bytes, bool last) = 0;
  virtual void add(const UploadInfo& info) = 0;              // after the last piece: from here on it exists
  virtual UploadInfo get(const std::string& id) = 0;         // Error{not_found}
  virtual std::string path(const std::string& id) = 0;       // the file behind it; Error{not_found}
  virtual void discard(const std::string& id) = 0;           // what was written of a file that never became whole
  virtual std::int64_t sweep(std::int64_t older_than_ms) = 0;  // removes those nothing names; how many
  virtual std::string signing_key() = 0;                     // 32 bytes, the same as long as the data directory lives
};

}  // namespace patchbay::gateway
