#include "core/gateway/identity_token.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kNow = 1'790'000'000;
const std::string kSecret = "a secret of the shop, 32 bytes or more";

json::object claims() { return {{"sub", "u-17"}, {"aud", "default"}, {"exp", kNow + 300}, {"email", "ana@example.com"}}; }

std::string unsigned_token(const json::object& header, const json::object& payload) {
  return base64url(to_text(header)) + "." + base64url(to_text(payload));
}
std::string hs256(const json::object& payload, const std::string& secret = kSecret, const json::object& header = {{"alg", "HS256"}, {"typ", "JWT"}}) {
  const std::string text = unsigned_token(header, payload);
  return text + "." + base64url(hmac_sha256(secret, text));
}
json::object with(json::object object, std::string_view name, json::value value) {
  object[name] = std::move(value);
  return object;
}
json::object without(json::object object, std::string_view name) {
  object.erase(name);
  return object;
}

IdentityClaims read(const std::string& token, const std::vector<std::string>& keys = {"hs256:" + kSecret}) {
  return read_identity(token, keys, {"default", "https://help.example.com"}, kNow);
}
// The code of the refusal, with what it says; "" = it was taken.
std::string refusal(const std::string& token, const std::vector<std::string>& keys = {"hs256:" + kSecret}) {
  try {
    read(token, keys);
    return {};
  } catch (const Error& error) {
    return std::string{name_of(error.code())} + ": " + error.what();
  }
}

struct SigningKey {
  SigningKey() { crypto_sign_keypair(public_key, secret_key); }
  std::string sign(const json::object& payload) const {
    const std::string text = unsigned_token({{"alg", "EdDSA"}}, payload);
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, reinterpret_cast<const unsigned char*>(text.data()),
                         text.size(), secret_key);
    return text + "." + base64url(signature);
  }
  std::string bytes() const { return {reinterpret_cast<const char*>(public_key), sizeof public_key}; }
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
};

TEST(IdentityToken, SaysWhoSomebodyIs) {
  json::object all = claims();
  all["name"] = "Ana";
  all["phone"] = "+359888123456";
  all["groups"] = json::array{"gold"};
  all["attributes"] = json::object{{"plan", "pro"}};
  all["orders"] = json::array{json::object{{"number", "1"}}};
  const IdentityClaims who = read(hs256(all));
  EXPECT_EQ(who.subject, "u-17");
  EXPECT_EQ(who.email, "ana@example.com");
  EXPECT_EQ(who.name, "Ana");
  EXPECT_EQ(who.phone, "+359888123456");
  EXPECT_EQ(who.groups, std::vector<std::string>{"gold"});
  EXPECT_EQ(who.attributes.at("plan").as_string(), "pro");
  ASSERT_TRUE(who.orders);
  EXPECT_EQ(who.orders->size(), 1u);
}

TEST(IdentityToken, IsTakenFromEveryKeyOfTheInboxInEveryForm) {
  const SigningKey key;
  const std::string der = std::string{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12} + key.bytes();
  std::string pem(100, '\0');
  sodium_bin2base64(pem.data(), pem.size(), reinterpret_cast<const unsigned char*>(der.data()), der.size(), sodium_base64_VARIANT_ORIGINAL);
  pem = "-----BEGIN PUBLIC KEY-----\n" + std::string{pem.c_str()} + "\n-----END PUBLIC KEY-----\n";
  const std::string token = key.sign(claims());
  for (const std::string& form : {to_hex(key.bytes()), base64url(key.bytes()), base64url(key.bytes()) + "=", pem}) {
    EXPECT_EQ(refusal(token, {"hs256:" + kSecret, "ed25519:" + form}), "") << form;
    EXPECT_EQ(refusal(hs256(claims()), {"ed25519:" + form, "hs256:" + kSecret}), "");
  }
  EXPECT_TRUE(refusal(token, {"ed25519:" + to_hex(SigningKey{}.bytes())}).starts_with("denied: "));
}

TEST(IdentityToken, NamesTheInboxOrTheSiteAsItsAudience) {
  EXPECT_EQ(refusal(hs256(with(claims(), "aud", "https://help.example.com"))), "");
  EXPECT_EQ(refusal(hs256(with(claims(), "aud", json::array{"other", "default"}))), "");
  for (const json::value& audience : {json::value("other"), json::value(json::array{"other"}), json::value(json::array{}), json::value(7),
                                      json::value(nullptr), json::value("https://help.example.com.evil.org")})
    EXPECT_TRUE(refusal(hs256(with(claims(), "aud", audience))).starts_with("denied: ")) << to_text(audience);
  EXPECT_NE(refusal(hs256(without(claims(), "aud"))).find("no \"aud\""), std::string::npos);
}

TEST(IdentityToken, IsRefusedWithoutASignatureOrWithAnothersOrAnotherAlgorithm) {
  const std::string body = unsigned_token({{"alg", "none"}}, claims());
  for (const std::string& token : {body + ".", body, body + "." + base64url(hmac_sha256(kSecret, body)), std::string{}, std::string{".."}})
    EXPECT_TRUE(refusal(token).starts_with("denied: ")) << token;
  EXPECT_TRUE(refusal(hs256(claims(), "another secret of 32 bytes or more!")).starts_with("denied: "));
  EXPECT_TRUE(refusal(hs256(claims(), "")).starts_with("denied: "));
  for (const char* algorithm : {"none", "None", "HS512", "HS384", "RS256", "EdDSA", "hs256", ""})
    EXPECT_TRUE(refusal(hs256(claims(), kSecret, {{"alg", algorithm}})).starts_with("denied: ")) << algorithm;
  EXPECT_TRUE(refusal(hs256(claims(), kSecret, {{"alg", "HS256"}, {"crit", json::array{"exp"}}})).starts_with("denied: "));
  EXPECT_TRUE(refusal(hs256(claims()), {}).starts_with("denied: "));
}

// The old trick: a token signed with HS256 and the public key as the secret.
TEST(IdentityToken, APublicKeyIsNoSecret) {
  const SigningKey key;
  for (const std::string& form : {to_hex(key.bytes()), base64url(key.bytes()), key.bytes()})
    EXPECT_TRUE(refusal(hs256(claims(), form), {"ed25519:" + to_hex(key.bytes())}).starts_with("denied: "));
}

TEST(IdentityToken, AChangedBodyBreaksIt) {
  std::string token = hs256(claims());
  const std::size_t dot = token.find('.') + 10;
  token[dot] = token[dot] == 'A' ? 'B' : 'A';
  EXPECT_TRUE(refusal(token).starts_with("denied: "));
  EXPECT_TRUE(refusal(hs256(claims()) + "A").starts_with("denied: "));
  EXPECT_TRUE(refusal(hs256(claims()) + "=").starts_with("denied: "));
}

TEST(IdentityToken, LivesTenMinutesAtMost) {
  EXPECT_EQ(refusal(hs256(with(claims(), "exp", kNow + 600))), "");
  EXPECT_EQ(refusal(hs256(with(claims(), "exp", kNow - 10))), "");  // clocks differ a little
  for (const json::value& expires : {json::value(kNow - 31), json::value(kNow + 700), json::value(0), json::value("soon"), json::value(-1),
                                     json::value(1e300), json::value(nullptr)})
    EXPECT_TRUE(refusal(hs256(with(claims(), "exp", expires))).starts_with("denied: ")) << to_text(expires);
  EXPECT_TRUE(refusal(hs256(without(claims(), "exp"))).starts_with("denied: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "nbf", kNow + 100))).starts_with("denied: "));
}

TEST(IdentityToken, HasASubjectAndClaimsOfBoundedSize) {
  for (const json::value& subject : {json::value(""), json::value(nullptr)})
    EXPECT_TRUE(refusal(hs256(with(claims(), "sub", subject))).starts_with("denied: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "sub", json::value(std::string_view{std::string(201, 'x')})))).starts_with("invalid: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "sub", 17))).starts_with("invalid: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "groups", "gold"))).starts_with("invalid: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "attributes", json::array{}))).starts_with("invalid: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "orders", json::object{}))).starts_with("invalid: "));
  EXPECT_TRUE(refusal(hs256(with(claims(), "x", json::value(std::string_view{std::string(40'000, 'x')})))).starts_with("denied: "));
}

TEST(IdentityToken, AnAddressTheBusinessDoesNotVouchForIsNotTaken) {
  EXPECT_EQ(read(hs256(with(claims(), "email_verified", false))).email, "");
}

}  // namespace
}  // namespace patchbay::gateway
