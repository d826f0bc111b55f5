#pragma once
// Method and path → what answers. Nothing here knows more.
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "pages.hpp"

namespace patchbay::kb {

struct RouteOfKb {
  std::string_view methods, pattern;
  std::uint32_t level;
  std::function<void(const Request&)> handler;
};

std::vector<RouteOfKb> routes_of(Pages& pages, Api& api);

}  // namespace patchbay::kb
