#pragma once
// A folder that is imported: what is in it, and the reading of it.
#include <cstdint>
#include <string>
#include <vector>

#include "problem.hpp"

namespace patchbay::kb {

struct SourceFile {
  std::string path;  // from the folder's root, '/' between
  std::uint64_t size = 0;
  std::int64_t mtime = 0;
};

struct SourceEntry {
  std::string name;
  enum class Kind { file, folder, refused } kind = Kind::file;
  std::uint64_t size = 0;
  std::int64_t mtime = 0;
  std::string why;  // of refused
};

// The folder itself. The plugin's is pbay.files/1 (granted_folder.hpp); any thread.
class SourceFolder {
 public:
  virtual ~SourceFolder() = default;
  virtual std::vector<SourceEntry> list(const std::string& folder) const = 0;
  // Throws SourceError when it cannot be read; its line is -1 when it is there and longer than `most`.
  virtual std::string read(const std::string& path, std::uint64_t most) const = 0;
};

// Every file below the root in order of path. Hidden ones, links that leave the folder and what is nested
// more than 32 deep are left out; all but the hidden become problems.
std::vector<SourceFile> all_files(const SourceFolder& folder, Problems& problems);

// The same for all that can be seen from outside without reading: paths, sizes, times.
std::string signature_of(const std::vector<SourceFile>& files);

}  // namespace patchbay::kb
