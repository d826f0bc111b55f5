#include "core/check/elf_file.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay::check {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
#error "name this machine's ELF number"
#endif

// The bytes of the file; every read is checked against its end.
class Image {
 public:
  explicit Image(std::string bytes) : bytes_{std::move(bytes)} {}

  template <class T>
  T at(std::uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T))
      throw Error{Code::invalid, "the ELF tables point outside of the file"};
    T out;
    std::memcpy(&out, bytes_.data() + offset, sizeof out);
    return out;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) throw Error{Code::invalid, "the ELF tables point outside of the file"};
    const std::size_t end = bytes_.find('\0', offset);
    return bytes_.substr(offset, end == std::string::npos ? 0 : end - offset);
  }
  std::uint64_t size() const { return bytes_.size(); }
  // Not inlined: gcc 12 takes the small-string buffer for the file then and warns.
  [[gnu::noinline]] bool is_elf() const {
    return bytes_.size() >= sizeof(Elf64_Ehdr) && bytes_.compare(0, SELFMAG, ELFMAG) == 0;
  }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(Image image) : image_{std::move(image)}, header_{image_.at<Elf64_Ehdr>(0)} {}

  ElfFile read() {
    out_.why_not = mismatch();
    out_.for_this_machine = out_.why_not.empty();
    if (!out_.for_this_machine) return out_;
    read_segments();
    for (std::uint16_t i = 0; i < header_.e_shnum; ++i) read_section(section(i));
    return out_;
  }

 private:
  std::string mismatch() const {
    if (header_.e_ident[EI_CLASS] != ELFCLASS64) return "it is no 64-bit file";
    if (header_.e_ident[EI_DATA] != ELFDATA2LSB) return "it is big-endian";
    if (header_.e_machine != kMachine) return "it was built for another processor";
    if (header_.e_type != ET_DYN) return "it is no shared object; link it with -shared";
    return {};
  }

  Elf64_Shdr section(std::uint64_t index) const {
    return image_.at<Elf64_Shdr>(header_.e_shoff + index * sizeof(Elf64_Shdr));
  }

  void read_segments() {
    for (std::uint16_t i = 0; i < header_.e_phnum; ++i) {
      const auto segment = image_.at<Elf64_Phdr>(header_.e_phoff + i * sizeof(Elf64_Phdr));
      if (segment.p_type == PT_GNU_STACK) out_.executable_stack = (segment.p_flags & PF_X) != 0;
    }
  }

  void read_section(const Elf64_Shdr& own) {
    if (own.sh_type == SHT_DYNSYM) read_symbols(own, section(own.sh_link));
    if (own.sh_type == SHT_DYNAMIC) read_dynamic(own, section(own.sh_link));
    if (own.sh_type == SHT_GNU_verneed) read_versions(own, section(own.sh_link));
  }

  void read_symbols(const Elf64_Shdr& own, const Elf64_Shdr& names) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= own.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = image_.at<Elf64_Sym>(own.sh_offset + at);
      const auto binding = ELF64_ST_BIND(symbol.st_info);
      const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
      if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL) continue;
      if (visibility == STV_HIDDEN || visibility == STV_INTERNAL) continue;
      const std::string name = image_.text(names.sh_offset + symbol.st_name);
      if (binding == STB_GNU_UNIQUE) out_.unique.push_back(name);
      if (name.find("5boost") != std::string::npos) out_.boost_visible = true;
      out_.exports.push_back(name);
    }
  }

  void read_dynamic(const Elf64_Shdr& own, const Elf64_Shdr& names) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= own.sh_size; at += sizeof(Elf64_Dyn)) {
      const auto entry = image_.at<Elf64_Dyn>(own.sh_offset + at);
      const std::uint64_t value = entry.d_un.d_val;
      if (entry.d_tag == DT_NULL) break;
      if (entry.d_tag == DT_NEEDED) out_.needed.push_back(image_.text(names.sh_offset + value));
      if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH)
        out_.run_path = image_.text(names.sh_offset + value);
      if (entry.d_tag == DT_TEXTREL) out_.text_relocations = true;
      if (entry.d_tag == DT_BIND_NOW) out_.binds_now = true;
      if (entry.d_tag == DT_FLAGS) read_flags(value);
      if (entry.d_tag == DT_FLAGS_1 && (value & DF_1_NOW) != 0) out_.binds_now = true;
    }
  }

  void read_flags(std::uint64_t flags) {
    if ((flags & DF_TEXTREL) != 0) out_.text_relocations = true;
    if ((flags & DF_STATIC_TLS) != 0) out_.static_tls = true;
    if ((flags & DF_BIND_NOW) != 0) out_.binds_now = true;
  }

  void read_versions(const Elf64_Shdr& own, const Elf64_Shdr& names) {
    std::uint64_t at = own.sh_offset;
    for (std::uint32_t i = 0; i < own.sh_info; ++i) {
      const auto library = image_.at<Elf64_Verneed>(at);
      std::uint64_t aux = at + library.vn_aux;
      for (std::uint16_t k = 0; k < library.vn_cnt; ++k) {
        const auto version = image_.at<Elf64_Vernaux>(aux);
        out_.versions.push_back(image_.text(names.sh_offset + version.vna_name));
        aux += version.vna_next;
      }
      at += library.vn_next;
    }
  }

  Image image_;
  Elf64_Ehdr header_;
  ElfFile out_;
};

}  // namespace

std::string read_bytes(const std::string& path) {
  std::ifstream in{path, std::ios::binary | std::ios::ate};
  if (!in) throw Error{Code::not_found, path + " cannot be read"};
  std::string out(static_cast<std::size_t>(std::max<std::streamoff>(0, in.tellg())), '\0');
  in.seekg(0);
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
  return out;
}

ElfFile read_elf(const std::string& path) {
  Image image{read_bytes(path)};
  if (!image.is_elf()) throw Error{Code::invalid, path + " is no ELF file"};
  return Reader{std::move(image)}.read();
}

}  // namespace patchbay::check
