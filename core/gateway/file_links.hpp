#pragma once
// Addresses of files that work for a while and for nobody who was not given one.
#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::gateway {

class FileLinks {
 public:
  explicit FileLinks(std::string key) : key_{std::move(key)} {}
  // "/files/ID/NAME?exp=…&sig=…"
  std::string make(std::string_view id, std::string_view name, std::int64_t expires_unix_s) const;
  bool verify(std::string_view id, std::string_view expires, std::string_view signature, std::int64_t now_unix_s) const;

 private:
  std::string sign(std::string_view id, std::string_view expires) const;
  std::string key_;
};

}  // namespace patchbay::gateway
