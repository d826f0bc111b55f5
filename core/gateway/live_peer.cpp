#include "core/gateway/live_peer.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/socket.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kLookAgainMs = 60'000;
constexpr std::size_t kMaxFrame = 128 << 10;

std::string error_frame(const json::object& to, std::string_view code, std::string_view detail) {
  json::object frame = {{"type", "error"}, {"code", code}, {"detail", detail}};
  const json::value* cmid = to.if_contains("cmid");
  if (cmid && cmid->is_string() && cmid->get_string().size() <= 64) frame["cmid"] = *cmid;
  else frame["ref"] = string_or(to, "type", "");
  return to_text(frame);
}

}  // namespace

LivePeer::LivePeer(const BuiltIn& parts, std::int64_t auth_ms) : parts_{parts}, auth_ms_{auth_ms} {}

void LivePeer::opened(const std::shared_ptr<Socket>& socket) {
  socket_ = socket;
  opened_ms_ = steady_ms();
}

void LivePeer::closed(int) {}

void LivePeer::message(bool binary, std::string data) {
  const auto socket = socket_.lock();
  if (!socket) return;
  if (binary) return socket->close(1003, "frames are JSON text");
  json::object frame;
  try {
    frame = parse_object(data, "the frame", kMaxFrame);
    const std::string type = required_string(frame, "type");
    if (state_ == State::waiting && type == "auth") return authenticate(required_string(frame, "token"));
    if (state_ != State::ready) return socket->close(4001, "the first frame is {\"type\":\"auth\",\"token\":…}");
    socket->send(false, error_frame(frame, "unsupported", "This host does not carry conversations yet."));
  } catch (const Error& error) {
    if (state_ != State::ready) return socket->close(4001, "the first frame is {\"type\":\"auth\",\"token\":…}");
    socket->send(false, to_text(json::object{{"type", "error"}, {"ref", nullptr}, {"code", "invalid"}, {"detail", error.what()}}));
  }
}

void LivePeer::authenticate(const std::string& token) {
  const auto socket = socket_.lock();
  state_ = State::asking;
  token_ = token;
  const bool queued = parts_.target.post([this, socket, token] {
    std::optional<inbox::Principal> who;
    std::int64_t event = 0;
    try {
      if (!token.empty() && token.size() <= 512) who = parts_.accounts.who(token);
      if (who) event = parts_.accounts.last_event();
    } catch (const std::exception& error) {
      log::error("gateway", "a socket's session could not be looked up", {{"error", error.what()}});
      return socket->close(1011, "try again");
    }
    if (!who) return socket->close(4001, "the token is not valid");
    // First the name, then the second look: a session that ends in between closes the socket either way.
    socket->set_principal(who->id);
    if (!parts_.accounts.who(token)) return socket->close(4001, "the session ended");
    const bool agent = who->is_agent();
    json::object frame = {{"type", "ready"}, {agent ? "agent_id" : "contact_id", agent ? who->id : who->contact}, {"event", event}};
    socket->loop().post([this, socket, frame = std::move(frame)] {
      state_ = State::ready;
      looked_ms_ = steady_ms();
      socket->send(false, to_text(frame));
    });
  });
  if (!queued) socket->close(1013, "too busy; try again");
}

void LivePeer::tick(std::int64_t now_ms) {
  const auto socket = socket_.lock();
  if (!socket) return;
  if (state_ == State::waiting && now_ms - opened_ms_ > auth_ms_) socket->close(4001, "no auth frame came");
  if (state_ == State::ready && now_ms - looked_ms_ > kLookAgainMs) look_again(now_ms);
}

void LivePeer::look_again(std::int64_t now_ms) {
  looked_ms_ = now_ms;  // a session also ends by its age, which nobody announces
  parts_.target.post([this, socket = socket_.lock(), token = token_] {
    try {
      if (!parts_.accounts.who(token)) socket->close(4001, "the session ended");
    } catch (const std::exception& error) {
      log::warn("gateway", "a socket's session could not be looked up again", {{"error", error.what()}});
    }
  });
}

}  // namespace patchbay::gateway
