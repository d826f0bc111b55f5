#pragma once
// The one place where an error of the host becomes an HTTP status.
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay::gateway {

std::string_view reason_of(int status) noexcept;     // "Not Found"; "Status" where there is no word for it
int status_of(Code code) noexcept;                   // not_found → 404
std::string_view code_of(int status) noexcept;       // problem+json's "code": 404 → "not_found"

}  // namespace patchbay::gateway
