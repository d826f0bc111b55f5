#pragma once
// What a shared library says about itself, read from its bytes: nothing of it runs.
#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::check {

struct ElfFile {
  bool for_this_machine = false;     // 64-bit, little-endian, a shared object, the program's own architecture
  std::string why_not;               // where it is not
  std::vector<std::string> exports;  // defined, global or weak, visible
  std::vector<std::string> unique;   // STB_GNU_UNIQUE: these keep a library mapped for ever
  std::vector<std::string> needed;   // DT_NEEDED
  std::vector<std::string> versions;  // of what it needs: "GLIBC_2.34", "GLIBCXX_3.4.30"
  std::string run_path;               // DT_RPATH or DT_RUNPATH
  bool text_relocations = false, static_tls = false, binds_now = false, executable_stack = true;
  bool boost_visible = false;  // a Boost symbol among the exports
};

// The whole file. Throws Error{not_found} when it cannot be read.
std::string read_bytes(const std::string& path);

// Throws Error{not_found} when the file cannot be read, Error{invalid} when it is no ELF or its tables point
// outside of it.
ElfFile read_elf(const std::string& path);

}  // namespace patchbay::check
