#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

using Streaming = GatewayTest;

TEST_F(Streaming, SendsPiecesAsTheyCome) {
  route("GET", "/events", [](host::HttpFront& front, const host::HttpRequest& request) {
    EXPECT_EQ(front.begin(request.id, 200, {{"Content-Type", "text/event-stream"}}), PBAY_OK);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(front.write(request.id, "data: " + std::to_string(i) + "\n\n"), PBAY_OK);
    EXPECT_EQ(front.respond(request.id, 200, {}, "second"), PBAY_E_GONE);
    EXPECT_EQ(front.end(request.id), PBAY_OK);
    EXPECT_EQ(front.end(request.id), PBAY_E_GONE);
    EXPECT_EQ(front.write(request.id, "x"), PBAY_E_GONE);
  });
  start();
  RawClient one = client();
  const RawAnswer answer = one.get("/events");
  EXPECT_EQ(answer["transfer-encoding"], "chunked");
  EXPECT_EQ(answer.body, "data: 0\n\ndata: 1\n\ndata: 2\n\n");
  EXPECT_EQ(one.get("/healthz").status, 200);
}

TEST_F(Streaming, WaitsForSlowReadersAndLosesNothing) {
  constexpr int kPieces = 200;
  route("GET", "/large", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.begin(request.id, 200, {});
    for (int i = 0; i < kPieces; ++i) ASSERT_EQ(front.write(request.id, std::string(64 << 10, static_cast<char>('a' + i % 26))), PBAY_OK);
    front.end(request.id);
  });
  start();
  const RawAnswer answer = client().get("/large");
  ASSERT_EQ(answer.body.size(), std::size_t{kPieces} * (64 << 10));
  for (int i = 0; i < kPieces; ++i) ASSERT_EQ(answer.body[static_cast<std::size_t>(i) << 16], static_cast<char>('a' + i % 26)) << i;
}

TEST_F(Streaming, ToHttp10EndsWithTheConnection) {
  route("GET", "/x", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.begin(request.id, 200, {});
    front.write(request.id, "one ");
    front.write(request.id, "two");
    front.end(request.id);
  });
  start();
  RawClient one = client();
  one.send("GET /x HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n");
  const RawAnswer answer = one.answer();
  EXPECT_EQ(answer["connection"], "close");
  EXPECT_EQ(answer.body, "one two");
}

TEST_F(Streaming, TellsThePluginThatTheReaderLeft) {
  pbay_id id = 0;
  std::atomic<int> last{PBAY_OK};
  route("GET", "/forever", [&](host::HttpFront& front, const host::HttpRequest& request) {
    id = request.id;
    front.begin(request.id, 200, {});
    while (last == PBAY_OK) last = front.write(request.id, std::string(10'000, 'x'));
  });
  start();
  {
    RawClient one = client();
    one.send("GET /forever HTTP/1.1\r\nHost: h\r\n\r\n");
    one.read(1000);
    one.abort();
  }
  EXPECT_EQ(target->wait_for_cancels(1).front(), id);
  stop();
  EXPECT_TRUE(last == PBAY_E_CANCELLED || last == PBAY_E_GONE);
}

TEST_F(Streaming, RefusesWhatCannotBeSent) {
  route("GET", "/x", [](host::HttpFront& front, const host::HttpRequest& request) {
    EXPECT_EQ(front.begin(request.id, 200, {{"X", "a\nb"}}), PBAY_E_INVALID);
  });
  start();
  EXPECT_EQ(client().get("/x").status, 500);
  EXPECT_EQ(gateway->front().respond(999'999, 200, {}, ""), PBAY_E_GONE);
  EXPECT_EQ(gateway->front().write(999'999, "x"), PBAY_E_GONE);
}

TEST_F(Streaming, AnswersOnlyOnce) {
  std::vector<int> said;
  route("GET", "/twice", [&](host::HttpFront& front, const host::HttpRequest& request) {
    said.push_back(front.respond(request.id, 200, {}, "first"));
    said.push_back(front.respond(request.id, 200, {}, "second"));
    said.push_back(front.begin(request.id, 200, {}));
  });
  start();
  EXPECT_EQ(client().get("/twice").body, "first");
  stop();
  EXPECT_EQ(said, (std::vector<int>{PBAY_OK, PBAY_E_GONE, PBAY_E_GONE}));
}

TEST_F(Streaming, AHalfClosedClientStillGetsItsAnswer) {
  route("GET", "/x", [](host::HttpFront& front, const host::HttpRequest& request) { front.respond(request.id, 200, {}, "here"); });
  start();
  RawClient one = client();
  one.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n");
  one.end_sending();
  EXPECT_EQ(one.answer().body, "here");
  EXPECT_EQ(one.answer().body, "here");
  EXPECT_TRUE(one.ended());
}

TEST_F(Streaming, SaysContinueOnlyToABodyItWillRead) {
  route("POST", "/x", [](host::HttpFront& front, const host::HttpRequest& request) { front.respond(request.id, 200, {}, request.body); });
  start();
  RawClient one = client();
  one.send("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(one.answer().status, 100);
  one.send("hello");
  EXPECT_EQ(one.answer().body, "hello");
  RawClient refused = client();
  refused.send("POST /nothing HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(refused.answer().status, 404);
  EXPECT_TRUE(refused.ended());
}

}  // namespace
}  // namespace patchbay::gateway
