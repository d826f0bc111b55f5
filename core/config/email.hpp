#pragma once
#include <string_view>

namespace patchbay::config {

// Plainly a mail address: one @, a host with a dot, no blanks or brackets. Not the whole of RFC 5321.
bool is_email(std::string_view text);

}  // namespace patchbay::config
