#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class Sessions : public GatewayTest {
 protected:
  Sessions() {
    accounts.sign_in("visitor", inbox::Kind::visitor, "v");
    accounts.sign_in("customer", inbox::Kind::customer, "c");
    accounts.sign_in("employee", inbox::Kind::employee, "e");
    accounts.sign_in("agent", inbox::Kind::agent, "a");
    accounts.sign_in("admin", inbox::Kind::admin, "b");
    const auto who = [](host::HttpFront& front, const host::HttpRequest& request) {
      std::string seen;
      for (const auto& [name, value] : request.headers) seen += name + "=" + value + ";";
      front.respond(request.id, 200, {}, std::string{inbox::name_of(request.principal.kind)} + " " + request.principal.id + " " + seen);
    };
    route("GET,POST", "/public", who, PBAY_FOR_PUBLIC);
    route("GET", "/visitor", who, PBAY_FOR_VISITOR);
    route("GET", "/customer", who, PBAY_FOR_CUSTOMER);
    route("GET", "/employee", who, PBAY_FOR_EMPLOYEE);
    route("GET,POST", "/agent", who, PBAY_FOR_AGENT);
    route("GET", "/admin", who, PBAY_FOR_ADMIN);
  }
};

TEST_F(Sessions, DecideWhatARouteAnswers) {
  start();
  const std::vector<std::string> routes_by_level = {"/public", "/visitor", "/customer", "/employee", "/agent", "/admin"};
  const std::vector<std::pair<std::string, std::vector<int>>> expected = {
      {"", {200, 401, 401, 401, 401, 401}},          {"nonsense", {200, 401, 401, 401, 401, 401}},
      {"visitor", {200, 200, 403, 403, 403, 403}},   {"customer", {200, 200, 200, 403, 403, 403}},
      {"employee", {200, 200, 200, 200, 403, 403}},  {"agent", {200, 200, 200, 200, 200, 403}},
      {"admin", {200, 200, 200, 200, 200, 200}}};
  for (const auto& [token, statuses] : expected)
    for (std::size_t i = 0; i < statuses.size(); ++i) {
      const std::string header = token.empty() ? "" : "Authorization: Bearer " + token + "\r\n";
      EXPECT_EQ(client().get(routes_by_level[i], header).status, statuses[i]) << token << " " << routes_by_level[i];
    }
}

TEST_F(Sessions, AreNamedInThreeWays) {
  start();
  EXPECT_TRUE(client().get("/agent", "Authorization: Bearer agent\r\n").body.starts_with("agent a"));
  EXPECT_TRUE(client().get("/agent", "api_access_token: agent\r\n").body.starts_with("agent a"));
  EXPECT_TRUE(client().get("/agent", "Cookie: x=y; sid=agent\r\n").body.starts_with("agent a"));
  EXPECT_EQ(client().get("/agent", "Cookie: __Host-sid=agent\r\n").status, 401);
}

TEST_F(Sessions, AreNotShownToPlugins) {
  start();
  const std::string cookie = client().get("/public", "Cookie: theme=dark; sid=agent\r\n").body;
  EXPECT_NE(cookie.find("cookie=theme=dark;"), std::string::npos);
  EXPECT_EQ(cookie.find("sid="), std::string::npos);
  EXPECT_EQ(client().get("/public", "Authorization: Bearer agent\r\n").body.find("authorization"), std::string::npos);
  // A provider's own credentials are none of ours.
  EXPECT_NE(client().get("/public", "Authorization: Basic eDp5\r\n").body.find("authorization=Basic eDp5"), std::string::npos);
}

TEST_F(Sessions, ByCookieAreNotTakenFromOtherSites) {
  start();
  const auto post = [this](const std::string& headers) { return client().request("POST", "/agent", headers, "x").status; };
  const std::string cookie = "Cookie: sid=agent\r\n";
  EXPECT_EQ(post(cookie), 200);
  EXPECT_EQ(post(cookie + "Origin: http://" + address() + "\r\n"), 200);
  EXPECT_EQ(post(cookie + "Origin: https://evil.example\r\n"), 403);
  EXPECT_EQ(post(cookie + "Origin: null\r\n"), 403);
  EXPECT_EQ(post(cookie + "Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(post("Authorization: Bearer agent\r\nOrigin: https://evil.example\r\n"), 200);
  EXPECT_EQ(client().get("/agent", cookie + "Sec-Fetch-Site: cross-site\r\n").status, 200);
}

TEST_F(Sessions, EndAtOnceWhenRevoked) {
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/agent", "Cookie: sid=agent\r\n").status, 200);
  EXPECT_EQ(one.get("/agent", "Cookie: sid=agent\r\n").status, 200);
  EXPECT_EQ(accounts.asked, 1);
  accounts.revoke("agent");
  EXPECT_EQ(one.get("/agent", "Cookie: sid=agent\r\n").status, 401);
}

TEST_F(Sessions, MakeAnswersThatNobodyKeeps) {
  route("GET", "/cached", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Cache-Control", "public, max-age=60"}}, "x");
  });
  start();
  EXPECT_EQ(client().get("/cached")["cache-control"], "public, max-age=60");
  EXPECT_EQ(client().get("/cached", "Cookie: sid=customer\r\n")["cache-control"], "no-store");
}

TEST_F(Sessions, CannotBeSetByPlugins) {
  route("GET", "/fixate", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Set-Cookie", "sid=mine; Path=/"}, {"Set-Cookie", "__Host-sid=mine"}, {"Set-Cookie", "theme=dark"}}, "x");
  });
  start();
  const RawAnswer answer = client().get("/fixate");
  EXPECT_EQ(answer.head.find("mine"), std::string::npos);
  EXPECT_NE(answer.head.find("theme=dark"), std::string::npos);
}

TEST_F(Sessions, OfAgentsAreBoundedInRequests) {
  config.limits.rates["api"] = {0.001, 3, false};
  start();
  RawClient one = client();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one.get("/agent", "Authorization: Bearer agent\r\n").status, 200);
  const RawAnswer limited = one.get("/agent", "Authorization: Bearer agent\r\n");
  EXPECT_EQ(limited.status, 429);
  EXPECT_NE(limited["retry-after"], "");
  EXPECT_EQ(one.get("/agent", "Authorization: Bearer admin\r\n").status, 200);
}

}  // namespace
}  // namespace patchbay::gateway
