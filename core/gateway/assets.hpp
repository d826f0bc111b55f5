#pragma once
// Where each plugin's assets/ are served: /assets/<plugin>/<hash>/. The hash changes with the files, so browsers may keep
// them for ever.
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/gateway/request_target.hpp"

namespace patchbay::gateway {

class Assets {
 public:
  // [any thread] Reads again which plugins there are.
  void refresh(const RequestTarget& target);
  std::string base_of_instance(const std::string& instance) const;  // "" = it has none
  std::string base_of_plugin(const std::string& plugin) const;
  // The folder behind /assets/<plugin>/<hash>; "" = no such plugin. `current` tells whether the hash is the present one.
  std::string folder(const std::string& plugin, const std::string& hash, bool& current) const;

 private:
  struct Row {
    std::string instance, plugin, base, folder;
  };
  mutable std::mutex mutex_;
  std::vector<Row> rows_;
};

}  // namespace patchbay::gateway
