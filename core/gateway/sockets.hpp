#pragma once
// The open WebSockets: by id, by group, by whose session they are. [any thread]
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/gateway/exchange.hpp"
#include "core/gateway/socket.hpp"

namespace patchbay::gateway {

class Sockets {
 public:
  using MakePeer = std::function<std::unique_ptr<SocketPeer>(const std::shared_ptr<Exchange>&)>;

  // On the loop: answers the handshake of `exchange` and hands the connection's socket over.
  void open(const std::shared_ptr<Exchange>& exchange, Connection& connection, std::unique_ptr<SocketPeer> peer);

  pbay_status send(pbay_id conn, bool binary, std::string_view data);
  pbay_status close(pbay_id conn, int code, std::string_view why);
  pbay_status join(pbay_id conn, std::string_view group, bool leave);
  pbay_status send_group(std::string_view group, pbay_id except, bool binary, std::string_view data);
  pbay_status set_state(pbay_id conn, std::string_view state);
  void close_of(const std::string& principal_id);  // its sessions ended: 4001
  void close_session(const std::string& session);  // this one ended
  std::size_t size() const;

 private:
  std::shared_ptr<Socket> find(pbay_id conn) const;
  void forget(pbay_id conn);
  void close_where(const std::function<bool(const Socket&)>& ended);

  mutable std::mutex mutex_;
  std::unordered_map<pbay_id, std::weak_ptr<Socket>> sockets_;  // each owns itself
  std::unordered_map<std::string, std::unordered_set<pbay_id>> groups_;
};

}  // namespace patchbay::gateway
