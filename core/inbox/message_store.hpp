#pragma once
// Messages as rows, and as the JSON of docs/api/conversations.md. Private to this room.
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/inbox/conversations.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct MessageRow {
  std::string id, conversation;
  std::int64_t seq = 0, at_ms = 0;
  Author author;
  std::string channel, body, parts = "[]";  // parts: a JSON list
  bool note = false;
  std::int64_t edited_ms = 0;
  std::string sender, cmid, hash, delivery, delivery_detail, meta;  // meta: a JSON object, or empty
  std::int64_t event = 0;
};

// What was stored under this sender's cmid.
struct Sent {
  std::string conversation, id, hash;
  std::int64_t seq = 0, event = 0;
};
std::optional<Sent> find_sent(store::Session& db, const std::string& sender, const std::string& cmid);
void insert_message(store::Write& db, const MessageRow& row);
// body, edited_ms, delivery, delivery_detail, event
void update_message(store::Write& db, const MessageRow& row);
std::optional<MessageRow> find_message(store::Session& db, const std::string& conversation, std::int64_t seq);
// after < seq, before > seq; 0 = no bound. In order; the newest `limit` unless only `after` is given (-1:
// from the first).
std::vector<MessageRow> list_messages(store::Session& db, const std::string& conversation, std::int64_t after,
                                      std::int64_t before, int limit, bool with_notes);
std::optional<MessageRow> last_message(store::Session& db, const std::string& conversation, bool with_notes);
// Of the contact, after that seq.
std::int64_t count_unread(store::Session& db, const std::string& conversation, std::int64_t after);

json::object shape_of(const Author& author);
json::object shape_of(const MessageRow& row, bool own, bool for_agents);  // own: with its cmid

}  // namespace patchbay::inbox
