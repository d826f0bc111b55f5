#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>

#include "core/base/error.hpp"
#include "core/gateway/tls_context.hpp"
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

// A certificate of its own, written as PEM.
void make_certificate(const std::string& cert, const std::string& key, const char* name) {
  EVP_PKEY* pair = EVP_EC_gen("P-256");
  X509* x509 = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, pair);
  X509_NAME* subject = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(x509, subject);
  X509_sign(x509, pair, EVP_sha256());
  std::FILE* file = std::fopen(cert.c_str(), "w");
  PEM_write_X509(file, x509);
  std::fclose(file);
  file = std::fopen(key.c_str(), "w");
  PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(x509);
  EVP_PKEY_free(pair);
}

class OverTls : public GatewayTest {
 protected:
  OverTls() {
    config.server.tls.cert = folder + "/cert.pem";
    config.server.tls.key = folder + "/key.pem";
    config.server.public_url = "https://help.example.com";
    make_certificate(config.server.tls.cert, config.server.tls.key, "first");
  }
  RawClient secure() { return RawClient{address(), {}, true}; }
};

TEST_F(OverTls, RequestsAreServedAndKept) {
  route("GET", "/large", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {}, std::string(3 << 20, 'x'));
  });
  route("POST", "/echo", [](host::HttpFront& front, const host::HttpRequest& request) { front.respond(request.id, 200, {}, request.body); });
  start();
  RawClient one = secure();
  const RawAnswer health = one.get("/healthz");
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health["strict-transport-security"], "max-age=63072000");
  EXPECT_EQ(one.get("/large").body.size(), std::size_t{3} << 20);
  const std::string body(300'000, 'b');
  EXPECT_EQ(one.request("POST", "/echo", "", body).body, body);
}

TEST_F(OverTls, SessionCookiesAreBoundToTheHost) {
  accounts.passwords["ana@example.com"] = "a good password";
  start();
  RawClient one = secure();
  const RawAnswer answer = one.request("POST", "/api/v1/login", "Content-Type: application/json\r\n",
                                       R"({"email":"ana@example.com","password":"a good password"})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer["set-cookie"].starts_with("__Host-sid=token-ana@example.com; Path=/; Secure; HttpOnly; SameSite=Lax;")) << answer["set-cookie"];
}

TEST_F(OverTls, PlainRequestsAreCutOff) {
  start();
  RawClient plain = client();
  plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(plain.answer().status, 0);
}

TEST_F(OverTls, ARenewedCertificateIsUsedWithoutARestart) {
  TlsContext context{config.server.tls};
  ssl_st* before = context.make();
  make_certificate(config.server.tls.cert, config.server.tls.key, "second one");
  context.refresh();
  ssl_st* after = context.make();
  const auto name_of = [](ssl_st* session) {
    char text[64] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(SSL_get_certificate(session)), NID_commonName, text, sizeof text);
    return std::string{text};
  };
  EXPECT_EQ(name_of(before), "first");
  EXPECT_EQ(name_of(after), "second one");
  SSL_free(before);
  SSL_free(after);
}

TEST_F(OverTls, ABrokenNewCertificateLeavesTheOldOne) {
  TlsContext context{config.server.tls};
  std::FILE* file = std::fopen(config.server.tls.cert.c_str(), "w");
  std::fputs("nonsense that is longer than before", file);
  std::fclose(file);
  context.refresh();
  ssl_st* session = context.make();
  EXPECT_NE(SSL_get_certificate(session), nullptr);
  SSL_free(session);
  EXPECT_THROW((TlsContext{config.server.tls}), Error);
}

TEST_F(OverTls, OldVersionsAreRefused) {
  TlsContext context{config.server.tls};
  ssl_st* session = context.make();
  EXPECT_EQ(SSL_get_min_proto_version(session), TLS1_2_VERSION);
  const STACK_OF(SSL_CIPHER)* ciphers = SSL_get_ciphers(session);
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
    const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
    EXPECT_TRUE(SSL_CIPHER_is_aead(cipher)) << SSL_CIPHER_get_name(cipher);
  }
  SSL_free(session);
}

}  // namespace
}  // namespace patchbay::gateway
