#pragma once
// One request and its answer under way. Made on the loop of its connection, filled there until it is handed on; from then
// on it is read from any thread, and whoever claims it first answers it.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/gateway/outgoing.hpp"
#include "core/gateway/route_table.hpp"
#include "core/gateway/settings.hpp"
#include "core/host/http_front.hpp"

namespace patchbay::gateway {

class Connection;
class ExchangeTable;
class Loop;

struct Response {
  int status = 200;
  std::vector<host::Header> headers;
  std::string body;

  const std::string* find(std::string_view lower_name) const;  // the first header of that name, any case
};

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(pbay_id id, Loop& loop, std::weak_ptr<Connection> connection, std::shared_ptr<const Settings> settings);
  ~Exchange();
  // It stands in the table until it ends.
  void forget_in(ExchangeTable& exchanges) { in_table_ = &exchanges; }

  const pbay_id id;
  const std::shared_ptr<const Settings> settings;  // lasts as long as somebody uses it

  // Filled on the loop.
  host::HttpRequest request;            // what a plugin gets; moved away when dispatched
  std::string method, request_id, remote, locale, target, host_name;
  std::string page_path;                // path and query without the locale prefix, as sent
  std::string token;                    // of the session; empty = none was sent
  bool token_is_cookie = false;
  std::string if_none_match, range, if_range, websocket_key, origin;
  bool upgrade = false;                 // asks for a WebSocket
  std::atomic<bool> keep_alive{true};
  bool head_only = false, http11 = true, wants_html = false, accepts_gzip = false, accepts_br = false;
  bool cross_site = false;              // a browser says another site sent it
  bool cacheable = false;               // GET by a reader without a session
  std::uint64_t cache_epoch = 0;
  inbox::Principal principal;
  bool signed_in = false;               // the token named somebody
  Address client;
  std::shared_ptr<const RouteTable> table;  // keeps `endpoint` while routes change
  const Endpoint* endpoint = nullptr;
  const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::int64_t deadline_ms = 0;         // steady; 0 = none
  bool dispatched = false;              // a plugin has it: it wants to hear of a cancel

  // --- answering [any thread] ---
  bool claim();                         // true once
  bool answered() const { return state_.load() != State::open; }
  void deliver(Outgoing outgoing);      // to the connection, in the order of the calls of one thread

  // A streamed answer: begin once instead of claim, then write and end. Statuses as HttpFront's.
  bool claim_stream();
  bool streaming() const { return state_.load() == State::streaming; }
  pbay_status stream_write(std::string chunk);   // waits while 256 KiB are unsent, until the deadline
  pbay_status stream_end(std::string last);
  // From the loop: bytes of the stream that were sent; the client left.
  void on_sent(std::size_t bytes);
  void on_gone();

 private:
  enum class State { open, answered, streaming, ended };
  Loop& loop_;
  ExchangeTable* in_table_ = nullptr;
  std::weak_ptr<Connection> connection_;  // the connection owns this exchange
  std::atomic<State> state_{State::open};
  std::mutex mutex_;
  std::condition_variable sent_;
  std::size_t unsent_ = 0;
  bool gone_ = false;
};

}  // namespace patchbay::gateway
