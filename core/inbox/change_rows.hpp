#pragma once
// What the change log says of conversations. A row is an object of these members, what happened, and a shape
// of docs/api/conversations.md:
// {"conversation","number","contact","above","inbox","team","assignee","status", …}. Private to this room;
// plugins get the row as the event's body.
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/inbox/conversation_store.hpp"
#include "core/inbox/handoff_store.hpp"
#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

std::string quoted(std::string_view text);  // as JSON

// The members every row has, as JSON without its braces.
std::string context_of(store::Session& db, const ConversationRow& row);

// Appends `topic` under the conversation; `what` is added to the row. Returns its place, which the row also
// takes over.
std::int64_t tell(store::Write& db, ConversationRow& row, const std::string& topic, const json::object& what,
                  bool durable = true);
// conversation.created, .updated or .status_changed, with what changed and the conversation as it is now.
std::int64_t tell_changes(store::Write& db, ConversationRow& row, const std::string& topic,
                          const Principal& by, const json::object& changes);
// The assignee, or the team, is another one; `before` is who was it.
std::int64_t tell_assignee(store::Write& db, ConversationRow& row, const Principal& by,
                           const std::string& before);
std::int64_t tell_team(store::Write& db, ConversationRow& row, const Principal& by,
                       const std::string& before);
std::int64_t tell_handoff(store::Write& db, ConversationRow& row, const std::string& topic,
                          HandoffRow& handoff);
// The one under way, if there is one: "handoff.closed".
void close_handoff(store::Write& db, ConversationRow& row);

}  // namespace patchbay::inbox
