#pragma once
// Who may read an article. Audiences are a ladder: what the public may read customers may, what customers may
// read employees may, what they may read agents may. Groups narrow it: then only members of one of them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::kb {

enum class Audience : unsigned char { everyone, customer, employee, agent };

std::string_view name_of(Audience audience);  // "public", "customer", "employee", "agent"
std::optional<Audience> audience_of(std::string_view name);

struct Readers {
  Audience audience = Audience::everyone;
  std::vector<std::string> groups;  // empty = all of the audience
  bool is_public() const { return audience == Audience::everyone && groups.empty(); }
  bool operator==(const Readers&) const = default;
};

// Everybody who may read `page` may read `other` too: only then may `page` name it.
bool covers(const Readers& page, const Readers& other);

// Somebody who reads.
struct Reader {
  Audience audience = Audience::everyone;
  std::vector<std::string> groups;
  bool everything = false;  // admin, or the system itself
};
bool may_read(const Reader& reader, const Readers& readers);

}  // namespace patchbay::kb
