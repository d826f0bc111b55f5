#pragma once
// What a form without a script sends: application/x-www-form-urlencoded.
#include <string>
#include <string_view>

namespace patchbay::portal {

// The first field of that name, valid UTF-8 whatever was sent, trimmed, at most `most` bytes; "" where there is none.
std::string form_field(std::string_view body, std::string_view name, std::size_t most);

// 26 letters and figures nobody guesses. A form carries one, so sending it twice says the same thing once.
std::string form_token();
// The "token" a form carried; a new one where it carries none or something that is none.
std::string token_of(std::string_view body);

}  // namespace patchbay::portal
