#pragma once
// One-time links as rows: 256 random bits in the link, their SHA-256 here.
#include <optional>
#include <string>

#include "core/inbox/inbox.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct LinkRow {
  Purpose purpose = Purpose::sign_in;
  std::string subject;  // agent's or person's id; empty for first_admin
};

// Replaces the links this subject had for this purpose.
void insert_link(store::Write& db, const std::string& hash, const LinkRow& link, std::int64_t now_ms,
                 std::int64_t expires_ms);
std::optional<LinkRow> find_link(store::Session& db, const std::string& hash, std::int64_t now_ms);
// Uses it up. Error{not_found} when it is unknown, used or late.
LinkRow take_link(store::Write& db, const std::string& hash, std::int64_t now_ms);
void remove_links_of(store::Write& db, const std::string& subject);

}  // namespace patchbay::inbox
