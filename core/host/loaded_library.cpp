#include "core/host/loaded_library.hpp"

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <set>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/host/boundary.hpp"

namespace patchbay::host {
namespace {

[[noreturn]] void differs(const Manifest& manifest, const std::string& what, const std::string& library,
                          const std::string& json) {
  throw Error{Code::invalid, manifest.file + " says " + what + " " + library + ", its plugin.json says " +
                                 json + "; install library and plugin.json of one build"};
}

std::set<std::string> names(const char* const* list) {
  std::set<std::string> out;
  for (int i = 0; list != nullptr && i < 64 && list[i] != nullptr; ++i) out.emplace(list[i]);
  return out;
}

std::string joined(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : " ") + name;
  return out.empty() ? "nothing" : out;
}

void check_entry(const pbay_entry_t& entry, const Manifest& manifest) {
  if (entry.magic != PBAY_MAGIC)
    throw Error{Code::invalid,
                manifest.file + " is no Patchbay plugin: the magic number of pbay_entry is wrong"};
  if (entry.abi_major != PBAY_ABI_MAJOR)
    throw Error{Code::invalid, manifest.file + " was built for plugin ABI " +
                                   std::to_string(entry.abi_major) +
                                   "; this host loads ABI 1: build it with this host's pbay.h"};
  if (entry.desc == nullptr) throw Error{Code::invalid, manifest.file + ": pbay_entry has no description"};
  if (entry.create == nullptr) throw Error{Code::invalid, manifest.file + ": pbay_entry has no create()"};
  const pbay_desc& desc = *entry.desc;
  if (view(desc.id) != manifest.id) differs(manifest, "id", std::string{view(desc.id)}, manifest.id);
  if (view(desc.version) != manifest.version)
    differs(manifest, "version", std::string{view(desc.version)}, manifest.version);
  const std::set<std::string> needs = names(desc.needs);
  const std::set<std::string> listed{manifest.needs.begin(), manifest.needs.end()};
  if (needs != listed) differs(manifest, "it needs", joined(needs), joined(listed));
  if ((desc.flags & ~(PBAY_CONCURRENT | PBAY_CLOSABLE)) != 0 || desc.reserved != 0)
    throw Error{Code::invalid, manifest.file + " sets flags this host does not know; upgrade the host"};
}

}  // namespace

struct LoadedLibrary::Handle {
  boost::dll::shared_library library;
  const pbay_entry_t* entry = nullptr;
};

LoadedLibrary::LoadedLibrary(const std::filesystem::path& file, const Manifest& manifest)
    : handle_{std::make_unique<Handle>()} {
  try {
    handle_->library.load(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& caught) {
    throw Error{Code::invalid, manifest.file + " cannot be loaded: " + caught.what()};
  }
  if (!handle_->library.has("pbay_entry")) {
    throw Error{
        Code::invalid,
        manifest.file + " exports no pbay_entry; is it a Patchbay plugin, built with patchbay_add_plugin()?"};
  }
  handle_->entry = &handle_->library.get<const pbay_entry_t>("pbay_entry");
  check_entry(*handle_->entry, manifest);
}

LoadedLibrary::LoadedLibrary(LoadedLibrary&&) noexcept = default;
LoadedLibrary::~LoadedLibrary() = default;

const pbay_entry_t& LoadedLibrary::entry() const {
  return *handle_->entry;
}
bool LoadedLibrary::may_close() const {
  return (handle_->entry->desc->flags & PBAY_CLOSABLE) != 0;
}
void LoadedLibrary::keep() {
  static_cast<void>(handle_.release());
}

std::string missing_interfaces(const Manifest& manifest, const std::vector<std::string>& offered) {
  std::string out;
  for (const std::string& need : manifest.needs) {
    if (std::find(offered.begin(), offered.end(), need) != offered.end()) continue;
    const std::string stem = need.substr(0, need.find('/') + 1);
    std::string instead;
    for (const std::string& offer : offered)
      if (offer.starts_with(stem)) instead += (instead.empty() ? "" : ", ") + offer;
    out += (out.empty() ? manifest.file + " needs " : "; and needs ") + need + "; this host offers " +
           (instead.empty() ? "no " + need.substr(0, need.find('/')) : instead);
  }
  if (!out.empty())
    out += "; upgrade the host, or install the version of " + manifest.id + " made for this one";
  return out;
}

}  // namespace patchbay::host
