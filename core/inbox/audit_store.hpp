#pragma once
// Who did what, append only: each row's hash covers the one before. No texts of messages and no secrets in
// it. Private to this room.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

// With the change "audit.recorded". `address`: the network address, where it is known.
void note_action(store::Write& db, const Principal& by, std::string_view action, const std::string& object,
                 const std::string& address, std::int64_t now_ms);
// Newest first, below `before`; each row has its "no".
std::vector<json::object> list_actions(store::Session& db, std::int64_t before, int limit);
// Every break of the chain, in words.
std::vector<std::string> check_actions(store::Session& db);
void forget_actions(store::Write& db, std::int64_t before_ms, int limit);

}  // namespace patchbay::inbox
