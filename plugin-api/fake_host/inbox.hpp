#pragma once
// The host's answers about contacts, conversations, messages and hand-offs.
#include <optional>
#include <string>

namespace patchbay::fake {

// nullopt: none of those methods. `request` is JSON.
std::optional<std::string> inbox_answer(const std::string& method, const std::string& request);

}  // namespace patchbay::fake
