#include "core/gateway/assets.hpp"

namespace patchbay::gateway {

void Assets::refresh(const RequestTarget& target) {
  std::vector<Row> rows;
  for (const host::PluginInfo& info : target.plugins())
    if (!info.assets_dir.empty()) rows.push_back({info.instance, info.plugin, info.assets, info.assets_dir});
  const std::lock_guard lock{mutex_};
  rows_ = std::move(rows);
}

std::string Assets::base_of_instance(const std::string& instance) const {
  const std::lock_guard lock{mutex_};
  for (const Row& row : rows_)
    if (row.instance == instance) return row.base;
  return {};
}

std::string Assets::base_of_plugin(const std::string& plugin) const {
  const std::lock_guard lock{mutex_};
  for (const Row& row : rows_)
    if (row.plugin == plugin) return row.base;
  return {};
}

std::string Assets::folder(const std::string& plugin, const std::string& hash, bool& current) const {
  const std::lock_guard lock{mutex_};
  for (const Row& row : rows_) {
    if (row.plugin != plugin) continue;
    current = row.base == "/assets/" + plugin + "/" + hash + "/";
    return row.folder;
  }
  return {};
}

}  // namespace patchbay::gateway
