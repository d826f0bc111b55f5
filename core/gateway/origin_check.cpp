#include "core/gateway/origin_check.hpp"

#include <algorithm>

#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {
namespace {

bool is_own(const Settings& settings, std::string_view host, std::string_view origin) {
  if (equals_ci(origin, settings.public_origin)) return true;
  if (settings.own_public_url) return false;
  const std::size_t slashes = origin.find("//");
  return slashes != std::string_view::npos && !host.empty() && equals_ci(origin.substr(slashes + 2), host);
}

}  // namespace

bool is_foreign(const Settings& settings, std::string_view host, std::string_view origin, std::string_view sec_fetch_site) {
  if (!origin.empty()) return !is_own(settings, host, origin);
  return !sec_fetch_site.empty() && !equals_ci(sec_fetch_site, "same-origin") && !equals_ci(sec_fetch_site, "none");
}

bool is_site_of(const Settings& settings, std::string_view inbox, std::string_view origin) {
  const auto found = settings.config.inboxes.find(std::string{inbox});
  if (found == settings.config.inboxes.end()) return false;
  return std::ranges::any_of(found->second.sites, [&](const std::string& site) { return equals_ci(origin, site); });
}

bool may_open_socket(const Settings& settings, std::string_view host, std::string_view origin) {
  if (origin.empty() || is_own(settings, host, origin)) return true;
  for (const auto& [name, inbox] : settings.config.inboxes)
    for (const std::string& site : inbox.sites)
      if (equals_ci(origin, site)) return true;
  return false;
}

}  // namespace patchbay::gateway
