#include "core/gateway/live_talk.hpp"

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/gateway/conversation_calls.hpp"
#include "core/gateway/live.hpp"
#include "core/gateway/message_draft.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMostWaiting = 64, kMostTyped = 64;
constexpr std::int64_t kTypingMs = 2'000;

std::string ack_text(const inbox::Ack& ack) {
  return to_text(json::object{{"type", "ack"}, {"cmid", ack.cmid}, {"conversation", ack.conversation}, {"id", ack.id}, {"seq", ack.seq}});
}

}  // namespace

std::string live_error(std::string_view member, std::string_view value, std::string_view code, std::string_view detail) {
  return to_text(json::object{{"type", "error"}, {member, value}, {"code", code}, {"detail", detail}});
}

std::string live_error(std::string_view member, std::string_view value, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& known) {
    if (known.code() != Code::internal) return live_error(member, value, name_of(known.code()), known.what());
    log::error("gateway", "a frame failed", {{"error", known.what()}});
  } catch (const std::exception& unknown) {
    log::error("gateway", "a frame failed", {{"error", unknown.what()}});
  }
  return live_error(member, value, "internal", "The fault is on our side; try again.");
}

LiveTalk::LiveTalk(const BuiltIn& parts, std::weak_ptr<Socket> socket, std::shared_ptr<const Settings> settings, std::string address)
    : parts_{parts}, socket_{std::move(socket)}, settings_{std::move(settings)}, address_{std::move(address)} {}

// ---- send ----

void LiveTalk::send(const json::object& frame) {
  inbox::Draft draft = read_draft(frame, settings_->config.limits);
  draft.conversation = string_or(frame, "conversation", "");
  take_message(parts_, who_, *settings_);
  if (drafts_.size() >= kMostWaiting) throw Error{Code::limit, "Too many messages wait for their files; try again in a moment."};
  drafts_.push_back(std::move(draft));
  send_next();
}

bool LiveTalk::needs_worker(const inbox::Draft& draft) const {
  return !draft.attachments.empty() || may_begin_too_often(parts_, who_, draft, *settings_, address_);
}

void LiveTalk::send_next() {
  const auto socket = socket_.lock();
  while (socket && !preparing_ && !drafts_.empty()) {
    inbox::Draft draft = std::move(drafts_.front());
    drafts_.erase(drafts_.begin());
    if (needs_worker(draft)) prepare(std::move(draft));
    else append(socket, who_, std::move(draft));
  }
}

void LiveTalk::prepare(inbox::Draft draft) {
  preparing_ = true;
  const std::string cmid = draft.cmid;
  const auto socket = socket_.lock();
  const bool queued = parts_.target.post([this, socket, by = who_, draft = std::move(draft)]() mutable {
    const std::string own = draft.cmid;
    try {
      refuse_beginning(parts_, by, draft, *settings_, address_);
      append(socket, by, std::move(draft));
    } catch (...) {
      parts_.live.answer(socket, live_error("cmid", own, std::current_exception()));
    }
    socket->loop().post([this, socket] {
      preparing_ = false;
      send_next();
    });
  });
  if (queued) return;
  preparing_ = false;
  socket->send(false, live_error("cmid", cmid, "limit", "Too busy; try again in a moment."));
}

void LiveTalk::append(const std::shared_ptr<Socket>& socket, const inbox::Principal& by, inbox::Draft draft) const {
  const std::string cmid = draft.cmid;
  try {
    parts_.rooms->conversations.append_later(
        by, std::move(draft),
        [&parts = parts_, settings = settings_, address = address_, socket, cmid](const inbox::Ack& ack, const std::exception_ptr& error) {
          if (!error && ack.opened) note_begun(parts, *settings, address);
          parts.live.answer(socket, error ? live_error("cmid", cmid, error) : ack_text(ack));
        });
  } catch (...) {
    parts_.live.answer(socket, live_error("cmid", cmid, std::current_exception()));
  }
}

// ---- the rest ----

void LiveTalk::work(const char* ref, std::function<void(const inbox::Principal& by, const std::shared_ptr<Socket>& socket)> job) {
  const auto socket = socket_.lock();
  if (!socket) return;
  const bool queued = parts_.target.post([&parts = parts_, socket, by = who_, ref, job = std::move(job)] {
    try {
      job(by, socket);
    } catch (...) {
      parts.live.answer(socket, live_error("ref", ref, std::current_exception()));
    }
  });
  if (!queued) throw Error{Code::limit, "Too busy; try again in a moment."};
}

void LiveTalk::seen(const json::object& frame) {
  const std::string conversation = required_string(frame, "conversation"), state = required_string(frame, "state");
  const std::int64_t seq = integer_or(frame, "seq", 0);
  if (seq < 1 || (state != "delivered" && state != "read"))
    throw Error{Code::invalid, "'seq' is a whole number from 1, 'state' is delivered or read"};
  if (seen_.size() >= kMostWaiting && !seen_.contains(conversation)) throw Error{Code::limit, "Too much was seen at once; send it again."};
  Seen& one = seen_[conversation];
  std::int64_t& known = state == "read" ? one.read : one.delivered;
  known = std::max(known, seq);
  store_seen();
}

// One job at a time: what comes meanwhile is stored by the next, the newest of each conversation.
void LiveTalk::store_seen() {
  if (storing_ || seen_.empty()) return;
  work("seen", [this, all = seen_](const inbox::Principal& by, const std::shared_ptr<Socket>& socket) {
    for (const auto& [conversation, one] : all) try {
        if (one.delivered > one.read) parts_.rooms->conversations.seen(by, conversation, one.delivered, "delivered");
        if (one.read > 0) parts_.rooms->conversations.seen(by, conversation, one.read, "read");
      } catch (...) {
        parts_.live.answer(socket, live_error("ref", "seen", std::current_exception()));
      }
    socket->loop().post([this, socket] {
      storing_ = false;
      store_seen();
    });
  });
  storing_ = true;
  seen_.clear();
}

void LiveTalk::handoff(const json::object& frame) {
  json::object request = handoff_request(frame);
  const std::string conversation = string_or(frame, "conversation", "");
  work("handoff", [this, request = std::move(request), conversation](const inbox::Principal& by, const std::shared_ptr<Socket>&) {
    ask_for_person(parts_, by, conversation, request, settings_->request_ms);
  });
}

void LiveTalk::typing(const json::object& frame) {
  const std::string conversation = required_string(frame, "conversation");
  const std::int64_t now = steady_ms();
  if (typed_ms_.size() >= kMostTyped) typed_ms_.clear();
  std::int64_t& before = typed_ms_[conversation];
  if (before != 0 && now - before < kTypingMs) return;
  before = now;
  work("typing", [this, conversation, note = bool_or(frame, "note", false)](const inbox::Principal& by, const std::shared_ptr<Socket>& socket) {
    say_typing(parts_, by, conversation, note, socket->id);
  });
}

void LiveTalk::viewing(const json::object& frame) {
  if (!who_.is_agent()) throw Error{Code::denied, "Only agents say what they have open."};
  const std::string conversation = string_or(frame, "conversation", "");
  work("viewing", [this, conversation](const inbox::Principal& by, const std::shared_ptr<Socket>& socket) {
    inbox::Conversations::Heard heard;
    if (!conversation.empty()) heard = heard_of(parts_.rooms->conversations.get(by, conversation), "viewing");
    // On the loop: a socket that closed meanwhile has nothing open.
    socket->loop().post([this, socket, by, heard] {
      if (socket->is_open()) parts_.live.desk().view(socket->id, by, heard);
    });
  });
}

}  // namespace patchbay::gateway
