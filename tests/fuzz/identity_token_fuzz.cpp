// Any token: it is refused with a reason, unless it carries our signature; then its claims are within their bounds. The second
// half signs the input as claims, so that what lies behind the signature is reached too.
#include <cstdlib>
#include <string>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/gateway/identity_token.hpp"

using namespace patchbay;

namespace {

const std::string kSecret = "0123456789abcdef0123456789abcdef";
constexpr std::int64_t kNow = 1'790'000'000;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_taken(const std::string& token) {
  try {
    const auto claims = gateway::read_identity(token, {"hs256:" + kSecret, "ed25519:" + std::string(64, 'a')}, {"default"}, kNow);
    require(!claims.subject.empty() && claims.subject.size() <= 200 && claims.email.size() <= 320 && claims.groups.size() <= 50);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input{reinterpret_cast<const char*>(data), size};
  is_taken(input);
  const std::string text = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(input);
  is_taken(text + "." + base64url(hmac_sha256(kSecret, text)));
  require(!is_taken(text + "." + base64url(hmac_sha256("another key, as long as the one", text))));
  return 0;
}
