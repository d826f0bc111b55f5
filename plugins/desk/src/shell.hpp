#pragma once
// The one page of the desk and the policy it is served under. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "agent.hpp"

namespace patchbay::desk {

struct Site {
  std::string name, public_url, default_locale, time_zone, accent;
  std::vector<std::string> locales;
};

// 128 bits of chance as base64, new for every answer.
std::string fresh_nonce();

// Scripts run with this nonce only, and what they load; nothing becomes a script or markup but by the desk's own policy.
std::string content_policy(std::string_view nonce, const Site& site);

// `locale` is the page's, `assets` where the plugin's files are served. The script reads who and where from #boot.
std::string shell_page(const Site& site, const Agent& agent, std::string_view locale, std::string_view assets, std::string_view nonce);

std::string manifest(const Site& site);

}  // namespace patchbay::desk
