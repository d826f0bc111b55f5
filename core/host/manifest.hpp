#pragma once
// plugin.json: what a plugin is and asks for, read without running a line of it.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::host {

struct Manifest {
  std::string id, name, version, vendor;
  std::string file, sha256;  // of the library beside plugin.json
  std::string directory;
  std::string assets;  // where its files are served: "/assets/<id>/<hash of the files>/"; empty = it has none
  std::vector<std::string> needs, wants;    // interface ids, "pbay.http/1"
  std::vector<std::string> provides, uses;  // methods, "kb.import@1"
  std::vector<std::string> egress;        // "api.example.com", "*.example.com:8443", "*", "config:/pointer"
  std::vector<std::string> network;       // purposes of pbay.net/1
  json::array commands;                   // {"name","method",…}
  std::map<std::string, json::value> journey;  // kinds it records → JSON Schema of their data
  std::map<std::string, json::value> parts;    // types of message parts it adds → JSON Schema
  json::object config;                    // JSON Schema of the settings
};

// "kb", "acme-crm".
bool is_plugin_id(std::string_view text) noexcept;
// "search.query@1".
bool is_method(std::string_view text) noexcept;
// "search" of "search.query@1".
std::string_view prefix_of(std::string_view method) noexcept;

// Reads and checks DIRECTORY/plugin.json (at most 1 MB). A config schema may stand in a file of its own:
// {"$ref":"config.schema.json"}. Throws Error{invalid} naming file, member and remedy.
Manifest read_manifest(const std::filesystem::path& directory);

}  // namespace patchbay::host
