// Any bytes: the gate answers the same whether they come whole or one at a time, and what it lets through has one reading.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/gateway/request_gate.hpp"

using patchbay::gateway::Known;
using patchbay::gateway::RequestGate;
using patchbay::gateway::RequestHead;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_head(const RequestHead& head) {
  require(!head.method.empty() && !head.target.empty() && !head.get(Known::host).empty());
  require(head.target[0] == '/' || head.target == "*");
  require(!(head.chunked && head.content_length >= 0));
  for (const auto& field : *head.fields) {
    require(!field.name.empty());
    for (const char c : field.value) require(c != '\r' && c != '\n' && c != '\0');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  RequestGate whole{{}};
  const auto verdict = whole.scan(bytes);
  if (verdict == RequestGate::Verdict::pass) check_head(whole.head());

  RequestGate slow{{}};
  auto piecewise = RequestGate::Verdict::more;
  for (std::size_t end = 1; end <= size && piecewise == RequestGate::Verdict::more; ++end) {
    const std::string moved{bytes.substr(0, end)};  // the buffer may lie elsewhere each time
    piecewise = slow.scan(moved);
    if (piecewise == RequestGate::Verdict::pass) {
      require(slow.head_size() == whole.head_size());
      check_head(slow.head());
    }
  }
  require(size == 0 || piecewise == verdict);
  require(verdict != RequestGate::Verdict::refuse || slow.status() == whole.status());
  return 0;
}
