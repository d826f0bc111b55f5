#pragma once
// One client connection speaking HTTP/1.1: reads heads through the gate, bodies within their bounds, sends answers in order,
// keeps alive, and ends whoever is slower than the limits allow. Lives on one loop's thread.
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/gateway/body_reader.hpp"
#include "core/gateway/body_sink.hpp"
#include "core/gateway/exchange.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/request_gate.hpp"
#include "core/gateway/transport.hpp"

namespace patchbay::gateway {

struct CachedPage;

// Who decides what a request gets. Called on the connection's loop.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  // A head the gate let through. Before returning it calls one of connection.adopt(), answer_page() or send_last().
  virtual void on_request(Connection& connection, const RequestHead& head) = 0;
  virtual void on_body(const std::shared_ptr<Exchange>& exchange) = 0;    // the whole body is in request.body
  virtual void on_broken_body(const std::shared_ptr<Exchange>& exchange, int status, std::string_view why) = 0;
  virtual void on_deadline(const std::shared_ptr<Exchange>& exchange) = 0;
  virtual void on_gone(const std::shared_ptr<Exchange>& exchange) = 0;    // the client left before the answer was complete
  // A whole answer for a request nobody will handle: refused by the gate, too slow.
  virtual std::string refusal(int status, std::string_view why, std::string_view request_id) = 0;
};

class Connection final : public TransportOwner, public Ticking {
 public:
  Connection(Loop& loop, std::unique_ptr<Transport> transport, RequestHandler& handler,
             std::shared_ptr<const Settings> settings, std::function<void()> on_end);
  ~Connection() override;
  void start();

  // --- for the handler, on the loop ---
  Loop& loop() { return loop_; }
  const Address& peer() const { return transport_->peer(); }
  bool keeps_alive() const { return keep_; }
  std::shared_ptr<Connection> shared() { return std::static_pointer_cast<Connection>(shared_from_this()); }
  void adopt(std::shared_ptr<Exchange> exchange);            // the request under way
  void read_body(std::int64_t limit);                        // then on_body
  void stream_body(std::int64_t limit, BodySink sink);
  void answer_page(const std::shared_ptr<const CachedPage>& page, std::string_view head, std::string_view body);
  void send_last(std::string answer);                        // and close
  void send(Exchange& exchange, Outgoing outgoing);          // ignored when the exchange is not the one under way
  // For an upgrade: the socket and what was read behind the head. The connection is over.
  std::unique_ptr<Transport> release(std::string& rest, std::function<void()>& on_end);
  void use(std::shared_ptr<const Settings> settings) { next_settings_ = std::move(settings); }

  void on_read(std::ptrdiff_t bytes) override;
  void on_writable() override;
  void tick(std::int64_t now_ms) override;
  void shut_down() override;
  void cut() override;

 private:
  enum class Body { none, unread, whole, stream, drain };
  struct Segment {
    std::string owned;
    std::shared_ptr<const void> keep;  // what `data` points into, or null: `owned`
    const char* data = nullptr;
    std::size_t size = 0, sent = 0;
    const char* begin() const { return (keep ? data : owned.data()) + sent; }
  };

  void process();
  bool step();                  // one thing; false: nothing can go on without news
  bool take_head();
  bool take_body();
  void body_ended();
  void hand_piece(bool last);
  void continue_body(std::int64_t limit);
  void refuse_body(int status, std::string_view why);
  void want_bytes();
  void push(std::string bytes);
  void flush();
  bool refill_from_file();
  void finish_answer();
  void next_request();
  void linger();
  void end();                   // gone for good
  void end_soon();              // the same, once nobody is in the middle of this connection
  void consume(std::size_t bytes);
  std::string_view buffered() const { return {in_.get() + in_at_, in_end_ - in_at_}; }

  Loop& loop_;
  Loop::Place place_;
  std::unique_ptr<Transport> transport_;
  RequestHandler& handler_;
  std::shared_ptr<const Settings> settings_, next_settings_;  // shared: a reload replaces them under way
  std::function<void()> on_end_;

  RequestGate gate_;
  std::unique_ptr<char[]> in_;
  std::size_t in_size_ = 0, in_at_ = 0, in_end_ = 0;
  std::shared_ptr<Exchange> exchange_;
  std::unique_ptr<BodyReader> body_reader_;
  Body body_ = Body::none;
  BodySink sink_;
  std::string piece_;
  bool sink_busy_ = false;
  std::int64_t body_began_ms_ = 0, body_limit_ = 0, rate_base_ = 0;

  std::deque<Segment> out_;
  std::shared_ptr<FilePart> file_;  // as in Outgoing
  bool reading_ = false, awaiting_write_ = false, processing_ = false;
  bool answer_complete_ = false, close_after_ = false, peer_ended_ = false, lingering_ = false, ended_ = false;
  bool left_early_ = false;     // before the answer was complete
  bool shutting_down_ = false, first_request_ = true, keep_ = true, head_timed_ = false;
  bool expects_continue_ = false, upgrade_ = false, head_pending_ = false;
  std::shared_ptr<Connection> self_;  // while it is open: it owns itself, because only the client decides how long
  std::int64_t read_deadline_ms_ = 0, write_deadline_ms_ = 0;
};

}  // namespace patchbay::gateway
