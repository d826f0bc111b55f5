// Any target: a path that is accepted is UTF-8 without control characters and dot segments, and finds at most one route.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/text.hpp"
#include "core/gateway/route_table.hpp"

using namespace patchbay::gateway;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

const RouteTable& table() {
  static const RouteTable made = [] {
    RouteTable routes;
    for (const char* pattern : {"/", "/kb", "/kb/{slug}", "/kb/{a}/{b}", "/desk/{rest*}", "/kb/new", "/{locale}/x/{rest*}"}) {
      Endpoint endpoint;
      endpoint.route.methods = "GET,POST";
      endpoint.route.pattern = pattern;
      routes.add(std::move(endpoint));
    }
    return routes;
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = parse_path({reinterpret_cast<const char*>(data), size});
  if (!path) return 0;
  for (const std::string& segment : path->segments) {
    require(segment != "." && segment != ".." && patchbay::is_utf8(segment));
    for (const char c : segment) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '\\');
  }
  const auto match = table().find("GET", path->segments);
  require(!match.endpoint || match.allowed.empty());
  return 0;
}
