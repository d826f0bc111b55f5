#pragma once
// What the parts of Conversations share. Private to this room.
#include <map>
#include <mutex>

#include "core/inbox/conversation_store.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/directory.hpp"
#include "core/inbox/reach.hpp"
#include "core/search/message_text.hpp"

namespace patchbay::inbox {

struct ConversationsState {  // shared with Handoffs
  ConversationsState(store::Database& the_database, const Clock& the_clock, Directory& the_directory)
      : database{the_database}, clock{the_clock}, directory{the_directory} {}

  Reach reach(const Principal& by) const { return reach_of(by, directory); }
  // The parts as they are stored, with one "file" part for each attachment. Throws Error{invalid | denied}.
  std::string checked_parts(const Principal& by, const Draft& draft) const;

  store::Database& database;
  const Clock& clock;
  Directory& directory;

  Attachments* attachments = nullptr;
  search::MessageText words;

  mutable std::mutex mutex;  // guards what follows
  std::map<std::string, std::function<void(const json::object&)>> part_checks;
};

// Stores a new conversation and tells of it; id, number, team and times are given here. Error{invalid} for an
// unknown inbox, Error{not_found} for an unknown contact.
void begin_conversation(store::Write& db, const ConversationsState& state, const Principal& by,
                        ConversationRow& row);
// A resolved, snoozed or pending one, back to work. Of a resolved one: `active` unless another one is by now.
void reopen_conversation(store::Write& db, const Principal& by, ConversationRow& row);

// Line ends as \n; nothing that controls a terminal. Error{invalid | limit}.
std::string clean_body(const std::string& body);
void require_agent(const Principal& by, const char* what);  // Error{denied}
// The sender of its messages, for cmids; Error{denied} for nobody in particular.
std::string channel_sender(const std::string& instance);
std::string sender_of(const Principal& by, const std::string& instance);

}  // namespace patchbay::inbox
