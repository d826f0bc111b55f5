#pragma once
// Files people and channels send, as the inbox needs them. core/gateway keeps them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/database.hpp"

namespace patchbay::inbox {

// Only who sent it may attach it.
struct Upload {
  std::string name, mime, owner;  // owner: Principal::id
  std::int64_t size = 0;
};

class Attachments {
 public:
  virtual ~Attachments() = default;
  virtual std::optional<Upload> find(const std::string& id) = 0;
  // A blob of a plugin's instance, or these bytes, as a file that can be attached: its id. Like any upload it
  // is gone after a day unless a message names it.
  virtual std::string adopt(const std::string& instance, const std::string& key, const std::string& name) = 0;
  virtual void forget(store::Write& write, const std::vector<std::string>& ids) = 0;  // their names, too
  virtual std::string keep(const std::string& name, const std::string& mime, std::string_view bytes) = 0;
};

}  // namespace patchbay::inbox
