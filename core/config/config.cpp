#include "core/config/config.hpp"

#include <algorithm>

#include "core/config/sources.hpp"
#include "core/config/tables.hpp"

namespace patchbay::config {

bool Loaded::ok() const {
  return std::ranges::all_of(problems, &Problem::advice);
}

std::string text_of(const Problem& problem) {
  std::string where = problem.file;
  if (problem.line > 0) where += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  return (where.empty() ? "" : where + ": ") + (problem.advice ? "advice: " : "") + problem.text;
}

Loaded load(const std::string& path) {
  Loaded loaded;
  Sources sources = read_sources(path, loaded.problems);
  loaded.config.files = sources.files;
  Reading reading{loaded.config, loaded.problems, sources.folder};
  Section root{reading, &sources.root, ""};
  read_host_tables(root);
  read_site_tables(root);
  read_plugin_tables(root);
  root.finish();
  const auto advice = advise(loaded.config);
  loaded.problems.insert(loaded.problems.end(), advice.begin(), advice.end());
  std::ranges::stable_sort(loaded.problems, {}, [&](const Problem& problem) {
    const auto file = std::ranges::find(sources.files, problem.file) - sources.files.begin();
    return std::tuple{file, problem.line, problem.column};
  });
  return loaded;
}

}  // namespace patchbay::config
