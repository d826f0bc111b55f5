#pragma once
// A folder the operator granted, through pbay.files/1.
#include "patchbay/host.hpp"
#include "source_folder.hpp"

namespace patchbay::kb {

class GrantedFolder final : public SourceFolder {
 public:
  // `ctx` is the command's while it runs; kSelf for folders of the configuration.
  GrantedFolder(Host host, Ctx ctx, std::string grant) : host_{host}, ctx_{ctx}, grant_{std::move(grant)} {}

  std::vector<SourceEntry> list(const std::string& folder) const override;
  std::string read(const std::string& path, std::uint64_t most) const override;

 private:
  Host host_;
  Ctx ctx_;
  std::string grant_;
};

}  // namespace patchbay::kb
