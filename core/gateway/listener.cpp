#include "core/gateway/listener.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"
#include "core/base/log.hpp"

namespace patchbay::gateway {
namespace {

constexpr int kBacklog = 4096;
constexpr int kAcceptAtOnce = 64;
constexpr std::int64_t kSilentMs = 10'000;

struct HostPort {
  std::string host, port;
};

HostPort split_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon + 1 == text.size())
    throw Error{Code::invalid, "[server] listen = \"" + text + "\" has no port: write 127.0.0.1:8080"};
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {host, text.substr(colon + 1)};
}

asio::ip::tcp::endpoint resolve(const std::string& text) {
  const HostPort wanted = split_address(text);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(wanted.host.empty() ? nullptr : wanted.host.c_str(), wanted.port.c_str(), &hints, &found);
  if (error != 0) throw Error{Code::unavailable, "cannot listen on " + text + ": " + ::gai_strerror(error)};
  asio::ip::tcp::endpoint endpoint;
  endpoint.resize(found->ai_addrlen);
  std::memcpy(endpoint.data(), found->ai_addr, found->ai_addrlen);
  ::freeaddrinfo(found);
  return endpoint;
}

Address address_of(const sockaddr_storage& name) {
  Address out;
  if (name.ss_family == AF_INET6) {
    std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(name).sin6_addr, 16);
  } else {
    out.bytes[10] = out.bytes[11] = 0xff;
    std::memcpy(out.bytes.data() + 12, &reinterpret_cast<const sockaddr_in&>(name).sin_addr, 4);
  }
  return out;
}

}  // namespace

Listener::Listener(const std::string& address, std::vector<std::unique_ptr<Loop>>& loops, RequestPipeline& pipeline,
                   std::shared_ptr<TlsContext> tls, Metrics& metrics)
    : loops_{loops},
      pipeline_{pipeline},
      tls_{std::move(tls)},
      acceptor_{loops.front()->context().get_executor()},
      gauge_{metrics.series(Metrics::Kind::gauge, "patchbay_connections", "Open client connections.")},
      turned_away_{metrics.series(Metrics::Kind::counter, "patchbay_connections_turned_away_total",
                                  "Connections closed at once because their address has enough.")} {
  const asio::ip::tcp::endpoint endpoint = resolve(address);
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address{true}, error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (!error) acceptor_.non_blocking(true, error);
  if (error)
    throw Error{Code::unavailable, "cannot listen on " + address + ": " + error.message() +
                                       (error.value() == EADDRINUSE ? "; another program holds it (see `ss -ltnp`)" : "")};
  address_ = split_address(address).host;
  if (address_.find(':') != std::string::npos) address_ = "[" + address_ + "]";
  address_ += ":" + std::to_string(acceptor_.local_endpoint().port());
}

Listener::~Listener() = default;

void Listener::start() {
  loops_.front()->post([this] {
    place_ = loops_.front()->add(*this);
    on_loop_ = true;
    await();
  });
}

void Listener::stop() {
  stopped_ = true;
  loops_.front()->post([this] { cut(); });
}

void Listener::cut() {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  if (!on_loop_) return;
  on_loop_ = false;
  loops_.front()->remove(place_);
}

void Listener::await() {
  if (waiting_ || stopped_ || paused_ || open_ >= pipeline_.settings()->connections) return;
  waiting_ = true;
  acceptor_.async_wait(asio::socket_base::wait_read, [this](const boost::system::error_code& error) {
    waiting_ = false;
    if (!error && !stopped_) accept_some();
  });
}

void Listener::tick(std::int64_t) {
  gauge_.set(static_cast<double>(open_));
  await();  // room may have come back, or descriptors
}

void Listener::accept_some() {
  const std::int64_t most = pipeline_.settings()->connections;
  for (int i = 0; i < kAcceptAtOnce && open_ < most; ++i) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    const int descriptor =
        ::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&name), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      take(descriptor, address_of(name));
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      if (const std::int64_t now = steady_ms(); now > silent_until_ms_) {
        log::warn("gateway", "cannot accept, pausing", {{"error", std::strerror(errno)}});
        silent_until_ms_ = now + kSilentMs;
      }
      return;  // the next tick tries again
    }
    break;
  }
  await();
}

bool Listener::enter(const Address& peer, const Settings& settings) {
  for (const AddressRange& proxy : settings.trusted_proxies)
    if (proxy.holds(peer)) return true;  // everybody comes from there
  const std::lock_guard lock{mutex_};
  std::int64_t& count = by_address_[limit_key(peer)];
  if (count >= settings.connections_per_address) return false;
  ++count;
  return true;
}

void Listener::leave(const Address& key, bool counted) {
  --open_;
  if (!counted) return;
  const std::lock_guard lock{mutex_};
  const auto found = by_address_.find(key);
  if (found != by_address_.end() && --found->second <= 0) by_address_.erase(found);
}

void Listener::take(int descriptor, const Address& peer) {
  const auto settings = pipeline_.settings();
  if (!enter(peer, *settings)) return turn_away(descriptor);
  bool counted = true;
  for (const AddressRange& proxy : settings->trusted_proxies) counted = counted && !proxy.holds(peer);
  ++open_;
  Loop& loop = *loops_[next_loop_++ % loops_.size()];
  const auto begin = [this, &loop, descriptor, peer, settings, counted] {
    auto transport = std::make_unique<Transport>(loop, descriptor, peer, tls_ ? tls_->make() : nullptr);
    const auto connection = std::make_shared<Connection>(loop, std::move(transport), pipeline_, settings,
                                                         [this, key = limit_key(peer), counted] { leave(key, counted); });
    connection->start();
  };
  if (loop.is_here()) begin();
  else loop.post(begin);
}

void Listener::turn_away(int descriptor) {
  turned_away_.add();
  if (!tls_) {
    static constexpr std::string_view kAnswer =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
    // Best effort: what was sent already is read away so that closing does not take the answer with it.
    [[maybe_unused]] const ssize_t sent = ::send(descriptor, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_WR);
    char away[4096];
    [[maybe_unused]] const ssize_t read = ::recv(descriptor, away, sizeof away, MSG_DONTWAIT);
  }
  ::close(descriptor);
}

}  // namespace patchbay::gateway
