// The finished webhooks.so: loads, starts, stops, and again.
#include <fstream>

#include "webhook_host.hpp"

namespace patchbay::webhooks {
namespace {

TEST_F(WebhookHost, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(get("/endpoints").at("items").as_array().size(), 1u);
  host->restart();
  EXPECT_EQ(get("/endpoints").at("items").as_array().size(), 1u);
  host->stop();
}

TEST_F(WebhookHost, StartsWithoutAnySettings) {
  host->config("{}");
  host->start();
  EXPECT_EQ(get("/endpoints").at("items").as_array().size(), 0u);
  EXPECT_EQ(tell(), PBAY_OK);
  EXPECT_TRUE(host->jobs().empty());
}

TEST_F(WebhookHost, RefusesToStartWithASecretThatIsNone) {
  host->config(R"({"endpoints":{"crm":{"url":"https://crm.example.com","secret":"abc"}}})");
  try {
    host->start();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_NE(std::string{failure.what()}.find("endpoints.crm.secret"), std::string::npos) << failure.what();
  }
}

TEST_F(WebhookHost, NamesEveryRouteInItsDescription) {
  host->start();
  std::ifstream in{std::string{WEBHOOKS_FOLDER} + "/openapi.json"};
  const json::object paths =
      parse_object(std::string{std::istreambuf_iterator<char>{in}, {}}).at("paths").as_object();
  for (const std::string& route : host->routes()) {
    const std::size_t space = route.find(' ');
    ASSERT_TRUE(paths.contains(route.substr(space + 1))) << route << " is not in openapi.json";
    std::string method = route.substr(0, std::min(route.find(','), space));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    EXPECT_TRUE(paths.at(route.substr(space + 1)).as_object().contains(method))
        << route << " is not in openapi.json";
  }
}

TEST_F(WebhookHost, IsForAdminsOnly) {
  host->start();
  for (const char* path : {"/endpoints", "/deliveries"}) {
    EXPECT_EQ(host->get(std::string{"/api/v1/webhooks"} + path).status, 401);
    EXPECT_EQ(host->get(std::string{"/api/v1/webhooks"} + path, FakeActor::agent()).status, 403);
  }
  EXPECT_EQ(host->get("/webhooks/", FakeActor::agent()).status, 403);
}

TEST_F(WebhookHost, ShowsAPageInTheDesk) {
  host->start();
  EXPECT_EQ(to_text(parse_object(host->call("desk.page@1", R"({"locale":"bg"})"))),
            R"({"title":"Уебкуки","url":"/webhooks/","icon":"link","role":"admin","order":80})");
  const auto page = host->get("/webhooks/", FakeActor::admin());
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.header("content-security-policy").find("frame-ancestors 'self'"), std::string::npos);
  EXPECT_EQ(host->get("/webhooks/log.js").status, 200);
}

}  // namespace
}  // namespace patchbay::webhooks
