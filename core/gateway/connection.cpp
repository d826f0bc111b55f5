#include "core/gateway/connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/gateway/cached_page.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kFirstBuffer = 4 << 10;
constexpr std::size_t kBodyBuffer = 64 << 10;
constexpr std::size_t kFilePiece = 64 << 10;
constexpr std::int64_t kLingerMs = 2000;
constexpr int kStepsAtOnce = 64;
constexpr std::int64_t kNoLimit = std::int64_t{1} << 60;

}  // namespace

Connection::Connection(Loop& loop, std::unique_ptr<Transport> transport, RequestHandler& handler,
                       std::shared_ptr<const Settings> settings, std::function<void()> on_end)
    : loop_{loop},
      transport_{std::move(transport)},
      handler_{handler},
      settings_{std::move(settings)},
      on_end_{std::move(on_end)},
      gate_{settings_->gate} {}

Connection::~Connection() = default;

void Connection::start() {
  place_ = loop_.add(*this);
  self_ = shared();
  read_deadline_ms_ = steady_ms() + settings_->header_ms;
  want_bytes();
}

// ---- reading ----

void Connection::want_bytes() {
  if (reading_ || peer_ended_ || ended_) return;
  if (in_at_ == in_end_) in_at_ = in_end_ = 0;
  if (in_end_ == in_size_ && in_at_ > 0) {
    std::memmove(in_.get(), in_.get() + in_at_, in_end_ - in_at_);
    in_end_ -= in_at_;
    in_at_ = 0;
  }
  if (in_end_ == in_size_) {
    const std::size_t most = std::max(body_reader_ ? kBodyBuffer : 0, std::min(settings_->gate.head_bytes, std::size_t{1} << 24) + 2);
    const std::size_t size = std::min(in_size_ == 0 ? kFirstBuffer : in_size_ * 2, most);
    if (size <= in_size_) return;
    auto bigger = std::make_unique_for_overwrite<char[]>(size);
    std::memcpy(bigger.get(), in_.get(), in_end_);
    in_ = std::move(bigger);
    in_size_ = size;
  }
  reading_ = true;
  transport_->read(*this, in_.get() + in_end_, in_size_ - in_end_);
}

void Connection::on_read(std::ptrdiff_t bytes) {
  reading_ = false;
  if (ended_) return;
  if (bytes < 0) return end();
  if (bytes == 0) peer_ended_ = true;
  else in_end_ += static_cast<std::size_t>(bytes);
  if (peer_ended_ && exchange_ && exchange_->streaming()) return end();  // nobody listens to the stream any more
  process();
}

void Connection::consume(std::size_t bytes) { in_at_ += bytes; }

void Connection::process() {
  if (processing_) return;
  const auto keep = shared_from_this();
  processing_ = true;
  int steps = 0;
  while (steps < kStepsAtOnce && step()) ++steps;
  processing_ = false;
  // Whoever sends thousands of requests at once waits for the others between them.
  if (steps == kStepsAtOnce && !ended_) loop_.post([this, keep] { process(); });
}

bool Connection::step() {
  if (ended_) return false;
  if (lingering_) {
    in_at_ = in_end_ = 0;
    if (peer_ended_) end();
    else want_bytes();
    return false;
  }
  if (!exchange_ && !answer_complete_) return take_head();
  if (body_ == Body::whole || body_ == Body::stream || body_ == Body::drain) return take_body();
  if (answer_complete_ && out_.empty() && !file_) {
    finish_answer();
    return true;
  }
  if (!upgrade_ && in_end_ - in_at_ < settings_->gate.head_bytes) want_bytes();  // to see the client leave
  return false;
}

bool Connection::take_head() {
  switch (gate_.scan(buffered())) {
    case RequestGate::Verdict::more:
      if (peer_ended_) {
        end();
        return false;
      }
      if (gate_.started() && !head_timed_) {
        head_timed_ = true;
        if (!first_request_) read_deadline_ms_ = steady_ms() + settings_->header_ms;
      }
      if (shutting_down_ && !gate_.started()) end();
      want_bytes();
      return false;
    case RequestGate::Verdict::refuse:
      send_last(handler_.refusal(gate_.status(), gate_.why(), loop_.request_id()));
      return true;
    case RequestGate::Verdict::pass: break;
  }
  keep_ = gate_.head().keep_alive && !shutting_down_;
  upgrade_ = gate_.head().connection_upgrade;
  read_deadline_ms_ = 0;
  head_pending_ = true;
  handler_.on_request(*this, gate_.head());
  head_pending_ = false;
  if (!ended_) consume(gate_.head_size());
  return !ended_;
}

void Connection::adopt(std::shared_ptr<Exchange> exchange) {
  exchange_ = std::move(exchange);
  const RequestHead& head = gate_.head();
  if (!head.has_body()) return;
  body_reader_ = std::make_unique<BodyReader>(buffered().substr(0, gate_.head_size()), head, kNoLimit);
  body_ = Body::unread;
  expects_continue_ = head.expect_continue;
}

void Connection::read_body(std::int64_t limit) {
  body_ = Body::whole;
  continue_body(limit);
}

void Connection::stream_body(std::int64_t limit, BodySink sink) {
  sink_ = std::move(sink);
  body_ = Body::stream;
  continue_body(limit);
}

void Connection::continue_body(std::int64_t limit) {
  body_limit_ = limit;
  body_began_ms_ = steady_ms();
  if (!body_reader_) {  // no body: the sink hears so, the handler goes on
    body_ended();
    return;
  }
  if (body_reader_->announced() > limit) return refuse_body(413, "the body is too large");
  const std::size_t head_bytes = head_pending_ ? gate_.head_size() : 0;
  if (expects_continue_ && buffered().size() <= head_bytes) push("HTTP/1.1 100 Continue\r\n\r\n");
  expects_continue_ = false;
  flush();
  process();
}

bool Connection::take_body() {
  if (body_ == Body::stream && sink_busy_) return false;
  std::string& into = body_ == Body::whole ? exchange_->request.body : piece_;
  const std::size_t used = body_reader_->feed(buffered(), into);
  consume(used);
  const BodyReader::State state = body_reader_->state();
  if (state == BodyReader::State::broken) refuse_body(400, "the body is not framed as it should be");
  else if (state == BodyReader::State::too_large || body_reader_->taken() > body_limit_) refuse_body(413, "the body is too large");
  else if (state == BodyReader::State::done) body_ended();
  else if (body_ == Body::stream && !piece_.empty()) hand_piece(false);
  else if (used > 0) piece_.clear();
  else if (peer_ended_) refuse_body(400, "the body was cut short");
  else if (in_end_ - in_at_ >= kBodyBuffer) refuse_body(400, "the body is not framed as it should be");
  else {
    if (body_ == Body::drain) piece_.clear();
    want_bytes();
    return false;
  }
  return !ended_;
}

void Connection::body_ended() {
  const Body was = body_;
  body_ = Body::none;
  if (was == Body::stream) hand_piece(true);
  else if (was == Body::whole) handler_.on_body(exchange_);
}

void Connection::hand_piece(bool last) {
  sink_busy_ = true;
  std::string piece = std::exchange(piece_, {});
  sink_(std::move(piece), last, [weak = std::weak_ptr{shared()}, id = exchange_->id, &loop = loop_] {
    loop.post([weak, id] {
      const auto self = weak.lock();
      if (!self || self->ended_ || !self->exchange_ || self->exchange_->id != id) return;
      self->sink_busy_ = false;
      self->body_began_ms_ = steady_ms() - self->settings_->body_grace_ms;  // waiting for us is not the client's slowness
      self->rate_base_ = self->body_reader_ ? self->body_reader_->taken() : 0;
      self->process();
    });
  });
}

void Connection::refuse_body(int status, std::string_view why) {
  keep_ = false;
  if (body_ == Body::drain || answer_complete_) {
    body_ = Body::none;
    linger();
    return;
  }
  body_ = Body::none;
  exchange_->keep_alive = false;
  close_after_ = true;
  handler_.on_broken_body(exchange_, status, why);
}

// ---- writing ----

void Connection::push(std::string bytes) {
  if (bytes.empty()) return;
  Segment& segment = out_.emplace_back();
  segment.size = bytes.size();
  segment.owned = std::move(bytes);
}

void Connection::answer_page(const std::shared_ptr<const CachedPage>& page, std::string_view head, std::string_view body) {
  std::array<char, 160> text;
  char* end = text.data();
  const auto put = [&end](std::string_view part) { end = std::copy(part.begin(), part.end(), end); };
  put("Date: ");
  put(loop_.date());
  put("\r\nX-Request-Id: ");
  put(loop_.request_id());
  if (!keep_) put("\r\nConnection: close");
  else if (!gate_.head().http11) put("\r\nConnection: keep-alive");
  put("\r\n\r\n");
  const std::string_view middle{text.data(), static_cast<std::size_t>(end - text.data())};
  const auto piece = [](std::string_view part) { return iovec{const_cast<char*>(part.data()), part.size()}; };
  const std::array<iovec, 3> pieces = {piece(head), piece(middle), piece(body)};
  std::size_t sent = 0;
  if (out_.empty() && !transport_->is_tls()) {
    const std::ptrdiff_t wrote = transport_->write(pieces);
    if (wrote == Transport::kBroken) return end_soon();
    sent = wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
  }
  answer_complete_ = true;
  close_after_ = !keep_;
  if (sent == head.size() + middle.size() + body.size()) return;
  std::string first{head};
  first += middle;
  const std::size_t skip = std::min(sent, first.size());
  push(first.substr(skip));
  if (!body.empty()) {
    Segment& rest = out_.emplace_back();
    rest.keep = page;
    rest.data = body.data();
    rest.size = body.size();
    rest.sent = sent - skip;
  }
  flush();
}

void Connection::end_soon() {
  loop_.post([keep = shared()] { keep->end(); });
  left_early_ = left_early_ || !answer_complete_;
  answer_complete_ = close_after_ = true;
}

void Connection::send_last(std::string answer) {
  push(std::move(answer));
  answer_complete_ = close_after_ = true;
  flush();
  process();
}

void Connection::send(Exchange& exchange, Outgoing outgoing) {
  if (ended_ || exchange_.get() != &exchange || answer_complete_) return;
  push(std::move(outgoing.bytes));
  if (outgoing.shared && !outgoing.shared->empty()) {
    Segment& segment = out_.emplace_back();
    segment.data = outgoing.shared->data();
    segment.size = outgoing.shared->size();
    segment.keep = std::move(outgoing.shared);
  }
  if (outgoing.file && outgoing.file->left() > 0) file_ = std::move(outgoing.file);
  if (outgoing.finish) {
    answer_complete_ = true;
    close_after_ = close_after_ || outgoing.close;
    if (body_ == Body::whole || body_ == Body::stream) body_ = Body::unread;
  }
  flush();
  process();
}

void Connection::flush() {
  if (awaiting_write_ || ended_) return;
  while (!out_.empty() || refill_from_file()) {
    std::array<iovec, 16> pieces;
    std::size_t count = 0;
    for (const Segment& segment : out_) {
      pieces[count++] = {const_cast<char*>(segment.begin()), segment.size - segment.sent};
      if (count == pieces.size()) break;
    }
    std::ptrdiff_t wrote = transport_->write({pieces.data(), count});
    if (wrote == Transport::kBroken) return end_soon();
    if (wrote == Transport::kAgain) {
      if (write_deadline_ms_ == 0) write_deadline_ms_ = steady_ms() + settings_->write_ms;
      awaiting_write_ = true;
      transport_->await_writable(*this);
      return;
    }
    write_deadline_ms_ = 0;
    if (exchange_) exchange_->on_sent(static_cast<std::size_t>(wrote));
    while (wrote > 0) {
      Segment& first = out_.front();
      const auto part = std::min(static_cast<std::size_t>(wrote), first.size - first.sent);
      first.sent += part;
      wrote -= static_cast<std::ptrdiff_t>(part);
      if (first.sent == first.size) out_.pop_front();
    }
  }
}

bool Connection::refill_from_file() {
  if (!file_) return false;
  std::string piece = file_->next(kFilePiece);
  const bool cut_short = piece.empty();
  push(std::move(piece));
  if (cut_short) end_soon();  // fewer bytes than promised: only closing says so
  if (cut_short || file_->left() == 0) file_.reset();
  return !cut_short;
}

void Connection::on_writable() {
  awaiting_write_ = false;
  if (ended_) return;
  flush();
  process();
}

// ---- from one request to the next ----

void Connection::finish_answer() {
  if (body_ == Body::unread) {
    const bool small = body_reader_->announced() < 0 || body_reader_->announced() - body_reader_->taken() <= settings_->drain_bytes;
    if (close_after_ || !small || expects_continue_) return linger();
    body_ = Body::drain;
    body_limit_ = body_reader_->taken() + settings_->drain_bytes;
    body_began_ms_ = steady_ms();
    return;
  }
  if (close_after_ || shutting_down_) return linger();
  next_request();
}

void Connection::next_request() {
  exchange_.reset();
  body_reader_.reset();
  sink_ = nullptr;
  piece_.clear();
  body_ = Body::none;
  sink_busy_ = answer_complete_ = close_after_ = head_timed_ = first_request_ = expects_continue_ = upgrade_ = false;
  rate_base_ = 0;
  if (next_settings_) settings_ = std::move(next_settings_);
  gate_.set_bounds(settings_->gate);
  gate_.reset();
  read_deadline_ms_ = steady_ms() + settings_->keep_alive_ms;
  if (in_at_ == in_end_ && in_size_ > kFirstBuffer && !reading_) {
    in_.reset();
    in_size_ = in_at_ = in_end_ = 0;
  }
}

void Connection::linger() {
  // Closing with unread bytes would reset the connection and take our answer with it.
  exchange_.reset();
  body_reader_.reset();
  transport_->end_writing();
  lingering_ = true;
  read_deadline_ms_ = steady_ms() + kLingerMs;
}

std::unique_ptr<Transport> Connection::release(std::string& rest, std::function<void()>& on_end) {
  rest = std::string{buffered().substr(head_pending_ ? gate_.head_size() : 0)};
  on_end = std::move(on_end_);
  on_end_ = nullptr;
  ended_ = true;
  loop_.remove(place_);
  exchange_.reset();
  self_.reset();
  return std::move(transport_);
}

void Connection::tick(std::int64_t now_ms) {
  const auto keep = shared_from_this();
  if (write_deadline_ms_ != 0 && now_ms > write_deadline_ms_) return end();
  if (read_deadline_ms_ != 0 && now_ms > read_deadline_ms_) {
    read_deadline_ms_ = 0;
    if (lingering_ || !gate_.started()) return end();
    return send_last(handler_.refusal(408, "the request did not arrive in time", loop_.request_id()));
  }
  if ((body_ == Body::whole || body_ == Body::stream || body_ == Body::drain) && !sink_busy_) {
    const std::int64_t late_ms = now_ms - body_began_ms_ - settings_->body_grace_ms;
    if (late_ms > 1000 && (body_reader_->taken() - rate_base_) < settings_->body_rate * late_ms / 1000) {
      refuse_body(408, "the body comes too slowly");
      return process();
    }
  }
  if (exchange_ && exchange_->deadline_ms != 0 && now_ms > exchange_->deadline_ms) {
    exchange_->deadline_ms = 0;
    handler_.on_deadline(exchange_);
  }
}

void Connection::shut_down() {
  shutting_down_ = true;
  keep_ = false;
  if (exchange_) exchange_->keep_alive = false;
  if (!exchange_ && out_.empty() && !gate_.started()) end();
}

void Connection::cut() { end(); }

void Connection::end() {
  if (ended_) return;
  ended_ = true;
  const auto keep = shared_from_this();
  if (exchange_) {
    exchange_->on_gone();
    if (!answer_complete_ || left_early_) handler_.on_gone(exchange_);
  }
  transport_->close();
  loop_.remove(place_);
  if (on_end_) on_end_();
  self_.reset();
}

}  // namespace patchbay::gateway
