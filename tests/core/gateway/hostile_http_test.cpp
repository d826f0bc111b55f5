// The same hostile bytes over a real socket: one answer each, and nothing of them is run.
#include <atomic>

#include "corpus.hpp"
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class HostileHttp : public GatewayTest {
 protected:
  HostileHttp() {
    const auto count = [this](host::HttpFront& front, const host::HttpRequest& request) {
      ++handled;
      last_body = request.body;
      front.respond(request.id, 200, {}, "ok");
    };
    route("GET,POST", "/{rest*}", count);
    route("GET", "/smug", [this](host::HttpFront& front, const host::HttpRequest& request) {
      ++smuggled;
      front.respond(request.id, 200, {}, "smuggled");
    });
    route("GET", "/desync", [this](host::HttpFront& front, const host::HttpRequest& request) {
      ++smuggled;
      front.respond(request.id, 200, {}, "smuggled");
    });
  }
  std::atomic<int> handled{0}, smuggled{0};
  std::string last_body;
};

TEST_F(HostileHttp, EveryCorpusFileGetsItsAnswerAndAClosedConnection) {
  start();
  for (const CorpusFile& file : read_corpus("request_gate")) {
    if (file.expected == "200") continue;
    const int before = handled;
    RawClient one = client();
    one.send(file.bytes);
    const RawAnswer answer = one.answer();
    EXPECT_EQ(std::to_string(answer.status), file.expected) << file.name;
    EXPECT_EQ(answer["connection"], "close") << file.name;
    EXPECT_EQ(answer["x-content-type-options"], "nosniff") << file.name;
    EXPECT_TRUE(one.ended()) << file.name;
    EXPECT_EQ(handled, before) << file.name;
  }
  EXPECT_EQ(smuggled, 0);
}

TEST_F(HostileHttp, EveryGoodCorpusFileIsServed) {
  start();
  for (const CorpusFile& file : read_corpus("request_gate")) {
    if (file.expected != "200") continue;
    RawClient one = client();
    one.send(file.bytes);
    const int status = one.answer().status;
    EXPECT_TRUE(status == 200 || status == 204) << file.name << " " << status;
  }
}

TEST_F(HostileHttp, LengthAndChunkedTogetherRunNothing) {
  start();
  RawClient one = client();
  one.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smug HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(one.answer().status, 400);
  EXPECT_EQ(one.rest(), "");
  EXPECT_EQ(handled + smuggled, 0);
}

TEST_F(HostileHttp, AnUnreadBodyIsNeverTheNextRequest) {
  config.limits.numbers["json_bytes"] = 1000;
  start();
  // 405 is answered without reading the body, which looks like a request.
  const std::string body = "GET /desync HTTP/1.1\r\nHost: h\r\n\r\n";
  RawClient one = client();
  one.send("DELETE /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body +
           "GET /after HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(one.answer().status, 405);
  EXPECT_EQ(one.answer().body, "ok");  // the body was drained
  EXPECT_EQ(smuggled, 0);
}

TEST_F(HostileHttp, ALargeUnreadBodyClosesTheConnection) {
  start();
  RawClient one = client();
  one.send("DELETE /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nGET /desync HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(one.answer().status, 405);
  EXPECT_TRUE(one.ended());
  EXPECT_EQ(smuggled, 0);
}

TEST_F(HostileHttp, AChunkedBodyCutShortNeverReachesTheHandler) {
  start();
  RawClient one = client();
  one.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n5\r\nab");
  one.end_sending();
  EXPECT_EQ(one.answer().status, 400);
  EXPECT_EQ(handled, 0);
}

TEST_F(HostileHttp, ALengthThatIsNotReachedNeverReachesTheHandler) {
  start();
  RawClient one = client();
  one.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabcde");
  one.end_sending();
  EXPECT_EQ(one.answer().status, 400);
  EXPECT_EQ(handled, 0);
}

TEST_F(HostileHttp, ChunksThatAreNotFramedAreRefused) {
  start();
  for (const char* chunks : {"5\nabcde\n0\n\n", "g\r\nabcde\r\n0\r\n\r\n", "5\r\nabcdeX\r\n0\r\n\r\n", "-5\r\nabcde\r\n0\r\n\r\n",
                             "+5\r\nabcde\r\n0\r\n\r\n", "0x5\r\nabcde\r\n0\r\n\r\n", " 5\r\nabcde\r\n0\r\n\r\n", "5 \r\nabcde\r\n0\r\n\r\n",
                             "\r\nabcde\r\n0\r\n\r\n", "fffffffffffffffff\r\nabcde\r\n0\r\n\r\n", "5;a\n\r\nabcde\r\n0\r\n\r\n",
                             "5\r\nabcde\r\n0\r\nX : y\r\n\r\n"}) {
    RawClient one = client();
    one.send(std::string{"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"} + chunks);
    one.end_sending();
    EXPECT_EQ(one.answer().status, 400) << chunks;
  }
  EXPECT_EQ(handled, 0);
}

TEST_F(HostileHttp, ChunksInAnyPiecesArriveWhole) {
  start();
  RawClient one = client();
  for (const char c : std::string{"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"})
    one.send({&c, 1});
  EXPECT_EQ(one.answer().status, 200);
  EXPECT_EQ(last_body, "hello world");
}

TEST_F(HostileHttp, AnEndlessChunkHeaderIsRefused) {
  start();
  RawClient one = client();
  one.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(200'000, 'x'));
  EXPECT_EQ(one.answer().status, 400);
  EXPECT_EQ(handled, 0);
}

TEST_F(HostileHttp, BodiesOverTheBoundAreRefusedBeforeTheyAreRead) {
  start();
  RawClient json = client();
  json.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 262145\r\n\r\n");
  EXPECT_EQ(json.answer().status, 413);
  RawClient chunked = client();
  chunked.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n50000\r\n" +
               std::string(0x50000, 'x'));
  EXPECT_EQ(chunked.answer().status, 413);
  EXPECT_EQ(handled, 0);
}

TEST_F(HostileHttp, AHeaderThatDecodesToALineBreakStaysAsItIs) {
  route("GET", "/echo", [](host::HttpFront& front, const host::HttpRequest& request) {
    for (const auto& [name, value] : request.headers)
      if (name == "x-test") front.respond(request.id, 200, {{"X-Echo", value}}, "");
  });
  start();
  const RawAnswer answer = client().get("/echo", "X-Test: =?UTF-8?B?YQ0KSW5qZWN0ZWQ6IHllcw==?=\r\n");
  EXPECT_EQ(answer["x-echo"], "=?UTF-8?B?YQ0KSW5qZWN0ZWQ6IHllcw==?=");
  EXPECT_EQ(answer.headers.count("injected"), 0u);
}

TEST_F(HostileHttp, ALineBreakInAnOutgoingHeaderIsAFaultOfOurs) {
  std::vector<int> said;
  const auto answer_with = [&said](std::string name, std::string value) {
    return [&said, name, value](host::HttpFront& front, const host::HttpRequest& request) {
      said.push_back(front.respond(request.id, 200, {{name, value}}, ""));
    };
  };
  route("GET", "/value", answer_with("X-Echo", "a\r\nInjected: yes"));
  route("GET", "/name", answer_with("X: y\r\nInjected", "yes"));
  route("GET", "/nul", answer_with("X-Echo", std::string{"a\0b", 3}));
  start();
  for (const char* path : {"/value", "/name", "/nul"}) {
    const RawAnswer answer = client().get(path);
    EXPECT_EQ(answer.status, 500) << path;
    EXPECT_EQ(answer.headers.count("injected"), 0u) << path;
  }
  stop();  // the handlers have returned
  EXPECT_EQ(said, (std::vector<int>{PBAY_E_INVALID, PBAY_E_INVALID, PBAY_E_INVALID}));
}

TEST_F(HostileHttp, PathsThatClimbAreRefused) {
  start();
  for (const char* path : {"/../etc/passwd", "/a/../../b", "/%2e%2e/x", "/a/%2E./x", "/..%5c..%5cx", "/a%5cb", "/%ff", "/%0d%0aX", "/./x"}) {
    const RawAnswer answer = client().get(path);
    EXPECT_EQ(answer.status, 400) << path;
  }
  EXPECT_EQ(handled, 0);
}

}  // namespace
}  // namespace patchbay::gateway
