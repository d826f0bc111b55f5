#pragma once
// The part of the tar format (POSIX ustar) a backup needs: plain files with short names, written and read in
// one pass.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/store/disk.hpp"

namespace patchbay::store {

class TarWriter {
 public:
  explicit TarWriter(const File& file) : file_{file} {}

  // A file of exactly `size` bytes, which follow by write().
  void begin(std::string_view name, std::int64_t size, int mode, std::int64_t modified_s);
  void write(std::string_view bytes);
  void end();     // pads; Error{internal} when the size was not met
  void finish();  // the two blocks that end an archive

 private:
  const File& file_;
  std::int64_t left_ = 0, padding_ = 0;
};

struct TarEntry {
  std::string name;
  std::int64_t size = 0;
};

class TarReader {
 public:
  explicit TarReader(const File& file) : file_{file} {}

  // False at the archive's end. Error{invalid} on anything a backup does not contain, or an archive cut
  // short.
  bool next(TarEntry& entry);
  // The bytes of the entry in pieces of at most 256 KiB; once for each entry.
  void read(const std::function<void(std::string_view)>& piece);

 private:
  void read_exactly(char* bytes, std::size_t size);

  const File& file_;
  std::int64_t left_ = 0, padding_ = 0;
};

}  // namespace patchbay::store
