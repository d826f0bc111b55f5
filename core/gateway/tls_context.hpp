#pragma once
// The certificate and the TLS rules: 1.2 or later, ECDHE with AEAD only, no renegotiation. The files are read again when
// they change, so a renewed certificate needs no restart; connections keep what they began with.
#include <memory>
#include <mutex>
#include <string>

#include "core/config/config.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace patchbay::gateway {

class TlsContext {
 public:
  // Throws Error{invalid} naming the file and what is wrong with it.
  explicit TlsContext(const config::Tls& tls);
  ~TlsContext();

  ssl_st* make() const;      // [any thread] for one connection; the caller owns it
  // Reads the files again if they changed. A pair that does not load is logged and the old one stays.
  void refresh();
  void use(const config::Tls& tls);  // other files; as refresh()

 private:
  using Handle = std::shared_ptr<ssl_ctx_st>;
  static Handle load(const config::Tls& tls);
  static std::string stamp(const config::Tls& tls);

  mutable std::mutex mutex_;
  config::Tls tls_;
  std::string stamp_;
  Handle context_;
};

}  // namespace patchbay::gateway
