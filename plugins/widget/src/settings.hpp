#pragma once
// What the operator says about the site and this plugin, read when it is needed.
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::widget {

struct Site {
  std::string name, public_url;      // public_url without a slash at its end
  std::string accent, logo, default_locale, time_zone;
  std::vector<std::string> locales;
  std::string inboxes;               // JSON: {"default":{"sites":[…]}}
};

// Of site.get@1's reply.
Site parse_site(std::string_view reply);

// The origins whose pages may carry the widget of `inbox`: its `sites`, where there are none public_url's. The help centre's
// own pages always may, they are 'self'. Nothing: there is no such inbox.
bool has_inbox(const Site& site, std::string_view inbox);
std::vector<std::string> sites_of(const Site& site, std::string_view inbox);

// `locale` when the site has it, else the language alone ("pt" of "pt-BR"), else the fallback.
std::string known_locale(const Site& site, std::string_view locale, std::string_view fallback);

// Compact JSON that may stand inside <script>: no "<" in it.
std::string for_script(std::string_view json);

}  // namespace patchbay::widget
