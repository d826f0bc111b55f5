#include "core/app/plugin_settings.hpp"

#include <algorithm>
#include <filesystem>

#include "core/base/json.hpp"
#include "core/config/nearest.hpp"
#include "core/host/admission.hpp"
#include "core/host/plugin_files.hpp"

namespace patchbay::app {
namespace {

std::string missing(const std::string& id, const host::Discovered& found,
                    const std::vector<std::filesystem::path>& path) {
  for (const auto& [folder, why] : found.refused)
    if (folder == id) return "the plugin " + id + " was found and cannot be used: " + why;
  std::vector<std::string> ids;
  for (const host::Manifest& manifest : found.manifests) ids.push_back(manifest.id);
  const std::string near = config::nearest(id, ids);
  std::string places;
  for (const auto& place : path) places += (places.empty() ? " in " : ", ") + place.string();
  return "there is no plugin " + id + places +
         (near.empty() ? "; install it, or remove the table (see: patchbay plugin list)"
                       : "; did you mean " + near + "?");
}

}  // namespace

std::vector<config::Problem> check_plugin_settings(const config::Config& config) {
  std::vector<config::Problem> problems;
  if (config.plugins.empty()) return problems;
  const auto path = host::plugin_path(config.plugin_path);
  const host::Discovered found = host::discover(path);
  for (const config::PluginTable& table : config.plugins) {
    const auto manifest = std::ranges::find(found.manifests, table.plugin, &host::Manifest::id);
    if (manifest == found.manifests.end()) {
      problems.push_back({table.file, table.line, table.column, missing(table.plugin, found, path)});
      continue;
    }
    json::object with_defaults = table.settings;
    const auto reasons = host::reasons_against(table, *manifest, found.manifests, with_defaults);
    problems.insert(problems.end(), reasons.begin(), reasons.end());
  }
  return problems;
}

}  // namespace patchbay::app
