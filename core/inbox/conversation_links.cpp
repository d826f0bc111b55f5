// Conversations that belong together or apart, what was seen of them, and messages that change.
#include <algorithm>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/change_rows.hpp"
#include "core/inbox/contact_store.hpp"
#include "core/inbox/conversations_state.hpp"
#include "core/inbox/message_store.hpp"
#include "core/inbox/message_words_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kEditableMs = 15 * 60'000;
constexpr std::size_t kLongestDetail = 500;

bool is_delivery_state(std::string_view state) {
  return state == "queued" || state == "sending" || state == "sent" || state == "delivered" ||
         state == "failed";
}

bool same_person(store::Session& db, const std::string& one, const std::string& other) {
  const auto a = root_of(db, one), b = root_of(db, other);
  return a && b && a->id == b->id;
}

// An answer that is the sender's own, and not too old.
void require_own(const Principal& by, const MessageRow& message, std::int64_t now) {
  if (by.kind == Kind::system) return;
  if (!by.is_agent() || message.author.kind != "agent" || message.author.id != by.id)
    throw Error{Code::denied, "you may change your own messages only"};
  if (now - message.at_ms > kEditableMs) throw Error{Code::denied, "a message can be changed for 15 minutes"};
}

}  // namespace

json::object Conversations::update_message(const Principal& by, const std::string& conversation,
                                           std::int64_t seq, const json::object& changes) {
  const Reach reach = state_->reach(by);
  const std::int64_t now = state_->clock.now_ms();
  std::optional<std::string> body, state;
  std::string detail;
  if (changes.contains("body")) body = clean_body(required_string(changes, "body"));
  if (const json::value* delivery = changes.if_contains("delivery")) {
    if (by.kind != Kind::system) throw Error{Code::denied, "the channel says what became of a message"};
    if (!delivery->is_object() || !is_delivery_state(required_string(delivery->get_object(), "state")))
      throw Error{Code::invalid, "a delivery is queued, sending, sent, delivered or failed"};
    state = required_string(delivery->get_object(), "state");
    detail = cut_utf8(to_valid_utf8(string_or(delivery->get_object(), "detail", "")), kLongestDetail);
  }
  json::object out;
  state_->database.write("inbox.update_message", [&](store::Write& db) {
    ConversationRow row = get_conversation(db, conversation, reach);
    auto message = find_message(db, row.id, seq);
    if (!message || (message->note && !reach.is_agent()))
      throw Error{Code::not_found, "there is no such message"};
    const bool other_body = body && *body != message->body;
    const bool other_state = state && (*state != message->delivery || detail != message->delivery_detail);
    if (other_body) {
      require_own(by, *message, now);
      if (trim(*body).empty() && message->parts == "[]") throw Error{Code::invalid, "a message needs a text"};
      message->body = *body;
      message->edited_ms = now;
    }
    if (other_state) message->delivery = *state, message->delivery_detail = detail;
    if (other_body || other_state) {
      message->event = tell(db, row, "message.updated", {{"message", shape_of(*message, true, true)}});
      inbox::update_message(db, *message);
      if (other_body) index_again(db, row.id, seq);
      update_conversation(db, row);
    }
    out = shape_of(*message, true, true);
  });
  return out;
}

json::object Conversations::merge(const Principal& by, const std::string& conversation,
                                  const std::string& into) {
  require_agent(by, "merge conversations");
  const Reach reach = state_->reach(by);
  json::object out;
  state_->database.write("inbox.merge", [&](store::Write& db) {
    ConversationRow row = get_conversation(db, conversation, reach);
    ConversationRow target = follow_merges(db, get_conversation(db, into, reach));
    if (!row.merged_into.empty())
      throw Error{Code::state, "this conversation is merged already; undo that first"};
    if (target.id == row.id) throw Error{Code::invalid, "a conversation cannot be merged into itself"};
    if (!same_person(db, row.contact, target.contact))
      throw Error{Code::invalid, "these are conversations of two people: merge the people first"};
    row.merged_into = target.id;
    const bool was_active = std::exchange(row.active, false);
    tell_changes(db, row, "conversation.updated", by, {{"merged_into", target.id}});
    update_conversation(db, row);
    if (row.status != "resolved" && target.status == "resolved") reopen_conversation(db, by, target);
    if (was_active && !target.active && target.contact == row.contact && target.inbox == row.inbox)
      target.active = true;
    if (row.waiting_ms > 0 && (target.waiting_ms == 0 || row.waiting_ms < target.waiting_ms))
      target.waiting_ms = row.waiting_ms;
    update_conversation(db, target);
    out = shape_of(db, row, true);
  });
  return out;
}

json::object Conversations::unmerge(const Principal& by, const std::string& conversation) {
  require_agent(by, "undo a merge");
  const Reach reach = state_->reach(by);
  json::object out;
  state_->database.write("inbox.unmerge", [&](store::Write& db) {
    ConversationRow row = get_conversation(db, conversation, reach);
    if (row.merged_into.empty()) throw Error{Code::state, "this conversation is not merged"};
    row.merged_into.clear();
    row.active = row.status != "resolved" && !find_active(db, row.contact, row.inbox);
    tell_changes(db, row, "conversation.updated", by, {{"merged_into", nullptr}});
    update_conversation(db, row);
    out = shape_of(db, row, true);
  });
  return out;
}

json::object Conversations::split(const Principal& by, const std::string& conversation, std::int64_t seq) {
  require_agent(by, "split conversations");
  const Reach reach = state_->reach(by);
  json::object out;
  state_->database.write("inbox.split", [&](store::Write& db) {
    const ConversationRow from = get_conversation(db, conversation, reach);
    if (!find_message(db, from.id, seq)) throw Error{Code::not_found, "there is no such message"};
    ConversationRow row;
    row.inbox = from.inbox, row.contact = from.contact, row.channel = from.channel,
    row.instance = from.instance;
    row.team = from.team, row.assignee = from.assignee, row.subject = from.subject;
    row.active = !find_active(db, row.contact, row.inbox);
    row.split_from = from.id, row.split_seq = seq;
    begin_conversation(db, *state_, by, row);
    update_conversation(db, row);
    out = shape_of(db, row, true);
  });
  return out;
}

void Conversations::seen(const Principal& by, const std::string& conversation, std::int64_t seq,
                         const std::string& state) {
  const Reach reach = state_->reach(by);
  if (state != "delivered" && state != "read") throw Error{Code::invalid, "seen is delivered or read"};
  if (reach.is_agent() && (state == "delivered" || by.kind == Kind::system)) return;
  state_->database.write("inbox.seen", [&](store::Write& db) {
    ConversationRow row = get_conversation(db, conversation, reach);
    const std::int64_t upto = std::min(seq, row.last_seq);
    std::int64_t& mark = reach.is_agent()  ? row.agent_seq
                         : state == "read" ? row.read_seq
                                           : row.delivered_seq;
    if (upto <= mark) return;
    mark = upto;
    row.delivered_seq = std::max(row.delivered_seq, row.read_seq);
    if (reach.is_agent()) row.unread = upto == row.last_seq ? 0 : count_unread(db, row.id, upto);
    tell(db, row, "conversation.seen",
         {{"seen",
           {{"conversation", row.id},
            {"by", reach.is_agent() ? "agent" : "contact"},
            {"seq", upto},
            {"state", state}}}},
         false);
    update_conversation(db, row);
  });
}

}  // namespace patchbay::inbox
