#include "core/inbox/handoffs.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/appending.hpp"
#include "core/inbox/change_rows.hpp"
#include "core/inbox/handoff_store.hpp"
#include "core/inbox/journey_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kLongestText = 4000, kLongestWord = 200, kMostTried = 50, kLargestTried = 16 << 10;
constexpr int kMostUnanswered = 100;

std::string clean(const std::string& text, std::size_t most) {
  return cut_utf8(to_valid_utf8(trim(text)), most);
}

std::string clean_tried(const json::array& tried) {
  json::array kept;
  for (const json::value& one : tried) {
    if (!one.is_object() || kept.size() == kMostTried) continue;
    json::object step;
    for (const std::string_view key : {"kind", "title", "url", "outcome"})
      if (const json::value* value = one.get_object().if_contains(key);
          value != nullptr && value->is_string())
        step[key] = clean(std::string{value->get_string()}, 300);
    kept.push_back(std::move(step));
  }
  while (to_text(kept).size() > kLargestTried) kept.pop_back();
  return to_text(kept);
}

HandoffRow get_row(store::Session& db, const std::string& id) {
  auto found = find_handoff(db, id);
  if (!found) throw Error{Code::not_found, "there is no such hand-off"};
  return *std::move(found);
}

// Where it is offered from: asked for, or waiting because nobody could take it.
void require_unanswered(const HandoffRow& row) {
  if (row.state == "accepted") throw Error{Code::conflict, row.agent_name + " has taken this conversation"};
  if (!row.is_open()) throw Error{Code::state, "this hand-off is closed"};
}

}  // namespace

struct Handoffs::State final : ConversationsState {
  using ConversationsState::ConversationsState;

  // A change of one hand-off and its conversation, by the rights of `by`.
  json::object change(const Principal& by, const char* name, const std::string& handoff,
                      const std::string& topic,
                      const std::function<void(store::Write&, HandoffRow&, ConversationRow&)>& work) {
    const Reach may = reach(by);
    json::object out;
    database.write(name, [&](store::Write& db) {
      HandoffRow row = get_row(db, handoff);
      ConversationRow conversation = get_conversation(db, row.conversation, may);
      work(db, row, conversation);
      tell_handoff(db, conversation, topic, row);
      update_handoff(db, row);
      update_conversation(db, conversation);
      out = shape_of(row);
    });
    return out;
  }
  ConversationRow place(store::Write& db, const Principal& by, const Reach& may,
                        const std::string& conversation) const;
};

Handoffs::Handoffs(store::Database& database, const Clock& clock, Directory& directory)
    : state_{std::make_unique<State>(database, clock, directory)} {}
Handoffs::~Handoffs() = default;

ConversationRow Handoffs::State::place(store::Write& db, const Principal& by, const Reach& may,
                                       const std::string& conversation) const {
  if (!conversation.empty()) return follow_merges(db, get_conversation(db, conversation, may));
  if (by.contact.empty()) throw Error{Code::invalid, "say which conversation needs a person"};
  ConversationRow row;
  row.inbox = by.inbox.empty() ? "default" : by.inbox;
  if (auto active = find_active(db, by.contact, row.inbox)) return *std::move(active);
  row.contact = by.contact;
  row.channel = "web";
  begin_conversation(db, *this, by, row);
  return row;
}

json::object Handoffs::request(const Principal& by, const HandoffRequest& request) {
  const Reach may = state_->reach(by);
  const std::int64_t now = state_->clock.now_ms();
  HandoffRow row;
  row.id = make_ulid(now);
  row.topic = clean(request.topic, kLongestWord), row.team = clean(request.team, kLongestWord);
  row.reason = clean(request.reason, kLongestText), row.summary = clean(request.summary, kLongestText);
  row.locale = clean(request.locale.empty() ? by.locale : request.locale, 16);
  row.tried = clean_tried(request.tried);
  row.requested_ms = now;
  if (!row.team.empty() && !state_->directory.has_team(row.team))
    row.team.clear();  // a bot's guess is no error
  json::object out;
  state_->database.write("inbox.handoff", [&](store::Write& db) {
    ConversationRow conversation = state_->place(db, by, may, request.conversation);
    if (conversation.erased) throw Error{Code::gone, "this conversation was erased"};
    if (conversation.blocked && !may.is_agent())
      throw Error{Code::denied,
                  "messages from here are not taken any more; please use another way to reach us"};
    if (const auto before = newest_handoff(db, conversation.id); before && before->is_open()) {
      out = shape_of(*before);
      return;
    }
    row.conversation = conversation.id;
    conversation.updated_ms = std::max(conversation.updated_ms, now);
    if (conversation.waiting_ms == 0) conversation.waiting_ms = now;
    if (!row.team.empty() && conversation.team.empty()) conversation.team = row.team;
    if (row.team.empty()) row.team = conversation.team;
    if (conversation.status != "open") reopen_conversation(db, by, conversation);
    insert_handoff(db, row);
    tell_handoff(db, conversation, "handoff.requested", row);
    record_step(db, conversation.contact, "handoff", row.locale,
                {{"reason", cut_utf8(row.reason, 200)}, {"from", conversation.channel}, {"state", row.state}},
                now);
    update_handoff(db, row);
    update_conversation(db, conversation);
    out = shape_of(row);
  });
  return out;
}

json::object Handoffs::get(const Principal& by, const std::string& conversation) {
  const Reach may = state_->reach(by);
  json::object out;
  state_->database.read([&](store::Session& db) {
    const auto found = newest_handoff(db, get_conversation(db, conversation, may).id);
    if (!found) throw Error{Code::not_found, "nobody asked for a person here"};
    out = shape_of(*found);
  });
  return out;
}

json::object Handoffs::offered(const std::string& handoff, const std::string& instance,
                               const std::string& state, std::optional<std::int64_t> eta_ms) {
  if (state != "offered" && state != "mailed" && state != "scheduled")
    throw Error{Code::invalid, "a hand-off is offered, mailed or scheduled"};
  return state_->change(Principal::system(), "inbox.handoff_offered", handoff, "handoff.offered",
                        [&](store::Write&, HandoffRow& row, ConversationRow&) {
                          require_unanswered(row);
                          row.state = state;
                          row.offered_to = instance;
                          row.eta_ms = eta_ms.value_or(0);
                        });
}

std::vector<json::object> Handoffs::unanswered(std::int64_t before_ms) {
  std::vector<json::object> out;
  state_->database.read([&](store::Session& db) {
    for (const HandoffRow& row : unanswered_handoffs(db, before_ms, kMostUnanswered))
      out.push_back(shape_of(row));
  });
  return out;
}

json::object Handoffs::left_message(const std::string& handoff) {
  return state_->change(Principal::system(), "inbox.handoff_left", handoff, "handoff.left_message",
                        [&](store::Write&, HandoffRow& row, ConversationRow& conversation) {
                          require_unanswered(row);
                          const std::int64_t now = state_->clock.now_ms();
                          const std::string& team = row.team.empty() ? conversation.team : row.team;
                          const auto opens = state_->directory.opens_at(team, now);
                          row.state = "left_message";
                          row.offered_to.clear();
                          row.eta_ms = opens && *opens > now ? *opens : 0;
                        });
}

json::object Handoffs::accept(const Principal& by, const std::string& handoff) {
  if (!by.is_agent() || by.id.empty()) throw Error{Code::denied, "an agent takes a conversation"};
  return state_->change(by, "inbox.handoff_accept", handoff, "handoff.accepted",
                        [&](store::Write& db, HandoffRow& row, ConversationRow& conversation) {
                          if (row.state == "accepted" && row.agent == by.id) return;
                          require_unanswered(row);
                          const std::string before = std::exchange(conversation.assignee, by.id);
                          row.state = "accepted";
                          row.agent = by.id;
                          row.agent_name = by.name;
                          row.eta_ms = 0;
                          conversation.updated_ms = std::max(conversation.updated_ms, state_->clock.now_ms());
                          if (before != by.id) tell_assignee(db, conversation, by, before);
                          if (conversation.status != "open") reopen_conversation(db, by, conversation);
                        });
}

json::object Handoffs::pass(const Principal& by, const std::string& handoff, const std::string& note,
                            bool to_bot) {
  return pass_to(by, handoff, note, to_bot ? "bot" : "");
}

json::object Handoffs::pass_to(const Principal& by, const std::string& handoff, const std::string& note,
                               const std::string& to) {
  require_agent(by, "pass a conversation on");
  std::optional<Appending> said;
  std::string conversation_of;
  if (!trim(note).empty()) {
    state_->database.read([&](store::Session& db) { conversation_of = get_row(db, handoff).conversation; });
    Draft draft;
    draft.cmid = make_ulid();
    draft.conversation = conversation_of;
    draft.body = note;
    draft.note = true;
    said.emplace(*state_, by, std::move(draft));
  }
  const bool to_agent = to.starts_with("agent:"), to_team = to.starts_with("team:");
  const std::string name = to.substr(to.find(':') + 1);
  if (!to.empty() && to != "bot" && !to_agent && !to_team)
    throw Error{Code::invalid, "pass it to agent:ID, team:NAME, bot, or to nobody"};
  if (to_team && !state_->directory.has_team(name)) throw Error{Code::invalid, "there is no such team"};
  return state_->change(by, "inbox.handoff_pass", handoff,
                        to == "bot" ? "handoff.closed"
                        : to_agent  ? "handoff.accepted"
                                    : "handoff.requested",
                        [&](store::Write& db, HandoffRow& row, ConversationRow& conversation) {
                          if (!row.is_open()) throw Error{Code::state, "this hand-off is closed"};
                          // A channel gives back what nobody took; from an agent it takes nothing.
                          if (by.kind == Kind::system) require_unanswered(row);
                          if (said) {
                            said->run(db);
                            conversation = *find_conversation(db, conversation.id);
                          }
                          const std::string before =
                              std::exchange(conversation.assignee, to_agent ? name : "");
                          row.state = to == "bot" ? "closed" : to_agent ? "accepted" : "requested";
                          row.agent = to_agent ? name : "";
                          row.agent_name.clear();
                          row.offered_to.clear();
                          row.eta_ms = 0;
                          if (to_agent) {
                            const auto agent = find_agent_by_id(db, name);
                            if (!agent || !agent->agent.enabled)
                              throw Error{Code::invalid, "there is no such agent"};
                            row.agent_name = agent->agent.name;
                          }
                          if (to_team) row.team = conversation.team = name;
                          conversation.updated_ms = std::max(conversation.updated_ms, state_->clock.now_ms());
                          if (before != conversation.assignee) tell_assignee(db, conversation, by, before);
                          if (to != "bot") return;
                          conversation.status = "pending";
                          tell_changes(db, conversation, "conversation.status_changed", by,
                                       {{"status", "pending"}, {"was", "open"}});
                        });
}

json::object Handoffs::close(const Principal& by, const std::string& handoff) {
  return state_->change(by, "inbox.handoff_close", handoff, "handoff.closed",
                        [&](store::Write&, HandoffRow& row, ConversationRow&) {
                          if (!row.is_open()) throw Error{Code::state, "this hand-off is closed"};
                          row.state = "closed";
                        });
}

}  // namespace patchbay::inbox
