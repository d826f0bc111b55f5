#include "core/config/sources.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "core/base/text.hpp"

namespace patchbay::config {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = 4u << 20;
constexpr const char* kMainName = "patchbay.toml";
constexpr const char* kInstalled = "/etc/patchbay/patchbay.toml";

bool exists(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::vector<std::string> extra_files(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{folder / "conf.d", error}, end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.ends_with(".toml") && !name.starts_with("."))
      names.push_back((folder / "conf.d" / name).string());
  }
  std::ranges::sort(names);
  return names;
}

std::optional<std::string> text_of_file(const std::string& file, std::vector<Problem>& problems) {
  const auto refuse = [&](const std::string& why) {
    problems.push_back({file, 0, 0, why});
    return std::nullopt;
  };
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error)
    return refuse("cannot be read (" + error.message() + "); make it, or name another with --config FILE");
  if (size > kLargestFile) return refuse("is larger than 4 MB; a configuration is a few pages");
  std::ifstream in{file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in) return refuse("cannot be read; let the user that runs patchbay read it");
  return text;
}

std::optional<toml::table> parse(const std::string& file, std::vector<Problem>& problems) {
  const auto text = text_of_file(file, problems);
  if (!text) return std::nullopt;
  try {
    return toml::parse(*text, file);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    problems.push_back({file, static_cast<int>(at.line), static_cast<int>(at.column),
                        to_valid_utf8(error.description()) + "; the rest of this file was not read"});
  } catch (const std::exception& error) {
    problems.push_back({file, 0, 0, "is not TOML: " + to_valid_utf8(error.what())});
  }
  return std::nullopt;
}

void join(toml::table& into, toml::table&& from, const std::string& path, std::vector<Problem>& problems) {
  for (auto&& [key, node] : std::move(from)) {
    const std::string name{key.str()};
    const std::string dotted = path.empty() ? name : path + "." + name;
    const auto present = into.find(name);
    if (present == into.end()) {
      node.visit([&](auto& value) { into.insert(key, std::move(value)); });
      continue;
    }
    if (present->second.is_table() && node.is_table()) {
      join(*present->second.as_table(), std::move(*node.as_table()), dotted, problems);
      continue;
    }
    const auto& there = present->first.source();
    problems.push_back({*key.source().path, static_cast<int>(key.source().begin.line),
                        static_cast<int>(key.source().begin.column),
                        dotted + " is already set at " + *there.path + ":" +
                            std::to_string(there.begin.line) + ":" + std::to_string(there.begin.column) +
                            "; keep one of the two"});
  }
}

}  // namespace

Sources read_sources(const std::string& path, std::vector<Problem>& problems) {
  std::vector<std::string> files;
  fs::path folder = ".";
  if (!path.empty()) {
    files.push_back(path);
    folder = fs::path{path}.has_parent_path() ? fs::path{path}.parent_path() : fs::path{"."};
  } else if (exists(kMainName)) {
    files.emplace_back(kMainName);
  } else if (exists(kInstalled)) {
    files.emplace_back(kInstalled);
    folder = fs::path{kInstalled}.parent_path();
  }
  const auto extra = extra_files(folder);
  files.insert(files.end(), extra.begin(), extra.end());

  Sources sources;
  sources.folder = folder.string();
  for (const std::string& file : files) {
    sources.files.push_back(file);
    if (auto table = parse(file, problems)) join(sources.root, std::move(*table), "", problems);
  }
  return sources;
}

}  // namespace patchbay::config
