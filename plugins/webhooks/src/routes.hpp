#pragma once
// Method and path → what answers. Nothing here knows more.
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "api.hpp"

namespace patchbay::webhooks {

struct RouteOfWebhooks {
  std::string_view methods, pattern;
  std::uint32_t level;
  std::function<void(const Request&)> handler;
};

std::vector<RouteOfWebhooks> routes_of(const Api& api);

}  // namespace patchbay::webhooks
