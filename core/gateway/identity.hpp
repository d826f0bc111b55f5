#pragma once
// From the business's signed word to a session. [worker]
#include <optional>
#include <string>

#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/identity_token.hpp"

namespace patchbay::gateway {

// Checks the token with the keys of this inbox; Error{not_found} where there is no such inbox.
IdentityClaims identity_of(const Settings& settings, const std::string& inbox, std::string_view token);

// A visitor's session of whoever the claims name. `before` is the visit until now: it becomes that person's, unless it was
// another one's already.
inbox::SignedIn identified_visit(const BuiltIn& parts, const IdentityClaims& claims, const std::string& inbox, const std::string& locale,
                                 const std::optional<inbox::SignedIn>& before);
// A customer's or employee's session; needs an e-mail address.
inbox::SignedIn identified_person(const BuiltIn& parts, const IdentityClaims& claims);

}  // namespace patchbay::gateway
