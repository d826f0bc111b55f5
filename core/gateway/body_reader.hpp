#pragma once
// The body of a request, taken out of its framing by Boost.Beast. The head went through the gate before, and Beast must
// agree with the gate about it: where the two differ the request is refused.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/gateway/request_head.hpp"

namespace patchbay::gateway {

class BodyReader {
 public:
  enum class State { more, done, broken, too_large };

  // `raw_head` is what the gate let through, its empty line included. Bodies over `limit` bytes are too_large.
  BodyReader(std::string_view raw_head, const RequestHead& head, std::int64_t limit);
  ~BodyReader();

  // Takes framing and body from `in` and appends the body's bytes to `out`, at most 64 KiB of them a call; returns how much
  // of `in` was used. With state() still more and everything used, it wants more bytes.
  std::size_t feed(std::string_view in, std::string& out);
  State state() const { return state_; }
  std::int64_t taken() const { return taken_; }      // bytes of body so far
  std::int64_t announced() const { return announced_; }  // Content-Length; -1 when chunked

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  State state_ = State::more;
  std::int64_t limit_, taken_ = 0, announced_ = -1;
};

}  // namespace patchbay::gateway
