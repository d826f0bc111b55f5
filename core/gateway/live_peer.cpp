#include "core/gateway/live_peer.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/gateway/live.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/origin_check.hpp"
#include "core/gateway/socket.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kLookAgainMs = 60'000;
constexpr std::int64_t kSettleMs = 400;  // how long a client may take to say what it missed
constexpr std::size_t kMostWishes = 8;
constexpr int kRounds = 50;  // of reading changes nobody here may see, before others get their turn
constexpr const char* kFirstFrame = "the first frame is {\"type\":\"auth\",\"token\":…}";

// The member and value by which an error is known to belong to a frame.
std::pair<std::string_view, std::string> ref_of(const json::object& frame) {
  const json::value* cmid = frame.if_contains("cmid");
  if (cmid && cmid->is_string() && cmid->get_string().size() <= 64) return {"cmid", std::string{cmid->get_string()}};
  const json::value* type = frame.if_contains("type");
  return {"ref", type && type->is_string() ? std::string{type->get_string()}.substr(0, 64) : std::string{}};
}

std::string ready_frame(const inbox::Principal& who, std::int64_t event) {
  const bool agent = who.is_agent();
  return to_text(json::object{{"type", "ready"}, {agent ? "agent_id" : "contact_id", agent ? who.id : who.contact}, {"event", event}});
}

}  // namespace

LivePeer::LivePeer(const BuiltIn& parts, const Exchange& handshake)
    : parts_{parts},
      settings_{handshake.settings},
      address_{limit_key(handshake.client).text()},
      origin_{handshake.origin},
      cookie_{handshake.token_is_cookie ? handshake.token : std::string{}},
      foreign_{handshake.cross_site} {}

LivePeer::~LivePeer() = default;

void LivePeer::opened(const std::shared_ptr<Socket>& socket) {
  socket_ = socket;
  opened_ms_ = steady_ms();
}

void LivePeer::closed(int) {
  const bool was_there = state_ == State::settling || state_ == State::ready;
  state_ = State::closed;
  const auto socket = socket_.lock();
  if (!watcher_ || !socket) return;
  parts_.live.watchers(socket->loop()).remove(*watcher_);
  if (was_there && watcher_->who().is_agent()) parts_.live.desk().closed(watcher_->who().id, socket->id, steady_ms());
  watcher_.reset();
}

// ---- who ----

void LivePeer::authenticate(const std::string& token) {
  const auto socket = socket_.lock();
  state_ = State::asking;
  token_ = token.empty() && !foreign_ ? cookie_ : token;
  const bool queued = parts_.target.post([this, socket, sent = token_] {
    std::optional<inbox::Principal> who;
    try {
      if (!sent.empty() && sent.size() <= 512) who = parts_.accounts.who(sent);
    } catch (const std::exception& error) {
      log::error("gateway", "a socket's session could not be looked up", {{"error", error.what()}});
      return socket->close(1011, "try again");
    }
    if (!who || !may_come_from_here(*who)) return socket->close(4001, "the token is not valid");
    // First the name, then the second look: a session that ends in between closes the socket either way.
    socket->set_principal(who->id, who->session);
    if (!parts_.accounts.who(sent)) return socket->close(4001, "the session ended");
    socket->loop().post([this, socket, who = std::move(*who)] { enter(socket, who); });
  });
  if (!queued) socket->close(1013, "too busy; try again");
}

// A page of another site may only carry its own inbox's visitors.
bool LivePeer::may_come_from_here(const inbox::Principal& who) const {
  if (origin_.empty() || !foreign_) return true;
  return !who.is_agent() && is_site_of(*settings_, who.inbox.empty() ? "default" : who.inbox, origin_);
}

// From here on everything is heard; only then is it asked how far the log is, so that nothing falls between.
void LivePeer::enter(const std::shared_ptr<Socket>& socket, const inbox::Principal& who) {
  if (state_ == State::closed) return;
  if (parts_.rooms) {
    watcher_.emplace(socket, parts_.rooms->conversations, who);
    parts_.live.watchers(socket->loop()).add(*watcher_);
    talk_.emplace(parts_, socket, settings_, address_);
    talk_->become(who);
  }
  const bool queued = parts_.target.post([this, socket, who] {
    try {
      const std::int64_t event = parts_.accounts.last_event();
      socket->loop().post([this, socket, who, event] {
        if (state_ == State::closed) return;
        socket->send(false, ready_frame(who, event));
        begin(event);
      });
    } catch (const std::exception& error) {
      log::error("gateway", "the change log could not be read for a socket", {{"error", error.what()}});
      socket->close(1011, "try again");
    }
  });
  if (!queued) socket->close(1013, "too busy; try again");
}

void LivePeer::begin(std::int64_t event) {
  state_ = State::settling;
  event_ = event;
  opened_ms_ = looked_ms_ = steady_ms();
  if (watcher_) watcher_->flow.start(event);
  if (watcher_ && watcher_->who().is_agent()) parts_.live.desk().opened(watcher_->who().id);
}

// It did not ask for what it missed: what it hears begins at ready's event.
void LivePeer::settle() {
  if (state_ != State::settling) return;
  state_ = State::ready;
  const auto socket = socket_.lock();
  std::vector<SharedFrame> kept;
  if (!watcher_ || !socket) return;
  if (!watcher_->flow.join(event_, kept)) return wish({});  // more than was kept: from the store
  for (const SharedFrame& frame : kept) socket->add(frame);
  socket->push();
}

void LivePeer::look_again(std::int64_t now_ms) {
  looked_ms_ = now_ms;  // a session also ends by its age, which nobody announces
  parts_.target.post([this, socket = socket_.lock(), token = token_] {
    try {
      const auto who = parts_.accounts.who(token);
      if (!who) return socket->close(4001, "the session ended");
      socket->loop().post([this, socket, who] { become(*who); });
    } catch (const std::exception& error) {
      log::warn("gateway", "a socket's session could not be looked up again", {{"error", error.what()}});
    }
  });
}

void LivePeer::become(const inbox::Principal& who) {
  const auto socket = socket_.lock();
  if (!watcher_ || !socket) return;
  Watchers& watchers = parts_.live.watchers(socket->loop());
  watchers.remove(*watcher_);
  watcher_->become(who);
  watchers.add(*watcher_);
  talk_->become(who);
}

void LivePeer::tick(std::int64_t now_ms) {
  const auto socket = socket_.lock();
  if (!socket) return;
  if (state_ == State::waiting && now_ms - opened_ms_ > settings_->ws_auth_ms) socket->close(4001, "no auth frame came");
  if (state_ == State::settling && now_ms - opened_ms_ > kSettleMs) settle();
  if (state_ == State::ready && now_ms - looked_ms_ > kLookAgainMs) look_again(now_ms);
}

// ---- what it says ----

void LivePeer::message(bool binary, std::string data) {
  const auto socket = socket_.lock();
  if (!socket) return;
  if (binary) return socket->close(1003, "frames are JSON text");
  const bool known = state_ == State::settling || state_ == State::ready;
  json::object frame;
  try {
    frame = parse_object(data, "the frame", static_cast<std::size_t>(settings_->ws_message_bytes));
    const std::string type = required_string(frame, "type");
    if (state_ == State::waiting && type == "auth") return authenticate(string_or(frame, "token", ""));
    if (!known) return socket->close(4001, kFirstFrame);
    hear(frame);
  } catch (const std::exception&) {
    if (!known) return socket->close(4001, kFirstFrame);
    const auto [member, value] = ref_of(frame);
    socket->send(false, live_error(member, value, std::current_exception()));
  }
}

void LivePeer::hear(const json::object& frame) {
  const std::string type = required_string(frame, "type");
  const auto socket = socket_.lock();
  if (type == "ping") {
    socket->send(false, R"({"type":"pong"})");
    return;
  }
  if (!watcher_) throw Error{Code::unsupported, "This host does not carry conversations."};
  if (type == "resume") return wish(read_resume(frame));
  if (type == "subscribe") {
    if (!watcher_->who().is_agent()) throw Error{Code::denied, "Only agents subscribe; a visitor hears its own conversations."};
    return wish(read_subscribe(frame));
  }
  settle();
  if (type == "send") talk_->send(frame);
  else if (type == "seen") talk_->seen(frame);
  else if (type == "handoff") talk_->handoff(frame);
  else if (type == "typing") talk_->typing(frame);
  else if (type == "viewing") talk_->viewing(frame);
  else throw Error{Code::unsupported, "There is no frame of this type."};
}

// ---- what it missed ----

void LivePeer::wish(ReplayWish wish) {
  if (wishes_.size() >= kMostWishes) throw Error{Code::limit, "One resume at a time: wait for its end."};
  wishes_.push_back(std::move(wish));
  state_ = State::ready;
  replay_next();
}

void LivePeer::replay_next() {
  if (replay_ || wishes_.empty()) return;
  ReplayWish first = std::move(wishes_.front());
  wishes_.erase(wishes_.begin());
  if (first.after < 0) first.after = watcher_->flow.reached();
  replay_ = std::make_shared<LiveReplay>(*parts_.rooms, parts_.files, watcher_->who(), std::move(first));
  const ReplayWish& wish = replay_->wish();
  watcher_->flow.hold();
  if (!wish.inbox.empty()) watcher_->subscribe(wish.inbox);
  if (watcher_->who().is_agent())
    for (const auto& [conversation, seq] : wish.conversations) watcher_->follow(conversation);
  read_on();
}

void LivePeer::read_on() {
  const auto socket = socket_.lock();
  if (!socket || reading_) return;
  reading_ = true;
  const bool queued = parts_.target.post([this, socket, replay = replay_] {
    try {
      LiveReplay::Portion portion;
      for (int round = 0; round < kRounds && portion.frames.empty() && !portion.complete; ++round) portion = replay->next();
      socket->loop().post([this, socket, portion = std::move(portion)]() mutable { take(std::move(portion)); });
    } catch (const std::exception& error) {
      log::warn("gateway", "what a client missed could not be read", {{"error", error.what()}});
      socket->close(1013, "try again");
    }
  });
  if (!queued) socket->close(1013, "too busy; try again");
}

void LivePeer::take(LiveReplay::Portion portion) {
  const auto socket = socket_.lock();
  reading_ = false;
  if (!watcher_ || !replay_ || !socket) return;
  std::vector<SharedFrame> kept;
  if (portion.complete && watcher_->flow.join(portion.reached, kept)) {
    if (const std::string& answer = replay_->wish().answer; !answer.empty())
      portion.frames.push_back(text_frame(to_text(json::object{{"type", answer}, {"event", portion.reached}})));
    portion.frames.insert(portion.frames.end(), kept.begin(), kept.end());
    replay_.reset();
  }
  socket->send_portion(portion.frames);
}

void LivePeer::drained() {
  if (state_ == State::closed) return;
  if (replay_) read_on();
  else if (watcher_) replay_next();
}

}  // namespace patchbay::gateway
