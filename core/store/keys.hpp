#pragma once
// Secrets the host makes for itself: DIR/keys/<name>, 0400, 256 random bits each, outside the database so
// that a stolen copy of it opens nothing. Not in a backup unless asked for.
#include <string>
#include <string_view>

namespace patchbay::store {

// The 32 raw bytes of this name ([a-z][a-z0-9-]*, at most 40), made on first use and on disk before this
// returns. Throws Error{unavailable} when the file is readable by others or damaged. [any thread]
std::string named_key(const std::string& directory, std::string_view name);

}  // namespace patchbay::store
