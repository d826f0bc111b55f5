#pragma once
// A plugin's library in memory and its one symbol, checked. Boost.DLL opens it (now, local); it is moved and
// never copied, because a copy of a shared_library opens the file again.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/host/manifest.hpp"
#include "patchbay/pbay.h"

namespace patchbay::host {

class LoadedLibrary {
 public:
  // Opens `file` and checks pbay_entry: magic, major, functions, and that its description equals the
  // manifest's. Throws Error{invalid} naming what differs and the remedy; nothing of the plugin but its
  // constructors has run.
  LoadedLibrary(const std::filesystem::path& file, const Manifest& manifest);
  ~LoadedLibrary();
  LoadedLibrary(LoadedLibrary&&) noexcept;
  LoadedLibrary& operator=(LoadedLibrary&&) = delete;

  const pbay_entry_t& entry() const;
  bool may_close() const;  // PBAY_CLOSABLE
  // Leaves the code mapped for the rest of the process: threads and static objects of the plugin may still
  // need it.
  void keep();

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

// The text of a refusal, empty when everything in `needs` is in `offered`: "kb.so needs pbay.store/2; this
// host offers pbay.store/1; …".
std::string missing_interfaces(const Manifest& manifest, const std::vector<std::string>& offered);

}  // namespace patchbay::host
