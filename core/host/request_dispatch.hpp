#pragma once
// Requests and sockets on their way into plugins.
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/base/turn.hpp"
#include "core/host/scope.hpp"

namespace patchbay::host {

struct Switchboard;

// False: full, or the instance does not serve.
bool dispatch_request(Switchboard& board, const Route& route, HttpRequest request);
// The client left or the deadline passed: what is answered later is "gone".
void cancel_request(Switchboard& board, pbay_id request);
// Ends an open scope from the host's side, with a word to the front where a client waits.
// False: it was over already.
bool abandon(Switchboard& board, const ScopePtr& scope);

// An open WebSocket. Its ctx lives until it is closed; it holds no lease, so it survives a reload.
struct SocketScope final : Scope {
  SocketScope(WorkerPool& pool, std::size_t bound) : turn{pool, bound} {}
  pbay_id conn = 0;
  std::string instance;
  Turn turn;  // messages of one socket arrive in order
};

class Sockets {
 public:
  explicit Sockets(Switchboard& board) : board_{board} {}

  void open(const Route& route, pbay_id conn, HttpRequest request, std::string state, bool resumed);
  void message(pbay_id conn, bool binary, std::string data);
  void closed(pbay_id conn, int code);
  // Null: unknown or another instance's.
  std::shared_ptr<SocketScope> find(pbay_id conn, const Generation& owner) const;

 private:
  std::shared_ptr<SocketScope> find(pbay_id conn) const;
  bool post(const std::shared_ptr<SocketScope>& socket, std::function<void(Generation&)> work);

  Switchboard& board_;
  mutable std::mutex mutex_;
  std::unordered_map<pbay_id, std::shared_ptr<SocketScope>> sockets_;  // shared with the tasks under way
};

}  // namespace patchbay::host
