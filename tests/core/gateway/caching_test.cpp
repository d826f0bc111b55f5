#include <atomic>
#include <condition_variable>

#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class Caching : public GatewayTest {
 protected:
  std::atomic<int> renders{0};

  FakeTarget::Handle page(std::vector<host::Header> more = {}, std::string body = {}) {
    return [this, more, body](host::HttpFront& front, const host::HttpRequest& request) {
      std::vector<host::Header> headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Patchbay-Cache", "public"}, {"Patchbay-Tags", "kb/nav, kb/articles/1"}};
      headers.insert(headers.end(), more.begin(), more.end());
      front.respond(request.id, 200, headers, body.empty() ? "render " + std::to_string(++renders) : body);
    };
  }
};

TEST_F(Caching, AnswersAPublicPageWithoutAskingAgain) {
  route("GET", "/kb", page());
  start();
  RawClient one = client();
  const RawAnswer first = one.get("/kb");
  EXPECT_EQ(first.body, "render 1");
  EXPECT_EQ(first.headers.count("patchbay-cache") + first.headers.count("patchbay-tags"), 0u);
  const RawAnswer second = one.get("/kb");
  EXPECT_EQ(second.body, "render 1");
  EXPECT_EQ(second["etag"], first["etag"]);
  EXPECT_NE(second["x-request-id"], first["x-request-id"]);
  EXPECT_NE(second["date"], "");
  EXPECT_EQ(second["content-security-policy"], first["content-security-policy"]);
  EXPECT_EQ(second["vary"], "Accept-Encoding, Cookie");
  EXPECT_EQ(one.get("/kb?x=1").body, "render 2");
}

TEST_F(Caching, KnowsLocaleAndHostApart) {
  route("GET", "/kb", page());
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/kb").body, "render 1");
  EXPECT_EQ(one.get("/bg/kb").body, "render 2");
  one.send("GET /kb HTTP/1.1\r\nHost: other\r\n\r\n");
  EXPECT_EQ(one.answer().body, "render 3");
  EXPECT_EQ(one.get("/bg/kb").body, "render 2");
}

TEST_F(Caching, DropsByTag) {
  route("GET", "/kb", page());
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/kb").body, "render 1");
  gateway->front().drop_cache({"kb/articles/2"});
  EXPECT_EQ(one.get("/kb").body, "render 1");
  gateway->front().drop_cache({"kb/articles/1"});
  EXPECT_EQ(one.get("/kb").body, "render 2");
}

TEST_F(Caching, NeverKeepsAnAnswerThatWasMadeBeforeADrop) {
  std::mutex mutex;
  std::condition_variable changed;
  bool rendering = false, go_on = false;
  route("GET", "/kb", [&](host::HttpFront& front, const host::HttpRequest& request) {
    const int number = ++renders;
    if (number == 1) {
      std::unique_lock lock{mutex};
      rendering = true;
      changed.notify_all();
      changed.wait(lock, [&] { return go_on; });
    }
    front.respond(request.id, 200, {{"Patchbay-Cache", "public"}, {"Patchbay-Tags", "kb/nav"}}, "render " + std::to_string(number));
  });
  start();
  RawClient one = client();
  one.send("GET /kb HTTP/1.1\r\nHost: " + address() + "\r\n\r\n");
  {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return rendering; });
    gateway->front().drop_cache({"kb/nav"});  // a commit, while the page with the old text is being made
    go_on = true;
  }
  changed.notify_all();
  EXPECT_EQ(one.answer().body, "render 1");
  EXPECT_EQ(client().get("/kb").body, "render 2");
  EXPECT_EQ(client().get("/kb").body, "render 2");
}

TEST_F(Caching, LeavesOutWhatIsNotForEverybody) {
  accounts.sign_in("token", inbox::Kind::customer, "ana");
  route("GET", "/cookie", page({{"Set-Cookie", "a=b"}}));
  route("GET", "/private", [this](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Patchbay-Tags", "x"}}, "render " + std::to_string(++renders));
  });
  route("GET", "/kb", page());
  route("GET", "/missing", [this](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 404, {{"Patchbay-Cache", "public"}}, "render " + std::to_string(++renders));
  });
  start();
  for (const char* path : {"/cookie", "/private", "/missing"}) {
    const std::string first = client().get(path).body;
    EXPECT_NE(client().get(path).body, first) << path;
  }
  const std::string signed_in = client().get("/kb", "Authorization: Bearer token\r\n").body;
  const std::string anonymous = client().get("/kb").body;
  EXPECT_NE(anonymous, signed_in);
  EXPECT_EQ(client().get("/kb").body, anonymous);
  EXPECT_NE(client().get("/kb", "Cookie: sid=token\r\n").body, anonymous);
  EXPECT_EQ(client().get("/kb", "Cookie: theme=dark\r\n").body, anonymous);
}

TEST_F(Caching, SendsGzipToWhoTakesIt) {
  route("GET", "/kb", page({}, std::string(5000, 'a')));
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/kb").body.size(), 5000u);
  const RawAnswer packed = one.get("/kb", "Accept-Encoding: br;q=0, gzip;q=0.5\r\n");
  EXPECT_EQ(packed["content-encoding"], "gzip");
  EXPECT_LT(packed.body.size(), 200u);
  const RawAnswer plain = one.get("/kb", "Accept-Encoding: gzip;q=0\r\n");
  EXPECT_EQ(plain["content-encoding"], "");
  EXPECT_NE(packed["etag"], plain["etag"]);
}

TEST_F(Caching, SaysWhenNothingChanged) {
  route("GET", "/kb", page());
  start();
  RawClient one = client();
  const std::string etag = one.get("/kb")["etag"];
  for (const std::string& sent : {etag, "W/" + etag, "\"x\", " + etag, std::string{"*"}}) {
    const RawAnswer same = one.get("/kb", "If-None-Match: " + sent + "\r\n");
    EXPECT_EQ(same.status, 304) << sent;
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(same["etag"], etag);
  }
  EXPECT_EQ(one.get("/kb", "If-None-Match: \"other\"\r\n").status, 200);
}

TEST_F(Caching, AnswersHeadFromTheCache) {
  route("GET", "/kb", page());
  start();
  RawClient one = client();
  one.get("/kb");
  const RawAnswer head = one.request("HEAD", "/kb", "", "");
  EXPECT_EQ(head["content-length"], "8");
  EXPECT_EQ(one.get("/kb").body, "render 1");
  EXPECT_EQ(renders, 1);
}

TEST_F(Caching, SendsLargePagesWholeToSlowReaders) {
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += std::to_string(i) + ",";
  config.server.page_cache = 64 << 20;
  route("GET", "/kb", page({}, body));
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/kb").body, body);
  std::string many;
  for (int i = 0; i < 40; ++i) many += "GET /kb HTTP/1.1\r\nHost: " + address() + "\r\n\r\n";
  one.send(many);
  for (int i = 0; i < 40; ++i) ASSERT_EQ(one.answer().body, body) << i;
}

TEST_F(Caching, DropsEveryPageWhenRoutesChange) {
  route("GET", "/kb", page());
  start();
  EXPECT_EQ(client().get("/kb").body, "render 1");
  gateway->front().add_routes("other", {});
  EXPECT_EQ(client().get("/kb").body, "render 2");
  gateway->front().remove_routes("fake");
  EXPECT_EQ(client().get("/kb").status, 404);
}

TEST_F(Caching, StaysWithinItsBytesUnderManyAddresses) {
  config.server.page_cache = 100'000;
  route("GET", "/kb", page({}, std::string(1000, 'x')));
  start();
  RawClient one = client();
  for (int i = 0; i < 300; ++i) one.get("/kb?utm=" + std::to_string(i));
  EXPECT_EQ(one.get("/kb?utm=299").body.size(), 1000u);
}

}  // namespace
}  // namespace patchbay::gateway
