#pragma once
// Plugins on disk: where they are looked for, whose files are trusted, and the private copy that is loaded.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/host/manifest.hpp"

namespace patchbay::host {

// `configured` ([plugins] path), else <program>/../lib/patchbay/plugins where it exists, else
// <program>/../plugins.
std::vector<std::filesystem::path> plugin_path(const std::vector<std::string>& configured);
// A program beside this one, "patchbay-runner".
std::filesystem::path sibling_program(const std::string& name);

struct Discovered {
  std::vector<Manifest> manifests;                           // by id
  std::vector<std::pair<std::string, std::string>> refused;  // folder (its name) → why, and the remedy
};
// Reads every <folder>/plugin.json of the path, loads nothing. Of one id found twice the first of the path
// counts.
Discovered discover(const std::vector<std::filesystem::path>& path);

// Throws Error{denied} unless `path` belongs to root or to this process's user and nobody else may write it.
void require_trusted(const std::filesystem::path& path);

// A copy of the library in `run_directory` (0700), named <id>.<generation>.<sha8>.so, whose bytes have the
// manifest's SHA-256: a later change of the original changes nothing that runs. Where `run_directory` is
// mounted noexec the original is returned (said in the log). Throws Error{denied | invalid | unavailable}.
std::filesystem::path private_copy(const Manifest& manifest, const std::string& pinned_sha256,
                                   const std::filesystem::path& run_directory, int generation);

}  // namespace patchbay::host
