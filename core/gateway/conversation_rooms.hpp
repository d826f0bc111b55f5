#pragma once
// What the gateway asks of core/inbox about conversations. Lent; where a gateway is made without them, /ws/v1 and the routes of
// conversations say so.
#include "core/inbox/contacts.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/directory.hpp"
#include "core/inbox/duty.hpp"
#include "core/inbox/handoffs.hpp"
#include "core/store/database.hpp"

namespace patchbay::gateway {

struct ConversationRooms {
  store::Database& database;
  inbox::Conversations& conversations;
  inbox::Contacts& contacts;
  inbox::Handoffs& handoffs;
  inbox::Directory& directory;
  inbox::Duty& duty;
};

}  // namespace patchbay::gateway
