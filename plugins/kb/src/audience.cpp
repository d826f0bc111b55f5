#include "audience.hpp"

#include <algorithm>
#include <array>

namespace patchbay::kb {
namespace {

constexpr std::array<std::string_view, 4> kNames{"public", "customer", "employee", "agent"};

bool contains(const std::vector<std::string>& groups, const std::string& group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

}  // namespace

std::string_view name_of(Audience audience) {
  return kNames[static_cast<std::size_t>(audience)];
}

std::optional<Audience> audience_of(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Audience>(found - kNames.begin());
}

bool covers(const Readers& page, const Readers& other) {
  if (other.audience > page.audience) return false;
  if (other.groups.empty()) return true;
  return !page.groups.empty() &&
         std::all_of(page.groups.begin(), page.groups.end(),
                     [&](const std::string& group) { return contains(other.groups, group); });
}

bool may_read(const Reader& reader, const Readers& readers) {
  if (reader.everything) return true;
  if (readers.audience > reader.audience) return false;
  return readers.groups.empty() ||
         std::any_of(readers.groups.begin(), readers.groups.end(),
                     [&](const std::string& group) { return contains(reader.groups, group); });
}

}  // namespace patchbay::kb
