#pragma once
// Which handler a method and path lead to. A table is immutable once made; changing routes makes a new one, so lookups
// need no lock.
//
// A pattern is "/" and segments: literal text, "{name}" for one segment that is not empty, and as the last one "{rest*}" for
// whatever follows, also nothing. Literal wins over {name} over {rest*}, segment by segment. GET serves HEAD too.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/body_sink.hpp"
#include "core/gateway/socket_peer.hpp"
#include "core/gateway/target.hpp"
#include "core/host/http_front.hpp"

namespace patchbay::gateway {

class Exchange;

// What answers a route: the plugin instance named in `route`, or, where one of the functions is set, the gateway itself.
struct Endpoint {
  host::Route route;
  std::function<void(const std::shared_ptr<Exchange>&)> handler;
  bool on_loop = false;         // the handler is quick and runs on the I/O thread, also before the host is ready
  std::function<BodySink(const std::shared_ptr<Exchange>&)> sink;                     // instead: takes the body as it comes
  std::function<std::unique_ptr<SocketPeer>(const std::shared_ptr<Exchange>&)> peer;  // instead, with PBAY_WEBSOCKET
  std::string limit;            // the rate of [limits] that a request takes one from; empty = none of its own
  std::int64_t body_bytes = 0;  // 0 = what [limits] says for its content type
};

class RouteTable {
 public:
  struct Match {
    const Endpoint* endpoint = nullptr;  // null: nothing at this path, or not this method
    std::vector<host::Header> params;
    std::string allowed;                 // "GET, HEAD, OPTIONS" of this path; empty = nothing at this path
  };

  RouteTable();
  ~RouteTable();
  RouteTable(RouteTable&&) noexcept;

  // Throws Error{invalid} for a pattern or method that cannot be, Error{conflict} naming both when one of its methods is
  // taken at a pattern that matches the same paths.
  void add(Endpoint endpoint);
  Match find(std::string_view method, const std::vector<std::string>& segments) const;
  std::vector<const host::Route*> routes() const;

 private:
  struct Kept;
  struct Node;
  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Kept>> kept_;
};

// "/kb/{slug}" → its segments as written; Error{invalid} saying what is wrong.
std::vector<std::string> parse_pattern(std::string_view pattern);

}  // namespace patchbay::gateway
