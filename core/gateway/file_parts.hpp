#pragma once
// Files in messages: every "file" part gets a fresh address whenever it is read. [any thread]
#include <mutex>
#include <string>

#include "core/base/json.hpp"
#include "core/gateway/uploads.hpp"

namespace patchbay::gateway {

class FileParts {
 public:
  static constexpr std::int64_t kLinkSeconds = 15 * 60;

  explicit FileParts(Uploads* uploads) : uploads_{uploads} {}

  void sign(json::object& message) const;
  std::string sign_text(std::string message) const;
  std::string link(const std::string& id, const std::string& name) const;

 private:
  std::string key() const;

  Uploads* uploads_;
  mutable std::mutex mutex_;
  mutable std::string key_;  // guarded by mutex_
};

}  // namespace patchbay::gateway
