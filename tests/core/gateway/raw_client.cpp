#include "raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr int kPatienceMs = 30'000;

sockaddr_in name_of(const std::string& host, int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &name.sin_addr);
  return name;
}

}  // namespace

struct RawClient::Tls {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* session = SSL_new(context);
  ~Tls() {
    SSL_free(session);
    SSL_CTX_free(context);
  }
};

std::string RawAnswer::operator[](const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

RawClient::RawClient(const std::string& address, const std::string& from, bool tls) : address_{address} {
  const std::size_t colon = address.rfind(':');
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (!from.empty()) {
    const sockaddr_in local = name_of(from, 0);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) throw std::runtime_error{"bind"};
  }
  const timeval patience{kPatienceMs / 1000, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const sockaddr_in peer = name_of(address.substr(0, colon), std::stoi(address.substr(colon + 1)));
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
    ::close(socket_);
    throw std::runtime_error{"connect"};
  }
  const int at_once = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (!tls) return;
  tls_ = std::make_unique<Tls>();
  SSL_set_fd(tls_->session, socket_);
  if (SSL_connect(tls_->session) != 1) throw std::runtime_error{"TLS handshake"};
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)},
      address_{other.address_},
      buffered_{std::move(other.buffered_)},
      finished_{other.finished_},
      tls_{std::move(other.tls_)} {}

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = tls_ ? SSL_write(tls_->session, bytes.data(), static_cast<int>(bytes.size()))
                           : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server may have said enough
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawClient::send_slowly(std::string_view bytes) {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, 20) == 0) send(bytes);
}

bool RawClient::has_answer(int within_ms) {
  pollfd wait{socket_, POLLIN, 0};
  return !buffered_.empty() || ::poll(&wait, 1, within_ms) != 0;
}

void RawClient::end_sending() { ::shutdown(socket_, SHUT_WR); }

void RawClient::abort() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(socket_, -1));
}

bool RawClient::fill() {
  if (finished_) return false;
  char piece[65536];
  const auto got = tls_ ? SSL_read(tls_->session, piece, sizeof piece) : ::recv(socket_, piece, sizeof piece, 0);
  if (got <= 0) {
    finished_ = true;
    return false;
  }
  buffered_.append(piece, static_cast<std::size_t>(got));
  return true;
}

RawAnswer RawClient::answer(bool to_head) {
  RawAnswer out;
  std::size_t end = std::string::npos;
  while ((end = buffered_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return out;
  out.head = buffered_.substr(0, end + 2);
  buffered_.erase(0, end + 4);
  const int status = std::stoi(out.head.substr(9, 3));
  std::size_t at = out.head.find("\r\n") + 2;
  while (at < out.head.size()) {
    const std::size_t line_end = out.head.find("\r\n", at);
    const std::size_t colon = out.head.find(':', at);
    out.headers[lower_ascii(out.head.substr(at, colon - at))] = std::string{trim(out.head.substr(colon + 1, line_end - colon - 1))};
    at = line_end + 2;
  }
  if (to_head || status == 304 || status == 204 || status < 200) {
    out.status = status;
    return out;
  }
  if (out["transfer-encoding"] == "chunked") {
    for (;;) {
      std::size_t line = std::string::npos;
      while ((line = buffered_.find("\r\n")) == std::string::npos)
        if (!fill()) return out;
      const std::size_t size = std::stoul(buffered_.substr(0, line), nullptr, 16);
      while (buffered_.size() < line + 2 + size + 2)
        if (!fill()) return out;
      out.body += buffered_.substr(line + 2, size);
      buffered_.erase(0, line + 2 + size + 2);
      if (size == 0) break;
    }
  } else if (out.headers.contains("content-length")) {
    const std::size_t size = std::stoul(out["content-length"]);
    while (buffered_.size() < size)
      if (!fill()) return out;
    out.body = buffered_.substr(0, size);
    buffered_.erase(0, size);
  } else {
    out.body = rest();
  }
  out.status = status;
  return out;
}

std::string RawClient::rest() {
  while (fill()) {
  }
  return std::exchange(buffered_, {});
}

std::string RawClient::read(std::size_t bytes) {
  while (buffered_.size() < bytes && fill()) {
  }
  const std::string out = buffered_.substr(0, bytes);
  buffered_.erase(0, out.size());
  return out;
}

bool RawClient::ended() {
  while (fill()) {
  }
  return finished_;
}

RawAnswer RawClient::get(const std::string& target, const std::string& headers) { return request("GET", target, headers, {}); }

RawAnswer RawClient::request(const std::string& method, const std::string& target, const std::string& headers,
                             const std::string& body) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: " + address_ + "\r\n" + headers;
  if (!body.empty() || method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  send(text + "\r\n" + body);
  return answer(method == "HEAD");
}

}  // namespace patchbay::gateway
