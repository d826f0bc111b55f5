#pragma once
// Every [plugin.NAME] against what is installed: the plugin, what it needs, and the schema of its settings.
#include <vector>

#include "core/config/config.hpp"

namespace patchbay::app {

// Problems with their places, as serve would find them.
std::vector<config::Problem> check_plugin_settings(const config::Config& config);

}  // namespace patchbay::app
