#pragma once
// The files behind the configuration: which they are, their text, and all of them as one table. The only
// header of this room that knows the TOML library, with reader.hpp.
#include <toml++/toml.h>
#include <string>
#include <vector>

#include "core/config/config.hpp"

namespace patchbay::config {

struct Sources {
  toml::table root;                // every node remembers its file, line and column
  std::vector<std::string> files;  // as read, the first is the main one
  std::string folder;              // of the main file; relative paths start here
};

// As load(): finds, reads and joins. Tables of the same name join; a value set twice is a problem naming both
// places.
Sources read_sources(const std::string& path, std::vector<Problem>& problems);

}  // namespace patchbay::config
