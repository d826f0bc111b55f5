#pragma once
// A file that stands while an instance is being started in this process. One found at the next boot means
// that starting it ended the process: the instance is left out until its library or its settings change, or
// it is allowed again.
#include <filesystem>
#include <string>

namespace patchbay::host {

class BootMarker {
 public:
  // `fingerprint` names what is about to be started (library and settings).
  BootMarker(std::filesystem::path run_directory, std::string instance, std::string fingerprint);
  ~BootMarker();  // starting it is over, one way or the other
  BootMarker(const BootMarker&) = delete;

  // Throws Error{unavailable} with the remedy when an earlier process ended while starting the same
  // fingerprint.
  static void require_safe(const std::filesystem::path& run_directory, const std::string& instance,
                           const std::string& fingerprint);
  static void allow(const std::filesystem::path& run_directory, const std::string& instance);

 private:
  std::filesystem::path path_;
};

}  // namespace patchbay::host
