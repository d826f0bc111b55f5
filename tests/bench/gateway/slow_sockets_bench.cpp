// What 2,000 slow sockets cost a quiet reader: p50 and p99 of one keep-alive client at 200 requests/s, without and with them, in
// turns. The server is a child process; the sockets come from 127.0.0.2 to 127.0.0.41, a byte every five seconds each: a
// third in the header, a third in a body, a third taking their answer in drops.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "core/base/log.hpp"
#include "tests/bench/gateway/small_target.hpp"

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kSlow = 2000, kRequests = 1000, kRounds = 3;
constexpr auto kEvery = std::chrono::milliseconds{5};

int connect_from(const std::string& from, int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in local{}, peer{};
  local.sin_family = peer.sin_family = AF_INET;
  inet_pton(AF_INET, from.c_str(), &local.sin_addr);
  inet_pton(AF_INET, "127.0.0.1", &peer.sin_addr);
  peer.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::bind(socket, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0 ||
      ::connect(socket, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0) {
    std::perror("connect");
    std::exit(1);
  }
  return socket;
}

void say(int socket, const std::string& text) { [[maybe_unused]] const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL); }

std::vector<int> open_slow(int port) {
  std::vector<int> sockets;
  for (int i = 0; i < kSlow; ++i) {
    const int socket = connect_from("127.0.0." + std::to_string(2 + i % 40), port);
    if (i % 3 == 0) say(socket, "GET /page HTTP/1.1\r\nHost: h\r\nX: ");
    else if (i % 3 == 1) say(socket, "POST /page HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n");
    else {
      const int small = 4096;
      ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
      say(socket, "GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    sockets.push_back(socket);
  }
  return sockets;
}

struct Figures {
  double p50, p99;
};

// Open loop: each request has its own time, and its latency counts from then.
Figures measure(int port) {
  const int socket = connect_from("127.0.0.1", port);
  std::vector<double> latencies;
  std::vector<char> buffer(1 << 20);
  auto due = Clock::now();
  for (int i = 0; i < kRequests; ++i, due += kEvery) {
    std::this_thread::sleep_until(due);
    say(socket, "GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
    std::string head;
    std::size_t wanted = std::string::npos;
    while (head.size() < wanted) {
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got <= 0) std::exit(1);
      head.append(buffer.data(), static_cast<std::size_t>(got));
      const std::size_t end = head.find("\r\n\r\n"), length = head.find("Content-Length: ");
      if (wanted == std::string::npos && end != std::string::npos && length < end)
        wanted = end + 4 + std::strtoul(head.c_str() + length + 16, nullptr, 10);
    }
    latencies.push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
  }
  ::close(socket);
  std::ranges::sort(latencies);
  return {latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100]};
}

long resident_kb(pid_t pid) {
  long all = 0, resident = 0;
  if (std::FILE* file = std::fopen(("/proc/" + std::to_string(pid) + "/statm").c_str(), "r")) {
    if (std::fscanf(file, "%ld %ld", &all, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * 4;
}

}  // namespace

int main() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  int to_parent[2], to_child[2];
  if (::pipe(to_parent) != 0 || ::pipe(to_child) != 0) return 1;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(to_child[1]);
    patchbay::log::set_level(patchbay::log::Level::error);
    patchbay::gateway::PageServer server{std::string(40'000, 'x'), true};
    const std::string port = server.address().substr(server.address().rfind(':') + 1) + "\n";
    if (::write(to_parent[1], port.data(), port.size()) < 0) return 1;
    char byte;
    while (::read(to_child[0], &byte, 1) > 0) {
    }
    return 0;
  }
  char text[16] = {};
  if (::read(to_parent[0], text, sizeof text - 1) <= 0) return 1;
  const int port = std::atoi(text);
  measure(port);
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const Figures quiet = measure(port);
    const long before = resident_kb(child);
    std::vector<int> slow = open_slow(port);
    const Figures busy = measure(port);
    std::printf("round %d: quiet p50 %.2f p99 %.2f ms; with %d slow sockets p50 %.2f p99 %.2f ms; resident %+ld KB\n", round + 1, quiet.p50,
                quiet.p99, kSlow, busy.p50, busy.p99, resident_kb(child) - before);
    ratios.push_back(busy.p99 / quiet.p99);
    for (const int socket : slow) ::close(socket);
  }
  std::ranges::sort(ratios);
  std::printf("p99 ratio, median of %d rounds: %.2f (goal: at most 2)\n", kRounds, ratios[ratios.size() / 2]);
  ::close(to_child[1]);
  ::waitpid(child, nullptr, 0);
  return 0;
}
