#pragma once
// Hand-offs as rows, and as the JSON of docs/api/conversations.md. Private to this room.
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct HandoffRow {
  std::string id, conversation, state = "requested", topic, team, reason, summary, tried = "[]", locale,
                                offered_to;
  std::string agent, agent_name;  // agent_name is read only
  std::int64_t requested_ms = 0, eta_ms = 0, event = 0;

  bool is_open() const { return state != "closed"; }
  bool is_promise() const { return state == "left_message" || state == "mailed" || state == "scheduled"; }
};

std::optional<HandoffRow> find_handoff(store::Session& db, const std::string& id);
std::optional<HandoffRow> newest_handoff(store::Session& db, const std::string& conversation);
// "requested" or "offered" since before `before_ms`, oldest first.
std::vector<HandoffRow> unanswered_handoffs(store::Session& db, std::int64_t before_ms, int limit);
void insert_handoff(store::Write& db, const HandoffRow& row);
void update_handoff(store::Write& db, const HandoffRow& row);
json::object shape_of(const HandoffRow& row);

}  // namespace patchbay::inbox
