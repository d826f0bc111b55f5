#pragma once
// One open WebSocket. Lives on its loop; what other threads send goes through a bounded queue.
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/gateway/loop.hpp"
#include "core/gateway/settings.hpp"
#include "core/gateway/socket_peer.hpp"
#include "core/gateway/transport.hpp"
#include "core/gateway/websocket_codec.hpp"

namespace patchbay::gateway {

// A frame as it goes over the wire, made once for all the sockets it goes to.
using SharedFrame = std::shared_ptr<const std::string>;
SharedFrame text_frame(std::string_view text);

class Socket final : public TransportOwner, public Ticking {
 public:
  Socket(pbay_id id, Loop& loop, std::unique_ptr<Transport> transport, std::shared_ptr<const Settings> settings,
         std::unique_ptr<SocketPeer> peer, std::function<void()> on_end);
  ~Socket() override;

  const pbay_id id;
  // Sends the answer to the handshake and begins; `rest` is what the client sent behind it. On the loop.
  void start(std::string handshake, std::string rest);

  // [any thread] E_GONE once it closes. E_LIMIT: more waits than the client takes; it is closed with 4008.
  pbay_status send(bool binary, std::string_view data);
  void close(int code, std::string why);

  // On the loop. As send(); the frame waits for push() unless many do already.
  pbay_status add(const SharedFrame& frame);
  void push();
  // On the loop. Frames of an answer that comes in portions: they count against no bound, and peer->drained() asks for the next
  // portion once these are on their way.
  void send_portion(const std::vector<SharedFrame>& frames);

  // Whose it is and by which session; what ends them closes it. [any thread]
  void set_principal(const std::string& principal_id, const std::string& session);
  bool is_of(const std::string& principal_id) const;
  bool is_of_session(const std::string& session) const;
  bool is_open() const { return open_; }
  bool set_state(std::string_view state);  // at most 4 KiB
  std::string state() const;
  Loop& loop() { return loop_; }

  void on_read(std::ptrdiff_t bytes) override;
  void on_writable() override;
  void tick(std::int64_t now_ms) override;
  void shut_down() override;
  void cut() override;

 private:
  void want_bytes();
  void take(std::string_view bytes);
  bool handle(WebSocketDecoder::Event event);
  bool has_token(std::int64_t now_ms);
  void write(SharedFrame frame, bool counted);
  bool has_room_for(std::size_t size);
  void flush();
  void begin_close(int code, std::string_view why);
  void end(int code);

  Loop& loop_;
  Loop::Place place_;
  std::unique_ptr<Transport> transport_;
  const std::shared_ptr<const Settings> settings_;  // of when it opened
  std::unique_ptr<SocketPeer> peer_;
  std::function<void()> on_end_;
  WebSocketDecoder decoder_;
  std::unique_ptr<char[]> in_;
  std::string held_;                                // read, not yet taken: the client sends too fast
  struct Frame {
    SharedFrame bytes;
    bool counted;
  };
  void sent(std::size_t bytes);
  std::deque<Frame> out_;
  std::size_t out_sent_ = 0;
  std::atomic<std::int64_t> queued_bytes_{0}, queued_frames_{0};
  std::atomic<bool> open_{true};
  bool reading_ = false, awaiting_write_ = false, paused_ = false, closing_ = false, ended_ = false, tells_drained_ = false;
  int close_code_ = 1006;
  double tokens_ = 0;
  std::int64_t tokens_at_ms_ = 0, heard_ms_ = 0, pinged_ms_ = 0, close_deadline_ms_ = 0, write_deadline_ms_ = 0;
  mutable std::mutex mutex_;
  std::string principal_, session_, state_;         // guarded by mutex_
  std::shared_ptr<Socket> self_;                    // while it is open
};

}  // namespace patchbay::gateway
