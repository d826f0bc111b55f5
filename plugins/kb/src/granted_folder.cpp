#include "granted_folder.hpp"

namespace patchbay::kb {

std::vector<SourceEntry> GrantedFolder::list(const std::string& folder) const {
  std::vector<SourceEntry> out;
  try {
    for (FileEntry& entry : host_.files().list(ctx_, grant_, folder)) {
      const SourceEntry::Kind kind = entry.kind == "file"  ? SourceEntry::Kind::file
                                     : entry.kind == "dir" ? SourceEntry::Kind::folder
                                                           : SourceEntry::Kind::refused;
      out.push_back({std::move(entry.name), kind, entry.size, entry.mtime, std::move(entry.why)});
    }
  } catch (const Failure& failure) {
    if (folder.empty() || failure.status() == PBAY_E_CANCELLED || failure.status() == PBAY_E_TIMEOUT) throw;
    throw SourceError{0, failure.what()};
  }
  return out;
}

std::string GrantedFolder::read(const std::string& path, std::uint64_t most) const {
  try {
    return host_.files().read(ctx_, grant_, path, most);
  } catch (const Failure& failure) {
    if (failure.status() == PBAY_E_CANCELLED || failure.status() == PBAY_E_TIMEOUT) throw;
    // -1: it is there and too long, which its author should hear even where a missing file is no more than a
    // warning.
    throw SourceError{failure.status() == PBAY_E_LIMIT ? -1 : 0, failure.what()};
  }
}

}  // namespace patchbay::kb
