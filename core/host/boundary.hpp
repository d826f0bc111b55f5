#pragma once
// The C ABI's values as C++ ones and back. Whatever a plugin passes is checked here before it is touched:
// lengths are bounded, a null pointer has no length, text is never read past its end.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/host/http_front.hpp"
#include "patchbay/pbay.h"

namespace patchbay::host {

inline constexpr std::uint64_t kMaxArgument = 64u << 20;  // bytes of one argument
inline constexpr std::uint64_t kMaxPairs = 256;           // of one pbay_kvs

// Throw Error{invalid} on a null pointer with a length, Error{limit} over kMaxArgument.
std::string_view view(pbay_str text);
std::string_view view(pbay_bytes bytes);
std::string_view view(const char* text);  // NUL-terminated, "" for null
std::vector<Header> pairs(pbay_kvs list);

inline pbay_str lend(std::string_view text) {
  return {text.data(), text.size()};
}
inline pbay_bytes lend_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// The receiving end a plugin lends for one call.
class Sink {
 public:
  explicit Sink(pbay_sink sink) : sink_{sink} {}
  // False: the plugin wants no more (status() says whether that was PBAY_E_STOP, which counts as well done,
  // or a failure).
  bool put(std::string_view item);
  pbay_status status() const { return status_ == PBAY_E_STOP ? PBAY_OK : status_; }

 private:
  pbay_sink sink_;
  pbay_status status_ = PBAY_OK;
};

// Fills `error` (may be null), cut at a character, and returns `code`.
pbay_status refuse(pbay_error* error, pbay_status code, std::string_view text) noexcept;
inline pbay_status refuse(pbay_error* error, Code code, std::string_view text) noexcept {
  return refuse(error, static_cast<pbay_status>(code), text);
}
// Inside a catch: what is in flight as a status. `part` names the plugin in the log for what nobody expected.
pbay_status refuse_current(pbay_error* error, std::string_view part) noexcept;

// A status from a plugin; what is unknown counts as internal.
Code code_of(pbay_status status) noexcept;
// What a plugin wrote into an error it was lent: its own text, bounded and valid UTF-8.
std::string text_of(const pbay_error& error);

}  // namespace patchbay::host
