#include "core/host/boundary.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include "core/base/log.hpp"
#include "core/base/text.hpp"

namespace patchbay::host {
namespace {

void check(const void* pointer, std::uint64_t length) {
  if (length > kMaxArgument)
    throw Error{Code::limit,
                "an argument of " + std::to_string(length) + " bytes is over the limit of 64 MB"};
  if (pointer == nullptr && length > 0) throw Error{Code::invalid, "a null pointer with a length"};
}

}  // namespace

std::string_view view(pbay_str text) {
  check(text.p, text.n);
  return text.n == 0 ? std::string_view{} : std::string_view{text.p, text.n};
}

std::string_view view(pbay_bytes bytes) {
  check(bytes.p, bytes.n);
  return bytes.n == 0 ? std::string_view{}
                      : std::string_view{reinterpret_cast<const char*>(bytes.p), bytes.n};
}

std::string_view view(const char* text) {
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

std::vector<Header> pairs(pbay_kvs list) {
  if (list.n > kMaxPairs) throw Error{Code::limit, "more than 256 name and value pairs"};
  if (list.p == nullptr && list.n > 0) throw Error{Code::invalid, "a null pointer with a length"};
  std::vector<Header> out;
  out.reserve(list.n);
  for (std::uint64_t i = 0; i < list.n; ++i) out.emplace_back(view(list.p[i].k), view(list.p[i].v));
  return out;
}

bool Sink::put(std::string_view item) {
  if (sink_.put == nullptr) throw Error{Code::invalid, "the sink has no put()"};
  try {
    status_ = sink_.put(sink_.self, lend_bytes(item));
  } catch (...) {  // against rule R6
    status_ = PBAY_E_INTERNAL;
  }
  return status_ == PBAY_OK;
}

pbay_status refuse(pbay_error* error, pbay_status code, std::string_view text) noexcept {
  if (error != nullptr) {
    std::size_t length = std::min(text.size(), sizeof error->msg - 1);
    if (length < text.size())
      while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
    error->code = code;
    error->n = static_cast<std::uint32_t>(length);
    if (length > 0) std::memcpy(error->msg, text.data(), length);
    error->msg[length] = '\0';
  }
  return code;
}

pbay_status refuse_current(pbay_error* error, std::string_view part) noexcept {
  try {
    throw;
  } catch (const Error& caught) {
    return refuse(error, caught.code(), caught.what());
  } catch (const std::exception& caught) {
    log::error(part, "a host call ended unexpectedly", {{"error", caught.what()}});
    return refuse(error, PBAY_E_INTERNAL, "the host failed; its log says why");
  } catch (...) {
    log::error(part, "a host call ended unexpectedly");
    return refuse(error, PBAY_E_INTERNAL, "the host failed; its log says why");
  }
}

Code code_of(pbay_status status) noexcept {
  if (status <= -1 && status >= -11) return static_cast<Code>(status);
  return Code::internal;
}

std::string text_of(const pbay_error& error) {
  const std::size_t length = std::min<std::size_t>(error.n, sizeof error.msg);
  return to_valid_utf8(std::string_view{error.msg, length});
}

}  // namespace patchbay::host
