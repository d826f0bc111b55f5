#pragma once
// Thousands of WebSockets on one thread: opened a few hundred at a time, signed in, and their frames handed over as they come.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::bench {

class SocketPool {
 public:
  // A frame of text; called inside run_until().
  using Frame = std::function<void(int socket, std::string_view text)>;

  explicit SocketPool(std::string address);  // "127.0.0.1:8080"
  ~SocketPool();
  SocketPool(const SocketPool&) = delete;
  SocketPool& operator=(const SocketPool&) = delete;

  // Opens one socket per token, from 127.0.0.1 … 127.0.0.8 in turn, and returns when each is "ready"; where `then` is not
  // empty it is sent and an answer of type `mark` waited for. Returns the number of the first. Throws when one is refused.
  int open(const std::vector<std::string>& tokens, const std::string& then = {}, const std::string& mark = {});
  void send(int socket, std::string_view text);
  // Takes frames until `done` is true (asked after each round) or the time is over; whether it was true. `done` may send.
  bool run_until(std::int64_t deadline_us, const Frame& frame, const std::function<bool()>& done);
  int count() const { return static_cast<int>(sockets_.size()); }
  int open_count() const;

 private:
  struct Socket {
    int file = -1;
    std::string in, out;
    enum class State { connecting, shaking, waiting, marking, open, closed } state = State::connecting;
  };
  void connect(const std::string& token, int number);
  void take(Socket& socket, int number, const Frame& frame);
  void flush(Socket& socket);
  void close(Socket& socket);
  void frame_came(Socket& socket, int number, std::string_view text, const Frame& frame);
  void poll(int milliseconds, const Frame& frame);

  const std::string host_;
  const int port_;
  int epoll_;
  std::vector<Socket> sockets_;
  std::vector<std::string> tokens_;
  std::string then_, mark_, scratch_;
  int opening_ = 0;
};

std::int64_t now_us();  // steady; the same in every process of this machine

}  // namespace patchbay::bench
