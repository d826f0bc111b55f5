// Every answer carries the security headers, whoever made it and however it failed.
#include "gateway_fixture.hpp"
#include "ws_client.hpp"

namespace patchbay::gateway {
namespace {

class SecurityHeaders : public GatewayTest {
 protected:
  static void expect_secure(const RawAnswer& answer, const std::string& what) {
    EXPECT_EQ(answer["x-content-type-options"], "nosniff") << what;
    EXPECT_EQ(answer["permissions-policy"], "camera=(), microphone=(), geolocation=()") << what;
    EXPECT_EQ(answer["cross-origin-opener-policy"], "same-origin") << what;
    EXPECT_EQ(answer["cross-origin-resource-policy"], "same-origin") << what;
    EXPECT_NE(answer["referrer-policy"], "") << what;
    EXPECT_NE(answer["content-security-policy"].find("default-src 'none'"), std::string::npos) << what;
    EXPECT_NE(answer["content-security-policy"].find("frame-ancestors 'none'"), std::string::npos) << what;
    EXPECT_NE(answer["cache-control"], "") << what;
    EXPECT_NE(answer["x-request-id"], "") << what;
    EXPECT_EQ(answer.headers.count("server"), 0u) << what;
    EXPECT_EQ(answer.headers.count("access-control-allow-origin"), 0u) << what;
  }
};

TEST_F(SecurityHeaders, AreOnEveryAnswer) {
  route("GET", "/page", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Content-Type", "text/html; charset=utf-8"}, {"Server", "fake/1"}, {"Content-Length", "7"}}, "x");
  });
  route("GET", "/stream", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.begin(request.id, 200, {});
    front.end(request.id);
  });
  start();
  const std::string html = "Accept: text/html\r\nOrigin: https://evil.example\r\n";
  for (const char* path : {"/page", "/stream", "/healthz", "/readyz", "/metrics", "/nothing", "/api/v1/search?q=a", "/api/v1/me",
                           "/api/v1/openapi.json", "/signin", "/%zz", "/..%00", "/files/x/y", "/assets/x/y/z", "/api/v1/call/x"}) {
    expect_secure(client().get(path), path);
    expect_secure(client().get(path, html), path);
  }
  RawClient broken = client();
  broken.send("nonsense\r\n\r\n");
  expect_secure(broken.answer(), "a broken request");
  expect_secure((WsClient{address(), "/ws/echo"}.handshake), "a handshake");
  target->full = true;
  expect_secure(client().get("/page"), "overload");
  target->full = false;
}

TEST_F(SecurityHeaders, SpeakOfHttpsOnlyWhereItIs) {
  start();
  EXPECT_EQ(client().get("/healthz").headers.count("strict-transport-security"), 0u);
  stop();
  target = std::make_unique<FakeTarget>();
  config.server.public_url = "https://help.example.com";
  config.server.tls.hsts_subdomains = true;
  start();
  EXPECT_EQ(client().get("/healthz")["strict-transport-security"], "max-age=63072000; includeSubDomains");
}

TEST_F(SecurityHeaders, OfAPluginWinWhereTheyMay) {
  route("GET", "/frame", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Content-Type", "text/html"}, {"Content-Security-Policy", "default-src 'self'"},
                                    {"Permissions-Policy", "microphone=(self)"}, {"X-Content-Type-Options", "sniff"},
                                    {"Cross-Origin-Resource-Policy", "cross-origin"}}, "x");
  });
  start();
  const RawAnswer answer = client().get("/frame");
  EXPECT_EQ(answer["content-security-policy"], "default-src 'self'");
  EXPECT_EQ(answer["permissions-policy"], "microphone=(self)");
  EXPECT_EQ(answer["cross-origin-resource-policy"], "cross-origin");
  EXPECT_EQ(answer["x-content-type-options"], "nosniff");
}

}  // namespace
}  // namespace patchbay::gateway
