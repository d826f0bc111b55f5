#pragma once
// The disk of fault_shim.c seen from outside: what of a data folder survives a power cut.
#include <filesystem>

namespace patchbay::store {

class Shadow {
 public:
  Shadow(std::filesystem::path data, std::filesystem::path shadow);

  void mirror() const;     // everything there is now is on disk
  void cut_power() const;  // the data folder becomes what the shadow kept; nobody may have it open
  const std::filesystem::path& folder() const { return shadow_; }  // PL_SHADOW

 private:
  const std::filesystem::path data_, shadow_;
};

}  // namespace patchbay::store
