#include <fstream>

#include "core/base/json.hpp"
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class Api : public GatewayTest {
 protected:
  json::object get(const std::string& path, const std::string& headers = {}) {
    const RawAnswer answer = client().get(path, headers);
    EXPECT_EQ(answer.status, 200) << path << " " << answer.body;
    return parse_object(answer.body);
  }
  RawAnswer post(const std::string& path, const std::string& body, const std::string& headers = {}) {
    return client().request("POST", path, "Content-Type: application/json\r\n" + headers, body);
  }
};

TEST_F(Api, SearchesWithTheReadersWords) {
  search.result.hits.push_back({"article", "01A", "Returns", "<mark>return</mark>", "/kb/returns", "en", 1.5, "kb", "articles"});
  search.result.took_us = 120;
  start();
  const json::object answer = get("/bg/api/v1/search?q=vrashtane+na%20stoka&kind=article,faq&limit=5");
  EXPECT_EQ(search.last.text, "vrashtane na stoka");
  EXPECT_EQ(search.last.locale, "bg");
  EXPECT_EQ(search.last.kinds, (std::vector<std::string>{"article", "faq"}));
  EXPECT_EQ(search.last.limit, 5);
  EXPECT_EQ(to_text(answer),
            R"({"hits":[{"kind":"article","id":"01A","title":"Returns","snippet":"<mark>return</mark>","url":"/kb/returns","locale":"en","score":1.5E0}],"corrected":null,"took_us":120,"next":null})");
}

TEST_F(Api, RecordsWhatSomebodyAskedAndNotWhatIsBeingTyped) {
  start();
  get("/api/v1/search?q=refund");
  get("/api/v1/search?q=refund&cursor=x");
  get("/api/v1/search?q=refu&record=0");
  get("/api/v1/search?q=%20");
  get("/api/v1/suggest?q=refun");
  EXPECT_EQ(search.recorded, (std::vector<std::string>{"refund"}));
}

TEST_F(Api, RefusesALimitThatIsNone) {
  start();
  for (const char* limit : {"0", "101", "x", "-1", "1e3", "99999999999999"})
    EXPECT_EQ(client().get(std::string{"/api/v1/search?q=a&limit="} + limit).status, 400) << limit;
}

TEST_F(Api, SuggestsFromTwoLetters) {
  search.result.hits.resize(1);
  start();
  EXPECT_EQ(get("/api/v1/suggest?q=r").at("hits").as_array().size(), 0u);
  EXPECT_EQ(get("/api/v1/suggest?q=%D0%B2").at("hits").as_array().size(), 0u);
  EXPECT_EQ(get("/api/v1/suggest?q=%D0%B2%D1%80").at("hits").as_array().size(), 1u);
  EXPECT_EQ(search.last.mode, search::Query::Mode::suggest);
  EXPECT_EQ(search.last.limit, 8);
}

TEST_F(Api, TellsTheWaysToGetHelp) {
  target->steps = {{"livechat", "Chat", "", "after_attempt", "", "", true, false, 30},
                   {"phone", "Phone", "closed", "always", "/contact", "2026-11-30T07:00:00.000Z", false, true, -1}};
  start();
  EXPECT_EQ(to_text(get("/api/v1/pathways")),
            R"({"steps":[{"id":"livechat","available":true,"label":"Chat","reason":null,"wait_seconds":30,"opens_at":null,"reveal":"after_attempt","revealed":false,"url":null},)"
            R"({"id":"phone","available":false,"label":"Phone","reason":"closed","wait_seconds":null,"opens_at":"2026-11-30T07:00:00.000Z","reveal":"always","revealed":true,"url":"/contact"}]})");
}

TEST_F(Api, HandsOnWhatTheBrowserKnowsOfTheVisitor) {
  start();
  get("/api/v1/pathways");
  EXPECT_FALSE(target->last_said.attempted || target->last_said.no);
  get("/api/v1/pathways?attempted=1&no=1");
  EXPECT_TRUE(target->last_said.attempted && target->last_said.no);
}

TEST_F(Api, SignsAgentsInAndOut) {
  accounts.passwords["ana@example.com"] = "a good password";
  start();
  EXPECT_EQ(post("/api/v1/login", R"({"email":"ana@example.com","password":"wrong"})").status, 403);
  EXPECT_EQ(post("/api/v1/login", R"({"email":"ana@example.com"})").status, 400);
  EXPECT_EQ(post("/api/v1/login", "{").status, 400);
  EXPECT_EQ(post("/api/v1/login", R"({"email":"a","email":"b","password":"x"})").status, 400);
  const RawAnswer in = post("/api/v1/login", R"({"email":"ana@example.com","password":"a good password"})");
  EXPECT_EQ(in.status, 200);
  EXPECT_TRUE(in["set-cookie"].starts_with("sid=token-ana@example.com; Path=/; HttpOnly; SameSite=Lax")) << in["set-cookie"];
  EXPECT_EQ(in.body.find("token-ana"), std::string::npos);
  const std::string cookie = "Cookie: sid=token-ana@example.com\r\n";
  EXPECT_EQ(get("/api/v1/me", cookie).at("id").as_string(), "ana@example.com");
  EXPECT_EQ(post("/api/v1/logout", "", cookie).status, 204);
  EXPECT_EQ(client().get("/api/v1/me", cookie).status, 401);
}

TEST_F(Api, GivesATokenInsteadOfACookieWhenAsked) {
  accounts.passwords["ana@example.com"] = "a good password";
  start();
  const RawAnswer in = post("/api/v1/login", R"({"email":"ana@example.com","password":"a good password","cookie":false})");
  EXPECT_EQ(in["set-cookie"], "");
  EXPECT_EQ(parse_object(in.body).at("token").as_string(), "token-ana@example.com");
}

TEST_F(Api, TakesNoSignInFromOtherSites) {
  accounts.passwords["ana@example.com"] = "a good password";
  start();
  EXPECT_EQ(post("/api/v1/login", R"({"email":"ana@example.com","password":"a good password"})", "Origin: https://evil.example\r\n").status, 403);
}

TEST_F(Api, BeginsVisits) {
  start();
  const RawAnswer visit = post("/api/v1/widget/session", R"({"inbox":"default","locale":"bg","identity":null})");
  EXPECT_EQ(visit.status, 200) << visit.body;
  EXPECT_EQ(parse_object(visit.body).at("token").as_string(), "visit");
  EXPECT_EQ(post("/api/v1/widget/session", R"({"inbox":"unknown"})").status, 404);
  EXPECT_EQ(post("/api/v1/widget/session", R"({"identity":"eyJ"})").status, 401);
}

TEST_F(Api, CallsMethodsForAdministratorsOnly) {
  accounts.sign_in("admin", inbox::Kind::admin, "b");
  accounts.sign_in("agent", inbox::Kind::agent, "a");
  target->on_call = [](const inbox::Principal& by, const std::string& method, const std::string& json) {
    return "{\"said\":\"" + by.id + " " + method + " " + std::to_string(json.size()) + "\"}";
  };
  start();
  EXPECT_EQ(post("/api/v1/call/kb.check@1", "{}").status, 401);
  EXPECT_EQ(post("/api/v1/call/kb.check@1", "{}", "Authorization: Bearer agent\r\n").status, 403);
  EXPECT_EQ(post("/api/v1/call/kb.check@1", "{}", "Authorization: Bearer admin\r\n").body, R"({"said":"b kb.check@1 2"})");
  target->on_call = nullptr;
  EXPECT_EQ(post("/api/v1/call/nothing@1", "{}", "Authorization: Bearer admin\r\n").status, 501);
}

TEST_F(Api, CountsJourneysWithoutAnyId) {
  config.pathways_order = {"livechat", "email"};
  start();
  EXPECT_EQ(post("/api/v1/journey", R"({"kinds":["search","article_read"],"need":true,"solved":true,"pathway":"email","locale":"bg"})").status, 204);
  ASSERT_EQ(accounts.recorded.size(), 1u);
  EXPECT_EQ(accounts.recorded[0].locale, "bg");
  EXPECT_EQ(accounts.recorded[0].contact + accounts.recorded[0].browser, "");
  EXPECT_EQ(to_text(accounts.recorded[0].data), R"({"kinds":["search","article_read"],"need":true,"solved":true,"pathway":"email"})");
  // sendBeacon may say text/plain.
  EXPECT_EQ(client().request("POST", "/api/v1/journey", "Content-Type: text/plain\r\n", R"({"kinds":[],"pathway":null,"locale":"xx"})").status, 204);
  EXPECT_EQ(accounts.recorded[1].locale, "en");
  EXPECT_EQ(post("/api/v1/journey", R"({"kinds":[],"pathway":"invented"})").status, 400);
  EXPECT_EQ(post("/api/v1/journey", "[]").status, 400);
  EXPECT_EQ(post("/api/v1/journey", std::string(5000, ' ')).status, 413);
}

TEST_F(Api, DescribesItselfAndItsPlugins) {
  host::PluginInfo kb;
  kb.instance = kb.plugin = "kb";
  kb.state = host::State::serving;
  kb.openapi = folder + "/openapi.json";
  std::ofstream{kb.openapi} << R"({"openapi":"3.1.0","paths":{"/kb/{slug}":{"get":{"responses":{}}}},"components":{"schemas":{"Article":{"type":"object"}}}})";
  target->infos = {kb};
  route("GET", "/kb/{name}", {});
  route("GET,POST", "/kb/hidden", {});
  start();
  const json::object document = get("/api/v1/openapi.json");
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
  EXPECT_TRUE(document.at("paths").as_object().contains("/kb/{slug}"));
  EXPECT_TRUE(document.at("paths").as_object().contains("/api/v1/search"));
  EXPECT_TRUE(document.at("components").at("schemas").as_object().contains("Article"));
  EXPECT_TRUE(document.at("components").at("schemas").as_object().contains("Hit"));
  EXPECT_EQ(to_text(document.at("x-patchbay-undescribed")), R"(["GET /kb/hidden","POST /kb/hidden"])");
}

TEST_F(Api, GivesMetricsThatCountRequests) {
  start();
  client().get("/healthz");
  const std::string text = client().get("/metrics").body;
  EXPECT_NE(text.find("patchbay_http_requests_total 2"), std::string::npos) << text;
}

}  // namespace
}  // namespace patchbay::gateway
