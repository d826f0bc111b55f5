// Any bytes: names and values are UTF-8, and there are never more than a hundred.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/text.hpp"
#include "core/gateway/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const patchbay::gateway::Query query{{reinterpret_cast<const char*>(data), size}};
  if (query.pairs().size() > 100) std::abort();
  for (const auto& [name, value] : query.pairs())
    if (!patchbay::is_utf8(name) || !patchbay::is_utf8(value)) std::abort();
  return 0;
}
