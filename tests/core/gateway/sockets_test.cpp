#include <atomic>

#include "gateway_fixture.hpp"
#include "ws_client.hpp"

namespace patchbay::gateway {
namespace {

class WebSockets : public GatewayTest {
 protected:
  void start_with_plugin() {
    route("GET", "/ws/chat", {}, PBAY_FOR_PUBLIC | PBAY_WEBSOCKET);
    target->handlers.clear();
    target->on_ws_open = [this](pbay_id conn, const host::HttpRequest&) { opened.push_back(conn); };
    start();
  }
  std::vector<pbay_id> opened;
};

TEST_F(WebSockets, EchoTextAndBinaryOfEverySize) {
  start();
  WsClient socket{address(), "/ws/echo"};
  ASSERT_EQ(socket.status, 101);
  EXPECT_EQ(socket.handshake["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  for (const std::size_t size : {0u, 1u, 125u, 126u, 65535u}) {
    socket.frame(0x82, std::string(size, 'x'));
    const auto frame = socket.next();
    EXPECT_EQ(frame.opcode, 2);
    EXPECT_EQ(frame.payload.size(), size);
  }
  socket.text("Здравей");
  EXPECT_EQ(socket.next().payload, "Здравей");
}

TEST_F(WebSockets, TakeWhatCameWithTheHandshake) {
  start();
  RawClient one = client();
  one.send("GET /ws/echo HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" + masked_frame(0x81, "early"));
  EXPECT_EQ(one.answer().status, 101);
  EXPECT_EQ(one.read(7), "\x81\x05" "early");
}

TEST_F(WebSockets, AnswerACloseWithTheSameCode) {
  start();
  WsClient socket{address(), "/ws/echo"};
  socket.frame(0x88, std::string{"\x0f\xa0", 2});  // 4000
  EXPECT_EQ(socket.next().close_code(), 4000);
  EXPECT_TRUE(socket.raw.ended());
}

TEST_F(WebSockets, AnswerPingsWithTheirPayload) {
  start();
  WsClient socket{address(), "/ws/echo"};
  socket.frame(0x89, "are you there");
  const auto pong = socket.next();
  EXPECT_EQ(pong.opcode, 10);
  EXPECT_EQ(pong.payload, "are you there");
}

TEST_F(WebSockets, LetABurstThroughAndLoseNothingBehindIt) {
  config.limits.rates["websocket_messages"] = {200, 40, false};
  start();
  WsClient socket{address(), "/ws/echo"};
  std::string all;
  for (int i = 0; i < 100; ++i) all += masked_frame(0x81, std::to_string(i));
  socket.bytes(all);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(socket.next().payload, std::to_string(i));
}

TEST_F(WebSockets, AreClosedWhenNothingIsHeard) {
  config.limits.numbers["websocket_idle_seconds"] = 1;
  start();
  WsClient socket{address(), "/ws/echo"};
  std::string seen;
  std::string head;
  while ((head = socket.raw.read(2)).size() == 2) {  // pings, which are not answered, then the close
    seen += head[0];
    socket.raw.read(static_cast<unsigned char>(head[1]));
  }
  EXPECT_EQ(seen.front(), '\x89');
  EXPECT_EQ(seen.back(), '\x88');
}

TEST_F(WebSockets, OfPluginsReachThemInOrder) {
  std::vector<std::string> seen;
  target->on_ws_message = [&](pbay_id conn, bool, const std::string& data) {
    seen.push_back(data);
    gateway->front().ws_send(conn, false, "got " + data);
  };
  target = std::make_unique<FakeTarget>(1000, 1);
  target->on_ws_message = [&](pbay_id conn, bool, const std::string& data) {
    seen.push_back(data);
    gateway->front().ws_send(conn, false, "got " + data);
  };
  start_with_plugin();
  WsClient socket{address(), "/ws/chat"};
  for (int i = 0; i < 20; ++i) socket.text(std::to_string(i));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(socket.next().payload, "got " + std::to_string(i));
  socket.frame(0x88, std::string{"\x03\xe8", 2});
  EXPECT_EQ(target->wait_for_closed(1).front(), 1000);
}

TEST_F(WebSockets, HearWhatTheirGroupHears) {
  target = std::make_unique<FakeTarget>(1000, 1);
  target->on_ws_message = [&](pbay_id conn, bool, const std::string& data) {
    auto& front = gateway->front();
    if (data == "join") EXPECT_EQ(front.ws_join(conn, "room", false), PBAY_OK);
    else if (data == "leave") EXPECT_EQ(front.ws_join(conn, "room", true), PBAY_OK);
    else EXPECT_EQ(front.ws_send_group("room", conn, false, data), PBAY_OK);
    front.ws_send(conn, false, "ok");
  };
  start_with_plugin();
  WsClient ana{address(), "/ws/chat"}, ben{address(), "/ws/chat"}, eva{address(), "/ws/chat"};
  for (WsClient* one : {&ana, &ben, &eva}) {
    one->text("join");
    EXPECT_EQ(one->next().payload, "ok");
  }
  ana.text("hello");
  EXPECT_EQ(ana.next().payload, "ok");
  EXPECT_EQ(ben.next().payload, "hello");
  EXPECT_EQ(eva.next().payload, "hello");
  ben.text("leave");
  EXPECT_EQ(ben.next().payload, "ok");
  ana.text("again");
  EXPECT_EQ(eva.next().payload, "again");
}

TEST_F(WebSockets, WhoIsTooSlowIsClosedAndTheSenderNeverWaits) {
  target = std::make_unique<FakeTarget>(1000, 1);
  std::atomic<int> last{PBAY_OK};
  target->on_ws_message = [&](pbay_id conn, bool, const std::string&) {
    for (int i = 0; i < 10'000 && last == PBAY_OK; ++i) last = gateway->front().ws_send(conn, true, std::string(60'000, 'x'));
  };
  start_with_plugin();
  WsClient socket{address(), "/ws/chat"};
  socket.text("flood me");
  EXPECT_EQ(target->wait_for_closed(1).front(), 4008);
  EXPECT_EQ(last, PBAY_E_LIMIT);
}

TEST_F(WebSockets, AreClosedByTheirPlugin) {
  target = std::make_unique<FakeTarget>(1000, 1);
  target->on_ws_message = [&](pbay_id conn, bool, const std::string&) {
    auto& front = gateway->front();
    EXPECT_EQ(front.ws_close(conn, 1005, ""), PBAY_E_INVALID);
    EXPECT_EQ(front.ws_set_state(conn, std::string(5000, 'x')), PBAY_E_INVALID);
    EXPECT_EQ(front.ws_set_state(conn, "state"), PBAY_OK);
    EXPECT_EQ(front.ws_close(conn, 4001, "bye"), PBAY_OK);
  };
  start_with_plugin();
  WsClient socket{address(), "/ws/chat"};
  socket.text("close me");
  const auto frame = socket.next();
  EXPECT_EQ(frame.close_code(), 4001);
  EXPECT_EQ(frame.payload.substr(2), "bye");
  EXPECT_EQ(target->wait_for_closed(1).front(), 4001);
  EXPECT_EQ(gateway->front().ws_send(999, false, "x"), PBAY_E_GONE);
}

TEST_F(WebSockets, AreClosedAsRestartingWhenTheServerCloses) {
  start();
  WsClient socket{address(), "/ws/echo"};
  gateway->close();
  EXPECT_EQ(socket.next().close_code(), 1012);
}

TEST_F(WebSockets, LiveOnesSayWhoTheyAreFirst) {
  accounts.sign_in("agent", inbox::Kind::agent, "a1");
  accounts.sign_in("visitor", inbox::Kind::visitor, "v1");
  start();
  WsClient agent{address(), "/ws/v1"};
  agent.text(R"({"type":"auth","token":"agent"})");
  EXPECT_EQ(agent.next().payload, R"({"type":"ready","agent_id":"a1","event":41})");
  agent.text(R"({"type":"send","cmid":"01X","body":"hi"})");
  const std::string answer = agent.next().payload;
  EXPECT_NE(answer.find("\"code\":\"unsupported\""), std::string::npos);
  EXPECT_NE(answer.find("\"cmid\":\"01X\""), std::string::npos);
  WsClient visitor{address(), "/ws/v1"};
  visitor.text(R"({"type":"auth","token":"visitor"})");
  EXPECT_EQ(visitor.next().payload, R"({"type":"ready","contact_id":"contact-v1","event":41})");
}

TEST_F(WebSockets, LiveOnesWithoutAValidTokenAreClosed) {
  config.limits.numbers["websocket_auth_seconds"] = 1;
  start();
  for (const char* frame : {R"({"type":"auth","token":"wrong"})", R"({"type":"send"})", "nonsense", R"({"type":"auth"})"}) {
    WsClient socket{address(), "/ws/v1"};
    socket.text(frame);
    EXPECT_EQ(socket.next().close_code(), 4001) << frame;
  }
  WsClient silent{address(), "/ws/v1"};
  EXPECT_EQ(silent.next().close_code(), 4001);
}

TEST_F(WebSockets, LiveOnesEndWithTheirSession) {
  accounts.sign_in("agent", inbox::Kind::agent, "a1");
  start();
  WsClient socket{address(), "/ws/v1"};
  socket.text(R"({"type":"auth","token":"agent"})");
  EXPECT_EQ(socket.next().opcode, 1);
  accounts.revoke("agent");
  EXPECT_EQ(socket.next().close_code(), 4001);
}

}  // namespace
}  // namespace patchbay::gateway
