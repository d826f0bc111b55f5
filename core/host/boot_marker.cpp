#include "core/host/boot_marker.hpp"

#include <fstream>
#include <sstream>

#include "core/base/error.hpp"

namespace patchbay::host {
namespace {

std::filesystem::path marker_path(const std::filesystem::path& run_directory, const std::string& instance) {
  return run_directory / (instance + ".starting");
}

}  // namespace

BootMarker::BootMarker(std::filesystem::path run_directory, std::string instance, std::string fingerprint)
    : path_{marker_path(run_directory, instance)} {
  std::filesystem::create_directories(run_directory);
  std::ofstream out{path_, std::ios::trunc};
  out << fingerprint;
  out.close();
  if (!out) throw Error{Code::unavailable, path_.string() + " cannot be written; is the disk full?"};
}

BootMarker::~BootMarker() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void BootMarker::require_safe(const std::filesystem::path& run_directory, const std::string& instance,
                              const std::string& fingerprint) {
  std::ifstream in{marker_path(run_directory, instance)};
  if (!in) return;
  std::stringstream text;
  text << in.rdbuf();
  if (text.str() != fingerprint) return;
  throw Error{Code::unavailable, "the host ended while starting " + instance +
                                     " the last time, so it is left out; install another build of it or "
                                     "change its settings, or try it again: "
                                     "patchbay plugin enable " +
                                     instance};
}

void BootMarker::allow(const std::filesystem::path& run_directory, const std::string& instance) {
  std::error_code ignored;
  std::filesystem::remove(marker_path(run_directory, instance), ignored);
}

}  // namespace patchbay::host
