#pragma once
// Taking away what is kept of somebody. Private to this room.
#include <string>
#include <vector>

#include "core/store/database.hpp"

namespace patchbay::inbox {

// The contact that is known by this e-mail address or other value: who holds it verified, else the only one
// that claims it; empty = none, or several.
std::string only_claimant(store::Session& db, const std::string& value);
std::vector<std::string> conversations_of(store::Session& db, const std::string& contact);
// Every word of it; the rows stay. The ids of files its messages named are added to `files`, which nothing
// holds any more.
void blank_conversation(store::Write& db, const std::string& conversation, std::vector<std::string>& files);
void blank_contact(store::Write& db, const std::string& contact, std::int64_t now_ms);

}  // namespace patchbay::inbox
