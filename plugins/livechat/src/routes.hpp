#pragma once
// Method and path → what answers. Nothing here knows more.
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "agent_api.hpp"
#include "visitor_api.hpp"

namespace patchbay::livechat {

struct RouteOfLivechat {
  std::string_view methods, pattern;
  std::uint32_t level;
  std::function<void(const Request&)> handler;
};

std::vector<RouteOfLivechat> routes_of(const VisitorApi& visitors, const AgentApi& agents);

}  // namespace patchbay::livechat
