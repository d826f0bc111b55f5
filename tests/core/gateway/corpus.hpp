#pragma once
// The corpus files of tests/fuzz; a file's name begins with the answer it must get: "400_two_lengths".
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace patchbay::gateway {

struct CorpusFile {
  std::string name, expected, bytes;
};

inline std::vector<CorpusFile> read_corpus(const std::string& target) {
  std::vector<CorpusFile> files;
  for (const auto& entry : std::filesystem::directory_iterator{PATCHBAY_SOURCE_DIR "/tests/fuzz/corpus/" + target}) {
    std::ifstream file{entry.path(), std::ios::binary};
    const std::string name = entry.path().filename();
    files.push_back({name, name.substr(0, name.find('_')), {std::istreambuf_iterator<char>{file}, {}}});
  }
  std::ranges::sort(files, {}, &CorpusFile::name);
  return files;
}

}  // namespace patchbay::gateway
