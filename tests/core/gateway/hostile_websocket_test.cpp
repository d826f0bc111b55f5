#include "corpus.hpp"
#include "gateway_fixture.hpp"
#include "ws_client.hpp"

#include <fstream>
#include <sstream>

namespace patchbay::gateway {
namespace {

using HostileWebSocket = GatewayTest;

std::int64_t kilobytes(const std::string& what) {
  std::ifstream file{"/proc/self/status"};
  std::string line;
  while (std::getline(file, line))
    if (line.starts_with(what)) return std::stoll(line.substr(what.size() + 1));
  return -1;
}

TEST_F(HostileWebSocket, EveryCorpusFileIsClosedWithItsCode) {
  start();
  for (const CorpusFile& file : read_corpus("websocket_codec")) {
    WsClient socket{address(), "/ws/echo"};
    ASSERT_EQ(socket.status, 101);
    socket.bytes(file.bytes);
    if (file.expected == "ok") continue;
    WsClient::Frame last;
    do {
      last = socket.next();
    } while (last.opcode == 1 || last.opcode == 2 || last.opcode == 10);
    EXPECT_EQ(std::to_string(last.close_code()), file.expected) << file.name;
    EXPECT_TRUE(socket.raw.ended()) << file.name;
  }
}

TEST_F(HostileWebSocket, AnAnnouncedGigabyteReservesNothing) {
  start();
  const std::int64_t before = kilobytes("VmSize:");
  std::vector<std::unique_ptr<WsClient>> sockets;
  for (int i = 0; i < 20; ++i) {
    sockets.push_back(std::make_unique<WsClient>(address(), "/ws/echo"));
    sockets.back()->bytes(std::string{"\x82\xff\x00\x00\x00\x00\x7f\xff\xff\xff", 10});
    EXPECT_EQ(sockets.back()->next().close_code(), 1009);
  }
  // Each announces 2 GiB; a thread's malloc arena alone is 64 MiB of address space.
  EXPECT_LT(kilobytes("VmSize:") - before, 512 * 1024);
}

TEST_F(HostileWebSocket, HandshakesThatAreNotCompleteAreRefused) {
  start();
  const auto status = [this](const std::string& headers) {
    RawClient one = client();
    one.send("GET /ws/echo HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n");
    return one.answer().status;
  };
  const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n", version = "Sec-WebSocket-Version: 13\r\n",
                    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(status(""), 426);
  EXPECT_EQ(status(upgrade + version), 400);
  EXPECT_EQ(status(upgrade + key), 400);
  EXPECT_EQ(status(upgrade + "Sec-WebSocket-Version: 8\r\n" + key), 400);
  EXPECT_EQ(status(upgrade + version + "Sec-WebSocket-Key: short\r\n"), 400);
  EXPECT_EQ(status(upgrade + version + key), 101);
}

TEST_F(HostileWebSocket, AnotherSiteMayNotOpenOne) {
  config.server.public_url = "https://help.example.com";
  config.inboxes["default"].sites = {"https://shop.example.com"};
  start();
  EXPECT_EQ((WsClient{address(), "/ws/echo", "Origin: https://evil.example\r\n"}.status), 403);
  EXPECT_EQ((WsClient{address(), "/ws/echo", "Origin: http://help.example.com\r\n"}.status), 403);
  EXPECT_EQ((WsClient{address(), "/ws/echo", "Origin: null\r\n"}.status), 403);
  EXPECT_EQ((WsClient{address(), "/ws/echo", "Origin: https://help.example.com\r\n"}.status), 101);
  EXPECT_EQ((WsClient{address(), "/ws/echo", "Origin: https://shop.example.com\r\n"}.status), 101);
  EXPECT_EQ((WsClient{address(), "/ws/echo"}.status), 101);
}

}  // namespace
}  // namespace patchbay::gateway
