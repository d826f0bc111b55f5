#include "core/gateway/socket.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay::gateway {
namespace {

constexpr std::size_t kBuffer = 2 << 10;
constexpr std::int64_t kPingMs = 25'000;
constexpr std::int64_t kCloseMs = 2'000;
constexpr std::size_t kMaxState = 4 << 10;
constexpr std::size_t kAtOnce = 32;  // frames of one write

WebSocketDecoder::Bounds bounds_of(const Settings& settings) {
  return {static_cast<std::uint64_t>(settings.ws_frame_bytes), static_cast<std::uint64_t>(settings.ws_message_bytes)};
}

SharedFrame shared(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

}  // namespace

SharedFrame text_frame(std::string_view text) { return shared(encode_frame(WsOpcode::text, text)); }

Socket::Socket(pbay_id number, Loop& loop, std::unique_ptr<Transport> transport, std::shared_ptr<const Settings> settings,
               std::unique_ptr<SocketPeer> peer, std::function<void()> on_end)
    : id{number},
      loop_{loop},
      transport_{std::move(transport)},
      settings_{std::move(settings)},
      peer_{std::move(peer)},
      on_end_{std::move(on_end)},
      decoder_{bounds_of(*settings_)},
      in_{std::make_unique_for_overwrite<char[]>(kBuffer)} {}

Socket::~Socket() = default;

void Socket::start(std::string handshake, std::string rest) {
  place_ = loop_.add(*this);
  self_ = std::static_pointer_cast<Socket>(shared_from_this());
  heard_ms_ = pinged_ms_ = tokens_at_ms_ = steady_ms();
  tokens_ = settings_->ws_messages.burst;
  write(shared(std::move(handshake)), false);
  peer_->opened(self_);
  take(rest);
}

// ---- from the client ----

void Socket::want_bytes() {
  if (reading_ || ended_ || paused_) return;
  reading_ = true;
  transport_->read(*this, in_.get(), kBuffer);
}

void Socket::on_read(std::ptrdiff_t bytes) {
  reading_ = false;
  if (ended_) return;
  if (bytes <= 0) return end(close_code_);
  heard_ms_ = steady_ms();
  take({in_.get(), static_cast<std::size_t>(bytes)});
}

void Socket::take(std::string_view bytes) {
  const auto keep = shared_from_this();
  while (!bytes.empty() && !ended_ && !closing_) {
    WebSocketDecoder::Event event = WebSocketDecoder::Event::none;
    bytes.remove_prefix(decoder_.next(bytes, event));
    if (event != WebSocketDecoder::Event::none && !handle(event)) break;
  }
  if (paused_) held_.assign(bytes);
  want_bytes();
}

bool Socket::has_token(std::int64_t now_ms) {
  const config::Rate& rate = settings_->ws_messages;
  if (rate.off) return true;
  tokens_ = std::min(rate.burst, tokens_ + static_cast<double>(now_ms - tokens_at_ms_) / 1000.0 * rate.per_second);
  tokens_at_ms_ = now_ms;
  return tokens_ >= 1;
}

bool Socket::handle(WebSocketDecoder::Event event) {
  using Event = WebSocketDecoder::Event;
  switch (event) {
    case Event::text:
    case Event::binary:
      has_token(steady_ms());
      tokens_ -= 1;
      peer_->message(event == Event::binary, decoder_.take_payload());
      paused_ = !has_token(steady_ms());
      return !paused_;
    case Event::ping: write(shared(encode_frame(WsOpcode::pong, decoder_.take_payload())), false); return true;
    case Event::pong: decoder_.take_payload(); return true;
    case Event::close:
      close_code_ = decoder_.code();
      begin_close(decoder_.code() == 1005 ? 1000 : decoder_.code(), {});
      return false;
    case Event::fault:
      close_code_ = decoder_.code();
      begin_close(decoder_.code(), decoder_.why());
      return false;
    case Event::none: break;
  }
  return true;
}

// ---- to the client ----

pbay_status Socket::send(bool binary, std::string_view data) {
  if (!open_) return PBAY_E_GONE;
  SharedFrame frame = shared(encode_frame(binary ? WsOpcode::binary : WsOpcode::text, data));
  if (!has_room_for(frame->size())) return PBAY_E_LIMIT;
  auto self = std::static_pointer_cast<Socket>(shared_from_this());
  if (loop_.is_here()) write(std::move(frame), true);
  else loop_.post([self, frame = std::move(frame)]() mutable { self->write(std::move(frame), true); });
  return PBAY_OK;
}

bool Socket::has_room_for(std::size_t frame_size) {
  const auto size = static_cast<std::int64_t>(frame_size);
  const std::int64_t bytes = queued_bytes_.fetch_add(size) + size;
  const std::int64_t frames = queued_frames_.fetch_add(1) + 1;
  if (bytes <= settings_->ws_queue_bytes && frames <= settings_->ws_queue_frames) return true;
  queued_bytes_ -= size;
  queued_frames_ -= 1;
  close(4008, "too slow; resume later");
  return false;
}

pbay_status Socket::add(const SharedFrame& frame) {
  if (!open_ || ended_ || closing_) return PBAY_E_GONE;
  if (out_.size() >= kAtOnce) flush();
  if (!has_room_for(frame->size())) return PBAY_E_LIMIT;
  out_.push_back({frame, true});
  return PBAY_OK;
}

void Socket::push() {
  if (!ended_ && !closing_) flush();
}

void Socket::send_portion(const std::vector<SharedFrame>& frames) {
  if (ended_ || closing_) return;
  for (const SharedFrame& frame : frames) out_.push_back({frame, false});
  tells_drained_ = true;
  flush();
}

void Socket::close(int code, std::string why) {
  if (!open_.exchange(false)) return;
  loop_.post([self = std::static_pointer_cast<Socket>(shared_from_this()), code, why = std::move(why)] {
    if (self->ended_ || self->closing_) return;
    self->close_code_ = code;
    self->begin_close(code, why);
  });
}

void Socket::write(SharedFrame frame, bool counted) {
  if (ended_ || closing_) return;
  out_.push_back({std::move(frame), counted});
  flush();
}

void Socket::flush() {
  while (!awaiting_write_ && !ended_ && !out_.empty()) {
    std::array<iovec, kAtOnce> pieces;
    std::size_t count = 0;
    for (const Frame& frame : out_) {
      if (count == pieces.size()) break;
      const std::size_t skip = count == 0 ? out_sent_ : 0;
      pieces[count++] = {const_cast<char*>(frame.bytes->data()) + skip, frame.bytes->size() - skip};
    }
    const std::ptrdiff_t wrote = transport_->write({pieces.data(), count});
    if (wrote == Transport::kBroken) {
      loop_.post([self = std::static_pointer_cast<Socket>(shared_from_this())] { self->end(1006); });
      return;
    }
    if (wrote == Transport::kAgain) {
      if (write_deadline_ms_ == 0) write_deadline_ms_ = steady_ms() + settings_->write_ms;
      awaiting_write_ = true;
      transport_->await_writable(*this);
      return;
    }
    write_deadline_ms_ = 0;
    sent(static_cast<std::size_t>(wrote));
  }
  if (!out_.empty() || ended_) return;
  if (closing_) return transport_->end_writing();
  if (std::exchange(tells_drained_, false)) peer_->drained();
}

void Socket::sent(std::size_t bytes) {
  out_sent_ += bytes;
  while (!out_.empty() && out_sent_ >= out_.front().bytes->size()) {
    const Frame& first = out_.front();
    out_sent_ -= first.bytes->size();
    if (first.counted) {
      queued_bytes_ -= static_cast<std::int64_t>(first.bytes->size());
      queued_frames_ -= 1;
    }
    out_.pop_front();
  }
}

void Socket::on_writable() {
  awaiting_write_ = false;
  if (!ended_) flush();
}

void Socket::begin_close(int code, std::string_view why) {
  if (closing_ || ended_) return;
  open_ = false;
  // A client that is too slow for its frames would never see the close behind them.
  while (out_.size() > 1) out_.pop_back();
  if (!out_.empty() && out_sent_ == 0) out_.pop_back();
  out_.push_back({shared(encode_close(code, why)), false});
  closing_ = true;
  paused_ = false;
  close_deadline_ms_ = steady_ms() + kCloseMs;
  flush();
  want_bytes();
}

// ---- time and end ----

void Socket::tick(std::int64_t now_ms) {
  const auto keep = shared_from_this();
  if (closing_) {
    if (now_ms > close_deadline_ms_) end(close_code_);
    return;
  }
  if (write_deadline_ms_ != 0 && now_ms > write_deadline_ms_) return end(1006);
  if (now_ms - heard_ms_ > settings_->ws_idle_ms && !paused_) {
    close_code_ = 1001;
    return begin_close(1001, "nothing was heard for too long");
  }
  const std::int64_t ping_ms = std::min(kPingMs, std::max<std::int64_t>(settings_->ws_idle_ms * 2 / 5, 250));
  if (now_ms - pinged_ms_ >= ping_ms) {
    pinged_ms_ = now_ms;
    write(shared(encode_frame(WsOpcode::ping, {})), false);
  }
  if (paused_ && has_token(now_ms)) {
    paused_ = false;
    heard_ms_ = now_ms;
    const std::string held = std::exchange(held_, {});
    take(held);
  }
  if (!ended_ && !closing_) peer_->tick(now_ms);
}

void Socket::shut_down() {
  close_code_ = 1012;
  begin_close(1012, "restarting");
}

void Socket::cut() { end(1012); }

void Socket::end(int code) {
  if (ended_) return;
  const auto keep = shared_from_this();
  ended_ = true;
  open_ = false;
  transport_->close();
  loop_.remove(place_);
  peer_->closed(code);
  if (on_end_) on_end_();
  self_.reset();
}

void Socket::set_principal(const std::string& principal_id, const std::string& session) {
  const std::lock_guard lock{mutex_};
  principal_ = principal_id;
  session_ = session;
}

bool Socket::is_of(const std::string& principal_id) const {
  const std::lock_guard lock{mutex_};
  return !principal_id.empty() && principal_ == principal_id;
}

bool Socket::is_of_session(const std::string& session) const {
  const std::lock_guard lock{mutex_};
  return !session.empty() && session_ == session;
}

bool Socket::set_state(std::string_view state) {
  if (state.size() > kMaxState) return false;
  const std::lock_guard lock{mutex_};
  state_ = state;
  return true;
}

std::string Socket::state() const {
  const std::lock_guard lock{mutex_};
  return state_;
}

}  // namespace patchbay::gateway
