#include "source_folder.hpp"

#include <algorithm>

#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxFiles = 500'000;

// The same names, sizes and times as a folder above it: a link that leads back up.
std::string look_of(const std::vector<SourceEntry>& entries) {
  std::string all;
  for (const SourceEntry& entry : entries)
    all += entry.name + "\n" + std::to_string(entry.size) + " " + std::to_string(entry.mtime) + "\n";
  return all;
}

void walk(const SourceFolder& folder, const std::string& at, std::vector<std::string>& above,
          std::vector<SourceFile>& files, Problems& problems) {
  std::vector<SourceEntry> entries;
  try {
    entries = folder.list(at);
  } catch (const SourceError& error) {
    problems.push_back({Severity::error, at, 0, error.what()});
    return;
  }
  const std::string look = look_of(entries);
  if (!look.empty() && std::find(above.begin(), above.end(), look) != above.end()) {
    problems.push_back({Severity::error, at, 0, "links back to a folder above it: left out"});
    return;
  }
  above.push_back(look);
  for (const SourceEntry& entry : entries) {
    if (entry.name.starts_with('.') || entry.name == "node_modules") continue;
    const std::string path = at.empty() ? entry.name : at + "/" + entry.name;
    if (entry.kind == SourceEntry::Kind::refused) {
      problems.push_back({Severity::error, path, 0,
                          entry.why.empty() ? "cannot be read: left out" : entry.why + ": left out"});
    } else if (entry.kind == SourceEntry::Kind::file) {
      if (files.size() >= kMaxFiles)
        throw SourceError{0, "more than 500,000 files: import the folders one by one"};
      files.push_back({path, entry.size, entry.mtime});
    } else if (above.size() > kMaxDepth) {
      problems.push_back({Severity::error, path, 0, "nested more than 32 folders deep: left out"});
    } else {
      walk(folder, path, above, files, problems);
    }
  }
  above.pop_back();
}

}  // namespace

std::vector<SourceFile> all_files(const SourceFolder& folder, Problems& problems) {
  std::vector<SourceFile> files;
  std::vector<std::string> above;
  walk(folder, {}, above, files, problems);
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::string signature_of(const std::vector<SourceFile>& files) {
  std::string all;
  for (const SourceFile& file : files)
    all += file.path + "\n" + std::to_string(file.size) + " " + std::to_string(file.mtime) + "\n";
  return digest_of({all});
}

}  // namespace patchbay::kb
