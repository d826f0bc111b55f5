// Slow clients and too many of them. The figures are a second each, so nothing here waits long, and nothing is timed.
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

using LimitsOfClients = GatewayTest;

TEST_F(LimitsOfClients, AHeaderThatNeverEndsIsAnsweredAndClosed) {
  config.limits.numbers["header_seconds"] = 1;
  start();
  RawClient one = client();
  one.send("GET / HTTP/1.1\r\nHost: h\r\nX: ");
  EXPECT_EQ(one.answer().status, 408);
  EXPECT_TRUE(one.ended());
}

TEST_F(LimitsOfClients, AHeaderThatComesInDropsHasTheSameTimeInAll) {
  config.limits.numbers["header_seconds"] = 1;
  start();
  RawClient one = client();
  one.send("GET / HTTP/1.1\r\nHost: h\r\n");
  // A byte whenever the server would still take one; it must end although something always comes.
  for (int i = 0; i < 100'000 && !one.has_answer(); ++i) one.send_slowly("X");
  EXPECT_EQ(one.answer().status, 408);
}

TEST_F(LimitsOfClients, AConnectionThatSaysNothingIsClosed) {
  config.limits.numbers["header_seconds"] = 1;
  start();
  RawClient one = client();
  EXPECT_EQ(one.rest(), "");
}

TEST_F(LimitsOfClients, AConnectionIsNotKeptForEver) {
  config.limits.numbers["keep_alive_seconds"] = 1;
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/healthz").status, 200);
  EXPECT_EQ(one.rest(), "");
}

TEST_F(LimitsOfClients, ABodyThatComesTooSlowlyIsCutOff) {
  config.limits.numbers["body_grace_seconds"] = 0;
  route("POST", "/x", {});
  start();
  RawClient one = client();
  one.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc");
  EXPECT_EQ(one.answer().status, 408);
  EXPECT_TRUE(one.ended());
}

TEST_F(LimitsOfClients, AReaderWhoTakesNothingIsCutOff) {
  config.limits.numbers["write_seconds"] = 1;
  route("GET", "/large", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {}, std::string(16 << 20, 'x'));
  });
  start();
  RawClient one = client();
  one.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  one.read(1);
  wait_until([this] { return gateway->connections() == 0; });
  EXPECT_LT(one.rest().size(), std::size_t{16} << 20);
}

TEST_F(LimitsOfClients, AHandlerThatDoesNotAnswerIsGivenUp) {
  config.limits.numbers["request_seconds"] = 1;
  pbay_id asked = 0;
  int late = 0;
  route("GET", "/never", [&](host::HttpFront&, const host::HttpRequest& request) { asked = request.id; });
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/never").status, 504);
  EXPECT_EQ(target->wait_for_cancels(1).front(), asked);
  late = gateway->front().respond(asked, 200, {}, "late");
  EXPECT_EQ(late, PBAY_E_GONE);
  EXPECT_EQ(one.get("/healthz").status, 200);
}

TEST_F(LimitsOfClients, OneAddressHasSoManyConnections) {
  config.limits.numbers["connections_per_address"] = 3;
  start();
  std::vector<RawClient> some;
  for (int i = 0; i < 3; ++i) {
    some.push_back(client());
    EXPECT_EQ(some.back().get("/healthz").status, 200);
  }
  RawClient fourth = client();
  const RawAnswer answer = fourth.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer["retry-after"], "1");
  EXPECT_TRUE(fourth.ended());
  EXPECT_EQ(client("127.0.0.9").get("/healthz").status, 200);
  some.pop_back();
  wait_until([this] { return client().get("/healthz").status == 200; });
}

TEST_F(LimitsOfClients, AtTheBoundNobodyIsAcceptedUntilSomebodyLeaves) {
  config.limits.numbers["connections"] = 2;
  start();
  std::vector<RawClient> some;
  for (int i = 0; i < 2; ++i) {
    some.push_back(client());
    EXPECT_EQ(some.back().get("/healthz").status, 200);
  }
  RawClient third = client();  // the kernel has it, the server not yet
  third.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(gateway->connections(), 2);
  some.clear();
  EXPECT_EQ(third.answer().status, 200);
}

TEST_F(LimitsOfClients, ConnectionsOfATrustedProxyAreNotCounted) {
  config.limits.numbers["connections_per_address"] = 1;
  config.server.trusted_proxies = {"127.0.0.0/8"};
  route("GET", "/who", [](host::HttpFront& front, const host::HttpRequest& request) { front.respond(request.id, 200, {}, request.remote); });
  start();
  std::vector<RawClient> some;
  for (int i = 0; i < 5; ++i) {
    some.push_back(client());
    EXPECT_EQ(some.back().get("/who", "X-Forwarded-For: 6.6.6.6, 203.0.113.7\r\n").body, "203.0.113.7");
  }
}

TEST_F(LimitsOfClients, WhoIsNoTrustedProxyCannotSayWhereItComesFrom) {
  route("GET", "/who", [](host::HttpFront& front, const host::HttpRequest& request) {
    for (const auto& header : request.headers) EXPECT_NE(header.first, "x-forwarded-for");
    front.respond(request.id, 200, {}, request.remote);
  });
  start();
  EXPECT_EQ(client().get("/who", "X-Forwarded-For: 203.0.113.7\r\n").body, "127.0.0.1");
}

TEST_F(LimitsOfClients, SearchesAreBoundedForEachAddress) {
  config.limits.rates["search"] = {0.001, 2, false};
  start();
  EXPECT_EQ(client().get("/api/v1/search?q=a").status, 200);
  EXPECT_EQ(client().get("/api/v1/search?q=a").status, 200);
  EXPECT_EQ(client().get("/api/v1/search?q=a").status, 429);
  EXPECT_EQ(client("127.0.0.9").get("/api/v1/search?q=a").status, 200);
}

TEST_F(LimitsOfClients, OffMeansOff) {
  config.limits.numbers["connections_per_address"] = -1;
  config.limits.rates["search"] = {0, 0, true};
  start();
  std::vector<RawClient> many;
  for (int i = 0; i < 100; ++i) many.push_back(client());
  EXPECT_EQ(many.back().get("/api/v1/search?q=a").status, 200);
}

}  // namespace
}  // namespace patchbay::gateway
