#include "core/inbox/appending.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <future>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/change_rows.hpp"
#include "core/inbox/conversations_state.hpp"
#include "core/inbox/handoff_store.hpp"
#include "core/store/blobs.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::size_t kLongestBody = 64 << 10, kLongestCmid = 64, kLongestKey = 500, kLongestSubject = 300;
constexpr std::size_t kMostEntries = 50, kLargestEntry = 4096, kLargestMeta = 4096;

bool is_cmid(std::string_view text) {
  return !text.empty() && text.size() <= kLongestCmid && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

// A browser's own notes: what is no entry is left out, never the message.
std::vector<Appending::Step> read_journey(const json::array& list, const std::string& contact,
                                          std::int64_t now) {
  std::vector<Appending::Step> steps;
  const std::size_t skip = list.size() > kMostEntries ? list.size() - kMostEntries : 0;  // the newest stay
  for (std::size_t at = skip; at < list.size(); ++at) {
    if (!list[at].is_object()) continue;
    const json::object& one = list[at].get_object();
    const auto text = [&one](std::string_view key, std::size_t most) {
      const json::value* value = one.if_contains(key);
      return value != nullptr && value->is_string() ? cut_utf8(to_valid_utf8(value->get_string()), most)
                                                    : std::string{};
    };
    Appending::Step step;
    step.entry.kind = text("kind", 40);
    if (!is_journey_word(step.entry.kind)) continue;
    step.entry.locale = text("locale", 16), step.entry.page = text("page", 500), step.entry.contact = contact;
    const json::value* time = one.if_contains("at");
    step.entry.at_ms = time != nullptr && time->is_int64() ? time->get_int64() : now;
    if (time != nullptr && time->is_string())
      step.entry.at_ms = from_iso_time(time->get_string()).value_or(now);
    step.entry.at_ms = std::clamp(step.entry.at_ms, now - kDay, now);
    if (const json::value* data = one.if_contains("data"); data != nullptr && data->is_object())
      step.entry.data = data->get_object();
    step.data = to_text(step.entry.data);
    if (step.data.size() > kLargestEntry) continue;
    json::object told = entry_json(step.entry);
    told["contact"] = contact;
    step.told = to_text(told);
    step.id = make_ulid(now);
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

std::string clean_body(const std::string& body) {
  if (body.size() > kLongestBody)
    throw Error{Code::invalid, "a message has at most 64 KB; send the rest as a file"};
  if (!is_utf8(body)) throw Error{Code::invalid, "the text of a message is not UTF-8"};
  std::string clean;
  clean.reserve(body.size());
  for (std::size_t at = 0; at < body.size(); ++at) {
    const unsigned char c = static_cast<unsigned char>(body[at]);
    if (c == '\r') {
      if (at + 1 == body.size() || body[at + 1] != '\n') clean += '\n';
    } else if (c >= 0x20 ? c != 0x7f : c == '\n' || c == '\t') {
      clean += body[at];
    }
  }
  return clean;
}

Appending::Appending(const ConversationsState& state, const Principal& by, Draft draft)
    : state_{state}, by_{by}, reach_{state.reach(by)}, now_{state.clock.now_ms()}, draft_{std::move(draft)} {
  const bool from_channel = !draft_.dedup_key.empty();
  if (by.kind != Kind::system && (from_channel || !draft_.instance.empty()))
    throw Error{Code::denied, "only channels bring messages of others"};
  if (from_channel ? draft_.dedup_key.size() > kLongestKey || !is_utf8(draft_.dedup_key)
                   : !is_cmid(draft_.cmid))
    throw Error{Code::invalid, from_channel
                                   ? "a dedup_key has at most 500 bytes of UTF-8"
                                   : "a cmid is 1 to 64 letters, digits, '_' or '-', new for each message"};
  if (draft_.note && !by.is_agent()) throw Error{Code::denied, "private notes are for agents"};
  if (!by.is_agent()) draft_.channel = "web", draft_.contact.clear(), draft_.inbox.clear();
  check_author(by);
  message_.body = clean_body(draft_.body);
  message_.parts = state.checked_parts(by, draft_);
  if (trim(message_.body).empty() && message_.parts == "[]")
    throw Error{Code::invalid, "a message needs a text or a file"};
  if (draft_.subject.size() > kLongestSubject || !is_utf8(draft_.subject))
    throw Error{Code::invalid, "a subject has at most 300 bytes"};
  message_.id = make_ulid(now_);
  message_.at_ms = now_;
  message_.sender = from_channel ? channel_sender(draft_.instance) : sender_of(by, draft_.instance);
  message_.cmid = from_channel ? draft_.dedup_key : draft_.cmid;
  message_.hash =
      sha256_hex(message_.body + '\0' + message_.parts + (draft_.note ? "\0n" : "\0p")).substr(0, 32);
  if (!by.is_agent()) journey_ = read_journey(draft_.journey, by.contact, now_);
  body_json_ = quoted(message_.body);
  if (!draft_.meta.empty()) message_.meta = to_text(draft_.meta);
  if (message_.meta.size() > kLargestMeta)
    throw Error{Code::invalid, "what a channel says of a message is at most 4 KB"};
}

void Appending::check_author(const Principal& by) {
  Author& author = draft_.author;
  if (by.kind != Kind::system && !author.kind.empty())
    throw Error{Code::denied, "you speak for yourself only"};
  if (author.kind.empty()) {
    author = {.kind = !by.is_agent()            ? "visitor"
                      : by.kind == Kind::system ? "system"
                                                : "agent",
              .id = by.is_agent() ? by.id : by.contact,
              .name = by.name,
              .avatar = ""};
  } else if (author.kind != "visitor" && author.kind != "agent" && author.kind != "bot" &&
             author.kind != "system") {
    throw Error{Code::invalid, "an author is a visitor, an agent, a bot or the system"};
  }
  for (std::string* text : {&author.id, &author.name, &author.avatar})
    *text = cut_utf8(to_valid_utf8(*text), 500);
}

void Appending::require_welcome(store::Write& db, const ConversationRow& row) const {
  if (row.erased) throw Error{Code::gone, "this conversation was erased"};
  if (draft_.author.kind != "visitor") return;
  bool blocked = row.blocked;
  if (!row.merged_contact.empty())
    for (const std::string& one : above(db, row.merged_contact))
      db.query("select blocked from contacts where id = $1", {one}, [&](const store::Row& contact) {
        blocked = blocked || contact.integer(0) != 0;
        return false;
      });
  if (blocked)
    throw Error{Code::denied,
                "messages from here are not taken any more; please use another way to reach us"};
}

ConversationRow Appending::begin(store::Write& db, const std::string& contact, const std::string& inbox) {
  ConversationRow row;
  row.inbox = inbox;
  row.contact = contact;
  row.channel = draft_.channel;
  row.instance = draft_.dedup_key.empty() ? "" : draft_.instance;
  row.subject = draft_.subject;
  begin_conversation(db, state_, by_, row);
  require_welcome(db, row);
  ack_.opened = true;
  return row;
}

void Appending::reopen(store::Write& db, ConversationRow& row) {
  ack_.opened = row.status == "resolved";
  reopen_conversation(db, by_, row);
  update_conversation(db, row);
}

ConversationRow Appending::place(store::Write& db) {
  const bool theirs = draft_.author.kind == "visitor" && !draft_.note;
  if (!draft_.conversation.empty()) {
    ConversationRow row = follow_merges(db, get_conversation(db, draft_.conversation, reach_));
    require_welcome(db, row);
    if (theirs && (row.status == "resolved" || row.status == "snoozed")) reopen(db, row);
    return row;
  }
  const std::string contact = draft_.contact.empty() ? by_.contact : draft_.contact;
  if (contact.empty()) throw Error{Code::invalid, "say which conversation or contact the message is for"};
  const std::string inbox = !draft_.inbox.empty() ? draft_.inbox : !by_.inbox.empty() ? by_.inbox : "default";
  auto found = find_active(db, contact, inbox);
  if (!found) found = find_resolved(db, contact, inbox, now_ - state_.directory.reopen_days(inbox) * kDay);
  if (!found) return begin(db, contact, inbox);
  if (!may_see(db, *found, reach_))
    throw Error{Code::not_found, "this person's conversation is with another team"};
  require_welcome(db, *found);
  if (found->status == "resolved" || (theirs && found->status == "snoozed")) reopen(db, *found);
  return *std::move(found);
}

// What a message means for its conversation.
void Appending::count(ConversationRow& row) const {
  row.last_seq = message_.seq;
  row.updated_ms = std::max(row.updated_ms, now_);
  if (message_.note) return;
  if (message_.author.kind == "visitor") {
    ++row.unread;
    row.delivered_seq = row.read_seq = message_.seq;
    if (row.waiting_ms == 0) row.waiting_ms = now_;
    if (row.instance.empty() && !draft_.dedup_key.empty())
      row.channel = draft_.channel, row.instance = draft_.instance;
  } else if (message_.author.kind != "system") {
    row.waiting_ms = 0;
    if (message_.author.kind == "agent") row.unread = 0, row.agent_seq = message_.seq;
  }
}

std::string Appending::message_text() const {
  const Author& author = message_.author;
  std::string out;
  out.reserve(500 + body_json_.size() + message_.parts.size() + message_.meta.size());
  out.append(R"({"conversation":")").append(message_.conversation).append(R"(","id":")").append(message_.id);
  out.append(R"(","seq":)").append(std::to_string(message_.seq)).append(R"(,"at":")").append(iso_time(now_));
  out.append(R"(","author":{"kind":")").append(author.kind).append(R"(","id":)").append(quoted(author.id));
  out.append(R"(,"name":)").append(quoted(author.name)).append(R"(,"avatar":)");
  out.append(author.avatar.empty() ? "null" : quoted(author.avatar))
      .append(R"(},"channel":)")
      .append(quoted(message_.channel));
  out.append(R"(,"body":)").append(body_json_).append(R"(,"parts":)").append(message_.parts);
  out.append(message_.note ? R"(,"note":true,"edited_at":null)" : R"(,"note":false,"edited_at":null)");
  if (draft_.dedup_key.empty()) out.append(R"(,"cmid":")").append(draft_.cmid).append("\"");
  if (!message_.delivery.empty())
    out.append(R"(,"delivery":{"state":")").append(message_.delivery).append("\"}");
  if (!message_.meta.empty()) out.append(R"(,"meta":)").append(message_.meta);
  return out.append("}");
}

void Appending::run(store::Write& db) {
  ack_ = {};
  ack_.cmid = draft_.cmid;
  if (const auto sent = find_sent(db, message_.sender, message_.cmid)) {
    if (sent->hash != message_.hash && draft_.dedup_key.empty())
      throw Error{Code::conflict, "this cmid was used for another message; take a new one"};
    ack_ = {draft_.cmid, sent->conversation, sent->id, sent->seq, sent->event, true, false};
    return;
  }
  ConversationRow row = place(db);
  message_.conversation = row.id;
  message_.seq = row.last_seq + 1;
  message_.author = draft_.author;
  message_.note = draft_.note;
  if (message_.author.kind == "visitor" && !message_.note) {
    message_.author.id = row.contact;
    if (message_.author.name.empty() || !row.name.empty()) message_.author.name = row.name;
  }
  const bool outbound = !row.instance.empty() && !message_.note && message_.author.kind != "visitor" &&
                        draft_.dedup_key.empty();
  message_.channel = outbound ? row.channel : draft_.channel;
  message_.delivery = outbound ? "queued" : "";
  const bool first_word = message_.author.kind == "visitor" && !message_.note && row.waiting_ms == 0;
  count(row);
  for (const Step& step : journey_) {
    insert_journey(db, step.id, step.entry, step.data);
    db.append({"journey.recorded", step.entry.contact, step.told, true});
  }
  // The promised answer has come.
  if (message_.author.kind == "agent" && !message_.note)
    if (const auto handoff = newest_handoff(db, row.id);
        handoff && handoff->is_open() && handoff->is_promise())
      close_handoff(db, row);
  // Once for each turn of theirs: what they say before an answer is one wish. Pending conversations are a
  // bot's.
  if (first_word)
    record_step(db, row.contact, "message", by_.locale,
                {{"channel", message_.channel}, {"to", row.status == "pending" ? "bot" : "person"}}, now_);
  const std::string told = "{" + context_of(db, row) + ",\"message\":" + message_text();
  message_.event = row.event = db.append({"message.created", row.id, told + "}", true});
  if (outbound)
    db.append({"message.outbound." + row.channel, row.id,
               told + ",\"instance\":" + quoted(row.instance) + "}", true});
  insert_message(db, message_);
  count_message(db, row);
  if (!draft_.attachments.empty())
    store::hold_blobs(db, "uploads", "message/" + message_.id, draft_.attachments);
  ack_.conversation = row.id, ack_.id = message_.id, ack_.seq = message_.seq, ack_.event = message_.event;
}

void Conversations::append_later(const Principal& by, Draft draft, Acked done) {
  const auto one = std::make_shared<Appending>(*state_, by, std::move(draft));
  state_->database.write_later(
      "inbox.append", [one](store::Write& db) { one->run(db); },
      [one, done = std::move(done)](const std::exception_ptr& error) { done(one->ack(), error); });
}

Ack Conversations::append(const Principal& by, Draft draft) {
  Appending one{*state_, by, std::move(draft)};
  state_->database.write("inbox.append", [&one](store::Write& db) { one.run(db); });
  return one.ack();
}

}  // namespace patchbay::inbox
