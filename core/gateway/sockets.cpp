#include "core/gateway/sockets.hpp"

#include "core/gateway/connection.hpp"
#include "core/gateway/head_writer.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxGroupName = 200;

}  // namespace

void Sockets::open(const std::shared_ptr<Exchange>& exchange, Connection& connection, std::unique_ptr<SocketPeer> peer) {
  HeadFacts facts = facts_of(*exchange, -2);
  facts.cached = true;
  std::string handshake =
      write_head(*exchange->settings, 101, {{"Sec-WebSocket-Accept", accept_of(exchange->websocket_key)}}, facts);
  handshake += "Upgrade: websocket\r\nConnection: Upgrade\r\nX-Request-Id: " + exchange->request_id + "\r\n\r\n";
  Loop& loop = connection.loop();
  std::string rest;
  std::function<void()> on_end;
  auto transport = connection.release(rest, on_end);
  const pbay_id id = exchange->id;
  const auto socket = std::make_shared<Socket>(id, loop, std::move(transport), exchange->settings, std::move(peer),
                                               [this, id, on_end = std::move(on_end)] {
                                                 forget(id);
                                                 if (on_end) on_end();
                                               });
  if (exchange->signed_in) socket->set_principal(exchange->principal.id, exchange->principal.session);
  {
    const std::lock_guard lock{mutex_};
    sockets_[id] = socket;
  }
  socket->start(std::move(handshake), std::move(rest));
}

std::shared_ptr<Socket> Sockets::find(pbay_id conn) const {
  const std::lock_guard lock{mutex_};
  const auto found = sockets_.find(conn);
  return found == sockets_.end() ? nullptr : found->second.lock();
}

void Sockets::forget(pbay_id conn) {
  const std::lock_guard lock{mutex_};
  sockets_.erase(conn);
  for (auto group = groups_.begin(); group != groups_.end();) {
    group->second.erase(conn);
    group = group->second.empty() ? groups_.erase(group) : std::next(group);
  }
}

pbay_status Sockets::send(pbay_id conn, bool binary, std::string_view data) {
  const auto socket = find(conn);
  return socket ? socket->send(binary, data) : PBAY_E_GONE;
}

pbay_status Sockets::close(pbay_id conn, int code, std::string_view why) {
  if (!is_close_code(code)) return PBAY_E_INVALID;
  const auto socket = find(conn);
  if (!socket) return PBAY_E_GONE;
  socket->close(code, std::string{why});
  return PBAY_OK;
}

pbay_status Sockets::join(pbay_id conn, std::string_view group, bool leave) {
  if (group.empty() || group.size() > kMaxGroupName) return PBAY_E_INVALID;
  const std::lock_guard lock{mutex_};
  if (!sockets_.contains(conn)) return PBAY_E_GONE;
  const std::string name{group};
  if (!leave) {
    groups_[name].insert(conn);
  } else if (const auto found = groups_.find(name); found != groups_.end()) {
    found->second.erase(conn);
    if (found->second.empty()) groups_.erase(found);
  }
  return PBAY_OK;
}

pbay_status Sockets::send_group(std::string_view group, pbay_id except, bool binary, std::string_view data) {
  std::vector<std::shared_ptr<Socket>> members;
  {
    const std::lock_guard lock{mutex_};
    const auto found = groups_.find(std::string{group});
    if (found == groups_.end()) return PBAY_OK;
    for (const pbay_id id : found->second)
      if (const auto socket = sockets_.find(id); id != except && socket != sockets_.end())
        if (auto open = socket->second.lock()) members.push_back(std::move(open));
  }
  for (const auto& member : members) member->send(binary, data);  // a slow one closes; the others get theirs
  return PBAY_OK;
}

pbay_status Sockets::set_state(pbay_id conn, std::string_view state) {
  const auto socket = find(conn);
  if (!socket) return PBAY_E_GONE;
  return socket->set_state(state) ? PBAY_OK : PBAY_E_INVALID;
}

void Sockets::close_of(const std::string& principal_id) {
  close_where([&](const Socket& socket) { return socket.is_of(principal_id); });
}

void Sockets::close_session(const std::string& session) {
  close_where([&](const Socket& socket) { return socket.is_of_session(session); });
}

void Sockets::close_where(const std::function<bool(const Socket&)>& ended) {
  std::vector<std::shared_ptr<Socket>> all;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& item : sockets_)
      if (auto socket = item.second.lock()) all.push_back(std::move(socket));
  }
  for (const auto& socket : all)
    if (ended(*socket)) socket->close(4001, "the session ended");
}

std::size_t Sockets::size() const {
  const std::lock_guard lock{mutex_};
  return sockets_.size();
}

}  // namespace patchbay::gateway
