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

// The language the desk speaks: what the agent chose, else the page's where it is not the site's own, else what the browser
// asks for ("bg,en;q=0.8"), else the page's, else English.
std::string choose_locale(std::string_view chosen, std::string_view page, std::string_view site, std::string_view accepted);

// `locale` is choose_locale()'s, `assets` where the plugin's files are served. The script reads who and where from #boot.
std::string shell_page(const Site& site, const Agent& agent, std::string_view locale, std::string_view assets, std::string_view nonce);

std::string manifest(const Site& site);

}  // namespace patchbay::desk
