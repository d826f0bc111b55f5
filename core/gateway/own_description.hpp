#pragma once
#include <string_view>

namespace patchbay::gateway {

// OpenAPI 3.1 of the host's own routes: "paths" and "components", to be merged with the plugins'.
extern const std::string_view kOwnDescription;

}  // namespace patchbay::gateway
