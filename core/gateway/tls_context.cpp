#include "core/gateway/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include "core/base/error.hpp"
#include "core/base/log.hpp"

namespace patchbay::gateway {
namespace {

constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char kAlpn[] = "\x08http/1.1";

std::string last_tls_error() {
  char text[256] = "unknown error";
  if (const unsigned long code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return text;
}

int choose_protocol(ssl_st*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned in_size,
                    void*) {
  auto** chosen = const_cast<unsigned char**>(out);
  return SSL_select_next_proto(chosen, out_size, kAlpn, sizeof kAlpn - 1, in, in_size) == OPENSSL_NPN_NEGOTIATED
             ? SSL_TLSEXT_ERR_OK
             : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsContext::TlsContext(const config::Tls& tls) : tls_{tls}, stamp_{stamp(tls)}, context_{load(tls)} {}
TlsContext::~TlsContext() = default;

TlsContext::Handle TlsContext::load(const config::Tls& tls) {
  const Handle context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  SSL_CTX* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(raw, kCiphers);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  const auto refuse = [](const std::string& file, const std::string& what) {
    throw Error{Code::invalid, "[server] tls: " + file + ": " + what + " (" + last_tls_error() + ")"};
  };
  if (SSL_CTX_use_certificate_chain_file(raw, tls.cert.c_str()) != 1) refuse(tls.cert, "is no readable PEM certificate chain");
  if (SSL_CTX_use_PrivateKey_file(raw, tls.key.c_str(), SSL_FILETYPE_PEM) != 1) refuse(tls.key, "is no readable PEM private key");
  if (SSL_CTX_check_private_key(raw) != 1) refuse(tls.key, "does not belong to " + tls.cert);
  return context;
}

std::string TlsContext::stamp(const config::Tls& tls) {
  std::string out;
  for (const std::string& file : {tls.cert, tls.key}) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) continue;
    out += file + ":" + std::to_string(info.st_ino) + ":" + std::to_string(info.st_size) + ":" +
           std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec) + ";";
  }
  return out;
}

ssl_st* TlsContext::make() const {
  const std::lock_guard lock{mutex_};
  return SSL_new(context_.get());
}

void TlsContext::use(const config::Tls& tls) {
  const std::string now = stamp(tls);
  {
    const std::lock_guard lock{mutex_};
    if (now == stamp_) return;
    stamp_ = now;  // what cannot be read is tried again only when it changes again
  }
  try {
    Handle fresh = load(tls);
    const std::lock_guard lock{mutex_};
    tls_ = tls;
    context_ = std::move(fresh);
    log::info("gateway", "the certificate was read again", {{"file", tls.cert}});
  } catch (const Error& error) {
    log::error("gateway", "the new certificate does not load, the old one stays", {{"error", error.what()}});
  }
}

void TlsContext::refresh() {
  config::Tls tls;
  {
    const std::lock_guard lock{mutex_};
    tls = tls_;
  }
  use(tls);
}

}  // namespace patchbay::gateway
