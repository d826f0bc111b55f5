#pragma once
// Whether a browser says that another site's page sent a request.
#include <string_view>

#include "core/gateway/settings.hpp"

namespace patchbay::gateway {

// Origin and Sec-Fetch-Site as sent; `host` is the request's Host. Without either header it is no browser's, or an old
// one's: not foreign. Where no public_url is set, an Origin of the same host and port is our own.
bool is_foreign(const Settings& settings, std::string_view host, std::string_view origin, std::string_view sec_fetch_site);

// Whether the inbox's widget may stand on a page of this origin: one of its `sites`.
bool is_site_of(const Settings& settings, std::string_view inbox, std::string_view origin);

// For WebSockets: an Origin, where there is one, must be ours or one of the inboxes' `sites`.
bool may_open_socket(const Settings& settings, std::string_view host, std::string_view origin);

}  // namespace patchbay::gateway
