#pragma once
// The request gate: reads the raw head of a request, byte by byte and before any other parser, and lets only one reading of
// it through. What two parsers could understand differently is refused here, whatever the next parser would think of it.
//
// Let through: lines that end in CRLF; a known method, an origin-form target (or an absolute one of the same host, or "*"
// with OPTIONS), HTTP/1.1 or 1.0; field names of token characters without '_' (but api_access_token); values without control
// characters; exactly one Host; at most one Content-Length, digits only; Transfer-Encoding only as "chunked" and never with
// a Content-Length. One empty line before the request is skipped, as RFC 9112 asks.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/gateway/request_head.hpp"

namespace patchbay::gateway {

class RequestGate {
 public:
  struct Bounds {
    std::size_t head_bytes = 32 << 10;
    std::size_t line_bytes = 8 << 10;
    std::size_t fields = 64;
  };
  enum class Verdict { more, pass, refuse };

  explicit RequestGate(Bounds bounds) : bounds_{bounds} {}

  // `buffered` holds everything received of this request so far and begins where it began the last time (it may have
  // moved). Each line is looked at once, so a head that comes in single bytes costs no more than one that comes whole.
  Verdict scan(std::string_view buffered);

  // After pass: the head, viewing into `buffered` of that scan() and into this gate.
  const RequestHead& head() const { return head_; }
  std::size_t head_size() const { return size_; }
  // After refuse: 400, 413, 414, 417, 431, 501 or 505, and why in words that hold nothing of the request.
  int status() const { return status_; }
  std::string_view why() const { return why_; }
  bool started() const { return line_start_ > 0 || started_; }  // a byte of a request has come

  void reset();
  void set_bounds(Bounds bounds) { bounds_ = bounds; }

 private:
  struct Span {
    std::uint32_t at = 0, size = 0;
  };
  struct FieldSpan {
    Span name, value;
  };

  Verdict refuse(int status, std::string_view why);
  Verdict take_lines(std::string_view buffered);
  bool take_request_line(std::string_view buffered, std::size_t from, std::size_t to);
  bool take_target(std::string_view buffered, std::size_t from, std::size_t to);
  bool take_field(std::string_view buffered, std::size_t from, std::size_t to);
  Verdict finish(std::string_view buffered);
  bool weigh_field(std::string_view name, std::string_view value);
  bool weigh_connection(std::string_view value);
  bool weigh_framing();

  Bounds bounds_;
  std::size_t line_start_ = 0, searched_ = 0, size_ = 0;
  bool started_ = false, have_request_line_ = false, absolute_ = false;
  Span method_, target_, authority_;
  std::vector<FieldSpan> spans_;
  std::vector<FieldView> fields_;
  RequestHead head_;
  int status_ = 0;
  int hosts_ = 0, lengths_ = 0, encodings_ = 0;
  std::string_view why_;
};

}  // namespace patchbay::gateway
