#include "core/gateway/live_replay.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/error.hpp"

namespace patchbay::gateway {
namespace {

constexpr int kPortion = 32;          // messages of one portion
constexpr int kLookedAt = 200;        // changes looked at for one
constexpr std::size_t kMostConversations = 100;
constexpr std::int64_t kFromTheFirst = -1;

std::int64_t last_event(store::Database& database) {
  std::int64_t event = 0;
  database.read([&](store::Session& session) { event = store::last_event(session); });
  return event;
}

std::int64_t place(const json::object& frame, std::string_view name) {
  const std::int64_t event = integer_or(frame, name, -1);
  if (event < -1) throw Error{Code::invalid, "'" + std::string{name} + "' is not below 0"};
  return event;
}

}  // namespace

ReplayWish read_resume(const json::object& frame) {
  ReplayWish wish;
  wish.answer = "resumed";
  wish.after = place(frame, "after");
  const json::value* conversations = frame.if_contains("conversations");
  if (!conversations || conversations->is_null()) return wish;
  if (!conversations->is_object() || conversations->get_object().size() > kMostConversations)
    throw Error{Code::invalid, "'conversations' is an object of at most 100, an id and the last seq each"};
  for (const auto& [id, seq] : conversations->get_object()) {
    if (!seq.is_int64() || seq.get_int64() < 0) throw Error{Code::invalid, "a seq is a whole number from 0"};
    wish.conversations.emplace_back(id, seq.get_int64());
  }
  return wish;
}

ReplayWish read_subscribe(const json::object& frame) {
  ReplayWish wish;
  wish.answer = "subscribed";
  wish.inbox = string_or(frame, "inbox", "all");
  if (wish.inbox.empty()) wish.inbox = "all";
  wish.after = place(frame, "after");
  return wish;
}

LiveReplay::LiveReplay(const ConversationRooms& rooms, const FileParts& files, inbox::Principal by, ReplayWish wish)
    : rooms_{rooms}, files_{files}, by_{std::move(by)}, wish_{std::move(wish)}, event_{wish_.after} {
  if (!wish_.conversations.empty()) seq_ = wish_.conversations.front().second;
}

void LiveReplay::add(Portion& portion, const json::object& frame) const { portion.frames.push_back(text_frame(to_text(frame))); }

LiveReplay::Portion LiveReplay::next() {
  Portion portion;
  if (conversation_ < wish_.conversations.size()) read_messages(portion);
  else read_changes(portion);
  return portion;
}

void LiveReplay::read_messages(Portion& portion) {
  const std::string& id = wish_.conversations[conversation_].first;
  bool more = false;
  try {
    inbox::Page page = rooms_.conversations.messages(by_, id, seq_ == 0 ? kFromTheFirst : seq_, 0, kPortion);
    for (json::object& message : page.items) {
      seq_ = std::max(seq_, integer_or(message, "seq", 0));
      std::int64_t& told = told_[string_or(message, "conversation", id)];
      told = std::max(told, integer_or(message, "event", 0));
      files_.sign(message);
      json::object frame = {{"type", "message"}};
      for (const auto& [name, value] : message) frame[name] = value;
      // A client goes on from the newest event it saw: these may not lead it past changes that are still to come.
      frame["event"] = std::min(integer_or(message, "event", 0), wish_.after);
      add(portion, frame);
    }
    more = page.items.size() == static_cast<std::size_t>(kPortion);
  } catch (const Error& error) {
    if (error.code() != Code::not_found && error.code() != Code::denied && error.code() != Code::invalid) throw;
    add(portion, {{"type", "error"}, {"ref", "resume"}, {"conversation", id}, {"code", name_of(error.code())}, {"detail", error.what()}});
  }
  if (more) return;
  if (++conversation_ < wish_.conversations.size()) seq_ = wish_.conversations[conversation_].second;
}

void LiveReplay::read_changes(Portion& portion) {
  const std::int64_t from = event_;
  const auto changes = rooms_.conversations.changes(by_, from, kLookedAt);
  if (!changes) return reset(portion);
  for (const json::object& frame : changes->frames)
    if (is_wanted(frame)) {
      json::object copy = frame;
      files_.sign(copy);
      add(portion, copy);
    }
  portion.reached = event_ = changes->reached;
  portion.complete = changes->reached <= from;
}

void LiveReplay::reset(Portion& portion) {
  portion.reached = event_ = last_event(rooms_.database);
  add(portion, {{"type", "reset"}, {"event", event_}});
  portion.complete = true;
}

bool LiveReplay::is_wanted(const json::object& frame) {
  const json::value* named = frame.if_contains("conversation");
  if (!named || !named->is_string()) return true;
  const std::string conversation{named->get_string()};
  if (string_or(frame, "type", "") == "message") {
    const auto told = told_.find(conversation);
    if (told != told_.end() && integer_or(frame, "event", 0) <= told->second) return false;
  }
  return wish_.inbox.empty() || wish_.inbox == "all" || inbox_of(conversation) == wish_.inbox;
}

std::string LiveReplay::inbox_of(const std::string& conversation) {
  const auto [known, is_new] = inboxes_.try_emplace(conversation);
  if (is_new) try {
      known->second = string_or(rooms_.conversations.get(by_, conversation), "inbox", "");
    } catch (const Error& error) {
      if (error.code() != Code::not_found) throw;
    }
  return known->second;
}

}  // namespace patchbay::gateway
