#pragma once
// What the page of `patchbay setup` says, as a file of the configuration.
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/config/config.hpp"

namespace patchbay::app {

struct SetupFile {
  std::string path, text;
  std::vector<std::string> left_alone;  // what other files say already: "site.name: change it in patchbay.toml:3"
};

// `running` is the configuration without the file of an earlier setup, whose path is `path`. Error{invalid} for answers that
// no file could hold.
SetupFile setup_file(const json::object& answers, const config::Config& running, const std::string& path);

// Where it is written: conf.d/50-setup.toml beside the configuration.
std::string setup_path(const config::Config& config, const std::string& config_path);

}  // namespace patchbay::app
