#pragma once
#include "core/base/json.hpp"

namespace patchbay::gateway {

// OpenAPI 3.1 of the routes of conversations, made from a table: "paths" and "components", to be merged with the rest.
json::object conversation_description();

}  // namespace patchbay::gateway
