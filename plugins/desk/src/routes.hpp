#pragma once
// Transport: method and path → what answers.
#include <functional>
#include <string_view>
#include <vector>

#include "api.hpp"
#include "shell.hpp"

namespace patchbay::desk {

struct RouteOfDesk {
  std::string_view methods, pattern;
  std::uint32_t level;
  std::function<void(const Request&)> handler;
};

Site ask_site(const Host& host);

// `host`, `site` and `api` outlive the routes.
std::vector<RouteOfDesk> routes_of(const Host& host, const Site& site, const Api& api);

}  // namespace patchbay::desk
