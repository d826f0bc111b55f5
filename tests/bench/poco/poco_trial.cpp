// What docs/adr/0001-http-stack.md says of Poco's HTTP server, WebSocket and mail parser, measured here and now. Loopback only, bounded,
// ends by itself.  usage: poco_trial [slow|body|frames|client|mail]   (nothing: all of them)
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/WebSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/Timespan.h>
#include <Poco/Version.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

namespace net = Poco::Net;

namespace {

std::atomic<int> g_desync{0};
std::atomic<int> g_accepted{0};

class Handler : public net::HTTPRequestHandler {
 public:
  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    if (request.getURI() == "/desync") ++g_desync;
    if (request.getURI() == "/ws") return receive(request, response);
    response.setContentLength(2);
    response.send() << "ok";  // the body is not read
  }

 private:
  static void receive(net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
    try {
      net::WebSocket socket{request, response};
      socket.setReceiveTimeout(Poco::Timespan{3, 0});
      std::vector<char> buffer(4096);
      int flags = 0;
      if (socket.receiveFrame(buffer.data(), static_cast<int>(buffer.size()), flags) >= 0) ++g_accepted;
    } catch (const Poco::Exception&) {
    }
  }
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override { return new Handler; }
};

struct Server {
  net::ServerSocket socket{net::SocketAddress{"127.0.0.1", 0}};
  net::HTTPServer server{new Factory, socket, new net::HTTPServerParams};
  Server() { server.start(); }
  ~Server() { server.stopAll(true); }
  net::SocketAddress address() const { return socket.address(); }
};

net::StreamSocket connect(const Server& server) {
  net::StreamSocket socket{server.address()};
  socket.setReceiveTimeout(Poco::Timespan{5, 0});
  return socket;
}

void send(net::StreamSocket& socket, const std::string& bytes) { socket.sendBytes(bytes.data(), static_cast<int>(bytes.size())); }

// How many bytes come within the socket's patience; -1: none did.
int answer(net::StreamSocket& socket) {
  char buffer[8192];
  try {
    return socket.receiveBytes(buffer, sizeof buffer);
  } catch (const Poco::TimeoutException&) {
    return -1;
  }
}

void slow_sockets() {
  Server server;
  std::vector<net::StreamSocket> slow;
  for (int count : {0, 20}) {
    while (static_cast<int>(slow.size()) < count) {
      slow.push_back(connect(server));
      send(slow.back(), "GET / HTTP/1.1\r\nHost: h\r\nX: ");  // and no more
    }
    net::StreamSocket client = connect(server);
    const auto begin = std::chrono::steady_clock::now();
    send(client, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const bool answered = answer(client) > 0;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
    std::printf("slow sockets: %2d open -> a normal request %s after %lld ms\n", count, answered ? "was answered" : "had NO answer",
                static_cast<long long>(ms));
  }
  for (net::StreamSocket& socket : slow) socket.close();
}

void unread_body() {
  Server server;
  net::StreamSocket client = connect(server);
  const std::string body = "GET /desync HTTP/1.1\r\nHost: h\r\n\r\n";
  send(client, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  while (answer(client) > 0 && g_desync == 0) {
  }
  std::printf("unread body: run as the next request: %s\n", g_desync > 0 ? "YES" : "no");
}

void frames() {
  Server server;
  struct Case {
    const char* name;
    std::string bytes;
  };
  const std::string mask{"\1\2\3\4", 4};
  const auto masked = [&](int first, const std::string& payload, const std::string& length) {
    std::string out{static_cast<char>(first)};
    out += length + mask;
    for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
    return out;
  };
  const std::string five{"\x85", 1};
  const Case cases[] = {
      {"unmasked", std::string{"\x81\x05hello"}},
      {"RSV1 set", masked(0xC1, "hello", five)},
      {"opcode 3", masked(0x83, "hello", five)},
      {"ping of 1,000 bytes", masked(0x89, std::string(1000, 'x'), std::string{"\xfe\x03\xe8", 3})},
      {"ping in pieces", masked(0x09, "hello", five)},
      {"text that is not UTF-8", masked(0x81, "\xff\xfe\xc0\x80!", five)},
      {"orphan continuation", masked(0x80, "hello", five)},
      {"length 5 in the 126 form", masked(0x81, "hello", std::string{"\xfe\x00\x05", 3})},
  };
  for (const Case& one : cases) {
    g_accepted = 0;
    net::StreamSocket client = connect(server);
    send(client,
         "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
         "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    answer(client);
    send(client, one.bytes);
    while (answer(client) > 0) {
    }
    std::printf("frame: %-26s %s\n", one.name, g_accepted > 0 ? "ACCEPTED" : "refused");
  }
}

void client() {
  net::ServerSocket socket{net::SocketAddress{"127.0.0.1", 0}};
  const pid_t child = ::fork();
  if (child == 0) {  // a server that promises 100 bytes and sends 5
    ::alarm(10);
    net::StreamSocket peer = socket.acceptConnection();
    char buffer[4096];
    peer.receiveBytes(buffer, sizeof buffer);
    send(peer, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabcde");
    peer.close();
    ::_exit(0);
  }
  std::string body;
  const char* verdict = "taken as a good answer";
  try {
    net::HTTPClientSession session{"127.0.0.1", socket.address().port()};
    net::HTTPRequest request{"GET", "/", "HTTP/1.1"};
    session.sendRequest(request);
    net::HTTPResponse response;
    std::istream& in = session.receiveResponse(response);
    Poco::StreamCopier::copyToString(in, body);
    if (in.bad()) verdict = "told as an error";
  } catch (const Poco::Exception&) {
    verdict = "told as an error";
  }
  ::waitpid(child, nullptr, 0);
  std::printf("client: a body cut at %zu of 100 bytes: %s\n", body.size(), verdict);
}

void mail() {
  const std::string text =
      "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\n"
      "Content-Type: text/plain\r\nContent-Disposition: \r\n\r\nhello\r\n--B--\r\n";
  std::fflush(stdout);
  const pid_t child = ::fork();  // what crashes, crashes there
  if (child == 0) {
    ::alarm(10);
    std::istringstream in{text};
    try {
      net::MailMessage message;
      message.read(in);
    } catch (const Poco::Exception&) {
      ::_exit(3);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) std::printf("mail of %zu bytes with an empty Content-Disposition: ended by SIGNAL %d\n", text.size(), WTERMSIG(status));
  else std::printf("mail of %zu bytes with an empty Content-Disposition: exit code %d\n", text.size(), WEXITSTATUS(status));
}

}  // namespace

int main(int count, char** arguments) {
  const std::string only = count > 1 ? arguments[1] : "";
  std::printf("Poco %u.%u.%u\n", POCO_VERSION >> 24, POCO_VERSION >> 16 & 255, POCO_VERSION >> 8 & 255);
  if (only.empty() || only == "slow") slow_sockets();
  if (only.empty() || only == "body") unread_body();
  if (only.empty() || only == "frames") frames();
  if (only.empty() || only == "client") client();
  if (only.empty() || only == "mail") mail();
  return 0;
}
