#pragma once
// Conversations as rows, and as the JSON of docs/api/conversations.md. Private to this room.
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/reach.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct ConversationRow {
  std::string id;
  std::int64_t number = 0;
  std::string inbox, contact, channel, instance, status = "open";
  bool active = true;
  std::string assignee, team, subject, priority;
  std::int64_t created_ms = 0, updated_ms = 0, snoozed_ms = 0, due_ms = 0, resolved_ms = 0, waiting_ms = 0;
  std::int64_t last_seq = 0, unread = 0, delivered_seq = 0, read_seq = 0, agent_seq = 0;
  std::string merged_into, split_from;
  std::int64_t split_seq = 0, event = 0;
  // Of its contact.
  std::string name, locale, merged_contact;
  bool blocked = false, erased = false;
};

std::optional<ConversationRow> find_conversation(store::Session& db, const std::string& id_or_number);
// By the rights of `reach`; Error{not_found} as if it were not there. Numbers are for agents.
ConversationRow get_conversation(store::Session& db, const std::string& id_or_number, const Reach& reach);
bool may_see(store::Session& db, const ConversationRow& row, const Reach& reach);
// Where it went when it was merged: the last of the chain.
ConversationRow follow_merges(store::Session& db, ConversationRow row);

// The active one of the contact's family in this inbox, else the one resolved last. nullopt: there is none.
std::optional<ConversationRow> find_active(store::Session& db, const std::string& contact,
                                           const std::string& inbox);
std::optional<ConversationRow> find_resolved(store::Session& db, const std::string& contact,
                                             const std::string& inbox, std::int64_t since_ms);

// A new one; its number is given here. The contact's members are read.
void insert_conversation(store::Write& db, ConversationRow& row);
void update_conversation(store::Write& db, const ConversationRow& row);  // every member that may change
// What a message changes: fewer indexes to keep.
void count_message(store::Write& db, const ConversationRow& row);

std::vector<ConversationRow> list_conversations(store::Session& db, const Reach& reach, const Filter& filter);
std::string cursor_after(const ConversationRow& row, const std::string& sort);
json::object count_conversations(store::Session& db, const Reach& reach, std::int64_t now_ms);

std::vector<std::string> snoozed_until(store::Session& db, std::int64_t now_ms, int limit);
std::vector<std::string> merged_into(store::Session& db, const std::string& conversation);

std::vector<std::string> labels_of(store::Session& db, const std::string& conversation);
void put_labels(store::Write& db, const std::string& conversation, const std::vector<std::string>& labels);

std::vector<std::string> check_numbering(store::Session& db);

// The shape for agents, or for the contact itself.
json::object shape_of(store::Session& db, const ConversationRow& row, bool for_agents);

}  // namespace patchbay::inbox
