#pragma once
// What can be said about a plugin before a line of it runs: may this manifest, with these settings, be loaded
// here?
#include <string>
#include <vector>

#include "core/config/config.hpp"
#include "core/host/manifest.hpp"

namespace patchbay::host {

// Every reason against it, each with its remedy; those about settings as `file:line:column: …`. Empty = may
// be loaded. `manifests` are all that were found. `settings` receives the table's settings with the schema's
// defaults filled in.
std::vector<config::Problem> reasons_against(const config::PluginTable& table, const Manifest& manifest,
                                             const std::vector<Manifest>& manifests, json::object& settings);

}  // namespace patchbay::host
