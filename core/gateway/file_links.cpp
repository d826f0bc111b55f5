#include "core/gateway/file_links.hpp"

#include <charconv>

#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {

std::string FileLinks::sign(std::string_view id, std::string_view expires) const {
  std::string message = "file\n";
  message += id;
  message += '\n';
  message += expires;
  return base64url(hmac_sha256(key_, message).substr(0, 16));
}

std::string FileLinks::make(std::string_view id, std::string_view name, std::int64_t expires_unix_s) const {
  const std::string expires = std::to_string(expires_unix_s);
  return "/files/" + percent_encode(id) + "/" + percent_encode(name.empty() ? "file" : name) + "?exp=" + expires +
         "&sig=" + sign(id, expires);
}

bool FileLinks::verify(std::string_view id, std::string_view expires, std::string_view signature, std::int64_t now_unix_s) const {
  if (expires.empty() || expires.size() > 12 || !all_digits(expires)) return false;
  std::int64_t until = 0;
  std::from_chars(expires.data(), expires.data() + expires.size(), until);
  return equal_constant_time(sign(id, expires), signature) && now_unix_s <= until;
}

}  // namespace patchbay::gateway
