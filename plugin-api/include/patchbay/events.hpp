#pragma once
// What arrives besides HTTP: events, method calls, jobs, WebSocket frames. Views end with the handler.
#include <functional>
#include <string>
#include <string_view>

#include "patchbay/request.hpp"

namespace patchbay::inline v1 {

// A past-tense fact. A durable one is acknowledged when the handler returns, tried again when it throws
// (Retry says when), so a handler must bear seeing it twice: keep delivery-independent keys.
class Event {
 public:
  explicit Event(const pbay_event* c) : c_{c} {}
  Ctx ctx() const noexcept { return c_->ctx; }
  std::string_view topic() const noexcept { return detail::view(c_->topic); }
  std::string_view key() const noexcept { return detail::view(c_->key); }
  std::string_view json() const noexcept { return detail::view(c_->json); }
  std::uint32_t attempt() const noexcept { return c_->attempt; }  // 1 = the first
  bool is_durable() const noexcept { return (c_->flags & PBAY_DURABLE) != 0; }

 private:
  const pbay_event* c_;
};

// Somebody calls a method this plugin provides. The handler returns the reply's JSON or throws.
class Call {
 public:
  Call(detail::Runtime* runtime, const pbay_call* c) : runtime_{runtime}, c_{c} {}
  Ctx ctx() const noexcept { return c_->ctx; }
  std::string_view method() const noexcept { return detail::view(c_->method); }
  std::string_view json() const noexcept { return detail::view(c_->json); }
  pbay_id id() const noexcept { return c_->call; }
  // Tells a waiting person how far it is: {"done":12,"total":40,"text":"…"}. Throws Failure{cancelled} when
  // he gave up.
  void progress(std::string_view json) const {
    const pbay_status status = runtime_->ifaces.bus->progress(runtime_->host, c_->call, detail::str(json));
    if (status == PBAY_E_CANCELLED) throw Failure{status, "the caller gave up"};
  }
  void progress(std::uint64_t done, std::uint64_t total, std::string_view text = "") const {
    progress("{\"done\":" + std::to_string(done) + ",\"total\":" + std::to_string(total) +
             ",\"text\":" + json_text::quote(text) + '}');
  }

 private:
  detail::Runtime* runtime_;
  const pbay_call* c_;
};

// A reply that comes after the handler returned, from any thread. Dropped without one, the caller gets
// `internal`.
class DeferredReply {
 public:
  DeferredReply(detail::Runtime* runtime, pbay_id call) : runtime_{runtime}, call_{call} {}
  DeferredReply(DeferredReply&& other) noexcept
      : runtime_{other.runtime_}, call_{std::exchange(other.call_, 0)} {}
  DeferredReply& operator=(DeferredReply&&) = delete;
  ~DeferredReply() {
    if (call_ != 0) fail(PBAY_E_INTERNAL, "the call was dropped without a reply");
  }
  void reply(std::string_view json) noexcept { send(PBAY_OK, json); }
  void fail(pbay_status status, std::string_view text) noexcept { send(status, text); }

 private:
  void send(pbay_status status, std::string_view text) noexcept {
    if (const pbay_id call = std::exchange(call_, 0))
      runtime_->ifaces.bus->reply(runtime_->host, call, status, detail::str(text));
  }
  detail::Runtime* runtime_;
  pbay_id call_;
};

// Durable work. Done when the handler returns, tried again when it throws.
class Job {
 public:
  explicit Job(const pbay_job* c) : c_{c} {}
  Ctx ctx() const noexcept { return c_->ctx; }
  std::string_view queue() const noexcept { return detail::view(c_->queue); }
  std::string_view payload() const noexcept { return detail::view(c_->payload); }
  std::uint32_t attempt() const noexcept { return c_->attempt; }  // 1 = the first

 private:
  const pbay_job* c_;
};

// A WebSocket the host owns. A handle: keep it as long as you like, a closed one answers false.
class Socket {
 public:
  Socket(detail::Runtime* runtime, pbay_id conn) : runtime_{runtime}, conn_{conn} {}
  pbay_id id() const noexcept { return conn_; }
  // False: gone, or its queue is full.
  bool send(std::string_view text) const noexcept {
    return ws().send(host(), conn_, 0, detail::bytes(text)) >= 0;
  }
  bool send_binary(std::string_view data) const noexcept {
    return ws().send(host(), conn_, 1, detail::bytes(data)) >= 0;
  }
  void close(int code, std::string_view why) const noexcept {
    ws().close(host(), conn_, code, detail::str(why));
  }
  void join(std::string_view group) const noexcept { ws().join(host(), conn_, detail::str(group), 0); }
  void leave(std::string_view group) const noexcept { ws().join(host(), conn_, detail::str(group), 1); }
  // To everyone else in the group.
  void send_group(std::string_view group, std::string_view text) const noexcept {
    ws().send_group(host(), detail::str(group), conn_, 0, detail::bytes(text));
  }
  // At most 4 KiB, given back in `open` after a reload.
  void keep(std::string_view state) const noexcept { ws().set_state(host(), conn_, detail::bytes(state)); }

 private:
  const pbay_ws_1& ws() const noexcept { return *runtime_->ifaces.ws; }
  const pbay_host* host() const noexcept { return runtime_->host; }
  detail::Runtime* runtime_;
  pbay_id conn_;
};

struct SocketHandlers {
  // `state` is what keep() was given and `resumed` true after a reload.
  std::function<void(Socket, const Request&, std::string_view state, bool resumed)> open;
  std::function<void(Socket, std::string_view data, bool binary)> message;
  std::function<void(Socket, int code)> closed;
};

}  // namespace patchbay::inline v1
