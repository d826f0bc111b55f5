#include "tests/bench/delivery/socket_pool.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>

namespace patchbay::bench {
namespace {

constexpr int kOpening = 200;  // at the same time
constexpr std::int64_t kPatienceUs = 30'000'000;

sockaddr_in name_of(const std::string& host, int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &name.sin_addr);
  return name;
}

void append_frame(std::string& out, int first_byte, std::string_view payload) {
  out += static_cast<char>(first_byte);
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else {
    out += static_cast<char>(0xfe);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  }
  out.append(4, '\0');  // masked with zeros: allowed, and free
  out += payload;
}

}  // namespace

std::int64_t now_us() {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

SocketPool::SocketPool(std::string address)
    : host_{address.substr(0, address.rfind(':'))}, port_{std::stoi(address.substr(address.rfind(':') + 1))}, epoll_{::epoll_create1(EPOLL_CLOEXEC)} {}

SocketPool::~SocketPool() {
  for (Socket& socket : sockets_) close(socket);
  ::close(epoll_);
}

int SocketPool::open_count() const {
  int open = 0;
  for (const Socket& socket : sockets_) open += socket.state == Socket::State::open ? 1 : 0;
  return open;
}

int SocketPool::open(const std::vector<std::string>& tokens, const std::string& then, const std::string& mark) {
  const int first = count();
  then_ = then;
  mark_ = mark;
  sockets_.resize(sockets_.size() + tokens.size());
  tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
  const std::int64_t deadline = now_us() + kPatienceUs;
  for (int next = first; next < count() || opening_ > 0;) {
    while (next < count() && opening_ < kOpening) {
      connect(tokens_[static_cast<std::size_t>(next)], next);
      ++next;
    }
    poll(10, [](int, std::string_view) {});
    if (now_us() > deadline && open_count() == 0) throw std::runtime_error{"no socket opens"};
    if (now_us() > deadline + kPatienceUs * 3) throw std::runtime_error{"sockets do not open: " + std::to_string(open_count())};
  }
  if (open_count() != count()) throw std::runtime_error{std::to_string(count() - open_count()) + " sockets were refused"};
  return first;
}

void SocketPool::connect(const std::string&, int number) {
  Socket& socket = sockets_[static_cast<std::size_t>(number)];
  socket.file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket.file < 0) throw std::runtime_error{"out of descriptors: raise ulimit -n"};
  const int on = 1;
  ::setsockopt(socket.file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket.file, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &on, sizeof on);
  const sockaddr_in local = name_of("127.0.0." + std::to_string(1 + number % 8), 0), peer = name_of(host_, port_);
  if (::bind(socket.file, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) throw std::runtime_error{"bind"};
  if (::connect(socket.file, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0 && errno != EINPROGRESS)
    throw std::runtime_error{"connect"};
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.u32 = static_cast<std::uint32_t>(number);
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket.file, &event);
  socket.out = "GET /ws/v1 HTTP/1.1\r\nHost: " + host_ + ":" + std::to_string(port_) +
               "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  socket.state = Socket::State::shaking;
  ++opening_;
}

void SocketPool::send(int number, std::string_view text) {
  Socket& socket = sockets_[static_cast<std::size_t>(number)];
  append_frame(socket.out, 0x81, text);
  flush(socket);
}

void SocketPool::flush(Socket& socket) {
  while (!socket.out.empty() && socket.file >= 0) {
    const ssize_t sent = ::send(socket.file, socket.out.data(), socket.out.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // later, or the reader hears of it
    socket.out.erase(0, static_cast<std::size_t>(sent));
  }
}

void SocketPool::close(Socket& socket) {
  if (socket.state != Socket::State::open && socket.state != Socket::State::closed) --opening_;
  if (socket.file >= 0) ::close(socket.file);
  socket.file = -1;
  socket.state = Socket::State::closed;
}

void SocketPool::frame_came(Socket& socket, int number, std::string_view text, const Frame& frame) {
  const auto is = [&](std::string_view type) { return text.substr(0, 80).find("\"" + std::string{type} + "\"") != std::string_view::npos; };
  switch (socket.state) {
    case Socket::State::waiting:
      if (!is("ready")) return close(socket);
      if (mark_.empty()) break;
      socket.state = Socket::State::marking;
      append_frame(socket.out, 0x81, then_);
      return flush(socket);
    case Socket::State::marking:
      if (!is(mark_)) return;
      break;
    default:
      return frame(number, text);
  }
  socket.state = Socket::State::open;
  --opening_;
}

void SocketPool::take(Socket& socket, int number, const Frame& frame) {
  scratch_.resize(256 << 10);
  for (;;) {
    const ssize_t got = ::recv(socket.file, scratch_.data(), scratch_.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (got <= 0) return close(socket);
    socket.in.append(scratch_.data(), static_cast<std::size_t>(got));
    if (static_cast<std::size_t>(got) < scratch_.size()) break;
  }
  std::size_t at = 0;
  if (socket.state == Socket::State::shaking) {
    const std::size_t end = socket.in.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (socket.in.compare(0, 12, "HTTP/1.1 101") != 0) return close(socket);
    at = end + 4;
    socket.state = Socket::State::waiting;
    append_frame(socket.out, 0x81, R"({"type":"auth","token":")" + tokens_[static_cast<std::size_t>(number)] + "\"}");
    flush(socket);
  }
  while (socket.in.size() - at >= 2) {
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(socket.in[at + i])); };
    std::size_t size = byte(1) & 0x7f, head = 2;
    if (size == 126) head = 4;
    if (size == 127) head = 10;
    if (socket.in.size() - at < head) break;
    if (head > 2) {
      size = 0;
      for (std::size_t i = 2; i < head; ++i) size = size << 8 | byte(i);
    }
    if (socket.in.size() - at < head + size) break;
    const std::string_view payload{socket.in.data() + at + head, size};
    const int opcode = socket.in[at] & 0x0f;
    if (opcode == 8) return close(socket);
    if (opcode == 9) {
      append_frame(socket.out, 0x8a, payload);
      flush(socket);
    } else if (opcode == 1) {
      frame_came(socket, number, payload, frame);
      if (socket.file < 0) return;
    }
    at += head + size;
  }
  socket.in.erase(0, at);
}

void SocketPool::poll(int milliseconds, const Frame& frame) {
  epoll_event events[512];
  const int count = ::epoll_wait(epoll_, events, 512, milliseconds);
  for (int i = 0; i < count; ++i) {
    const int number = static_cast<int>(events[i].data.u32);
    Socket& socket = sockets_[static_cast<std::size_t>(number)];
    if (socket.file < 0) continue;
    if (events[i].events & EPOLLOUT) flush(socket);
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) take(socket, number, frame);
  }
}

bool SocketPool::run_until(std::int64_t deadline_us, const Frame& frame, const std::function<bool()>& done) {
  for (;;) {
    if (done()) return true;
    if (now_us() > deadline_us) return false;
    poll(1, frame);
  }
}

}  // namespace patchbay::bench
