#include "core/gateway/identity_token.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kSkewSeconds = 30;  // clocks differ
constexpr std::size_t kMaxSubject = 200, kMaxText = 320, kMaxGroups = 50, kMaxAttributes = 100, kMaxOrders = 500, kMaxHeader = 1024;
constexpr std::string_view kPemHead = "-----BEGIN PUBLIC KEY-----", kPemTail = "-----END PUBLIC KEY-----";
// SubjectPublicKeyInfo of an Ed25519 key: these twelve bytes, then the key.
constexpr std::string_view kKeyInfo{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12};

[[noreturn]] void deny(const std::string& why) { throw Error{Code::denied, "The identity token " + why}; }
[[noreturn]] void refuse(const std::string& why) { throw Error{Code::invalid, "The identity token " + why}; }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

struct Parts {
  std::string_view header, payload, signature, signed_text;
};

Parts split_token(std::string_view token) {
  if (token.size() > kMaxIdentityToken) deny("is longer than 32 KB");
  const std::size_t first = token.find('.'), second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) deny("is not of the form a.b.c");
  return {token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1), token.substr(0, second)};
}

std::string decoded(std::string_view part, const char* what) {
  auto bytes = from_base64url(part);
  if (!bytes) deny(std::string{"has a "} + what + " that is not base64url");
  return *bytes;
}

std::string algorithm_of(std::string_view encoded) {
  if (encoded.size() > kMaxHeader) deny("has a header that is too long");
  const json::object header = parse_object(decoded(encoded, "header"), "the token's header", kMaxHeader);
  for (const char* name : {"crit", "b64", "zip"})
    if (header.contains(name)) deny(std::string{"uses \""} + name + "\", which is not understood here");
  return string_or(header, "alg", "");
}

std::string base64_key(std::string_view text, int variant) {
  std::string key(text.size() + 1, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(), text.size(), " \r\n", &size, nullptr,
                        variant) != 0)
    return {};
  key.resize(size);
  return key;
}

// The 32 bytes of a configured Ed25519 key; empty where it is none.
std::string ed25519_key(std::string_view text) {
  text = trim(text);
  std::string key;
  if (text.starts_with(kPemHead) && text.ends_with(kPemTail)) {
    key = base64_key(text.substr(kPemHead.size(), text.size() - kPemHead.size() - kPemTail.size()), sodium_base64_VARIANT_ORIGINAL);
    return key.size() == 44 && key.starts_with(kKeyInfo) ? key.substr(kKeyInfo.size()) : std::string{};
  }
  if (text.size() == 64) {
    std::array<unsigned char, 32> bytes{};
    std::size_t size = 0;
    if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr) == 0 && size == bytes.size())
      return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  for (const int variant : {sodium_base64_VARIANT_URLSAFE_NO_PADDING, sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_ORIGINAL,
                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING})
    if (key = base64_key(text, variant); key.size() == 32) return key;
  return {};
}

bool is_signed_by(const std::string& key, const std::string& algorithm, std::string_view text, const std::string& signature) {
  if (algorithm == "HS256" && key.starts_with("hs256:"))
    return key.size() > 6 && equal_constant_time(hmac_sha256(std::string_view{key}.substr(6), text), signature);
  if (algorithm == "EdDSA" && key.starts_with("ed25519:") && signature.size() == crypto_sign_BYTES) {
    const std::string bytes = ed25519_key(std::string_view{key}.substr(8));
    return !bytes.empty() && crypto_sign_verify_detached(bytes_of(signature), bytes_of(text), text.size(), bytes_of(bytes)) == 0;
  }
  return false;
}

// ---- claims ----

std::int64_t seconds_in(const json::object& claims, std::string_view name) {
  const json::value* value = claims.if_contains(name);
  if (!value) deny("has no \"" + std::string{name} + "\"");
  if (value->is_int64()) return value->get_int64();
  if (value->is_double() && value->get_double() >= 0 && value->get_double() < 1e12) return static_cast<std::int64_t>(value->get_double());
  deny("has a \"" + std::string{name} + "\" that is no time in seconds");
}

void check_times(const json::object& claims, std::int64_t now_s) {
  const std::int64_t expires = seconds_in(claims, "exp");
  if (expires < now_s - kSkewSeconds) deny("has expired");
  if (expires > now_s + kMaxIdentitySeconds + kSkewSeconds) deny("lives longer than ten minutes");
  for (const char* name : {"nbf", "iat"})
    if (claims.contains(name) && seconds_in(claims, name) > now_s + kSkewSeconds) deny("is from the future");
}

void check_audience(const json::object& claims, const std::vector<std::string>& audiences) {
  const auto is_ours = [&](const json::value& one) {
    return one.is_string() && std::ranges::find(audiences, std::string_view{one.get_string()}) != audiences.end();
  };
  const json::value* audience = claims.if_contains("aud");
  if (!audience) deny("has no \"aud\"");
  if (is_ours(*audience)) return;
  if (audience->is_array() && std::ranges::any_of(audience->get_array(), is_ours)) return;
  deny("is for somebody else: \"aud\" names neither the inbox nor this site");
}

std::string text_in(const json::object& claims, std::string_view name, std::size_t most = kMaxText) {
  std::string text = string_or(claims, name, "");
  if (text.size() > most) refuse("has a \"" + std::string{name} + "\" that is too long");
  return text;
}

std::vector<std::string> groups_in(const json::object& claims) {
  std::vector<std::string> groups;
  const json::value* list = claims.if_contains("groups");
  if (!list || list->is_null()) return groups;
  if (!list->is_array() || list->get_array().size() > kMaxGroups) refuse("has \"groups\" that are no list of at most 50");
  for (const json::value& group : list->get_array()) {
    if (!group.is_string() || group.get_string().empty() || group.get_string().size() > 100) refuse("has a group that is no name");
    groups.emplace_back(group.get_string());
  }
  return groups;
}

IdentityClaims claims_of(const json::object& claims) {
  IdentityClaims who;
  who.subject = text_in(claims, "sub", kMaxSubject);
  if (who.subject.empty()) deny("has no \"sub\"");
  who.email = text_in(claims, "email");
  if (!bool_or(claims, "email_verified", true)) who.email.clear();
  who.phone = text_in(claims, "phone");
  who.name = text_in(claims, "name");
  who.locale = text_in(claims, "locale");
  const std::string kind = string_or(claims, "kind", "customer");
  if (kind != "customer" && kind != "employee") refuse("has a \"kind\" that is neither customer nor employee");
  who.employee = kind == "employee";
  who.groups = groups_in(claims);
  if (const json::value* attributes = claims.if_contains("attributes"); attributes && !attributes->is_null()) {
    if (!attributes->is_object() || attributes->get_object().size() > kMaxAttributes) refuse("has \"attributes\" that are no small object");
    who.attributes = attributes->get_object();
  }
  if (const json::value* orders = claims.if_contains("orders"); orders && !orders->is_null()) {
    if (!orders->is_array() || orders->get_array().size() > kMaxOrders) refuse("has \"orders\" that are no list of at most 500");
    who.orders = orders->get_array();
  }
  return who;
}

}  // namespace

IdentityClaims read_identity(std::string_view token, const std::vector<std::string>& keys, const std::vector<std::string>& audiences,
                             std::int64_t now_s) {
  if (keys.empty()) deny("cannot be checked: the inbox has no identity_keys");
  const Parts parts = split_token(token);
  const std::string signature = decoded(parts.signature, "signature");
  std::string algorithm;
  try {
    algorithm = algorithm_of(parts.header);
  } catch (const Error& error) {
    if (error.code() == Code::denied) throw;
    deny("has a header that is no JSON object");
  }
  const bool is_ours = std::ranges::any_of(
      keys, [&](const std::string& key) { return is_signed_by(key, algorithm, parts.signed_text, signature); });
  if (!is_ours) deny("is not signed with a key of this inbox");
  const json::object claims = parse_object(decoded(parts.payload, "payload"), "the identity token", kMaxIdentityToken);
  check_times(claims, now_s);
  check_audience(claims, audiences);
  return claims_of(claims);
}

}  // namespace patchbay::gateway
