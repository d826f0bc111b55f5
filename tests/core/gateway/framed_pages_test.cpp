#include <atomic>

#include "core/base/error.hpp"
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class FramedPages : public GatewayTest {
 protected:
  FramedPages() {
    host::PluginInfo portal;
    portal.instance = portal.plugin = "portal";
    portal.state = host::State::serving;
    portal.provides = {"page.frame@1"};
    portal.assets_dir = folder;
    portal.assets = "/assets/portal/h1/";
    host::PluginInfo fake = portal;
    fake.instance = fake.plugin = "fake";
    fake.provides = {};
    fake.assets = "/assets/fake/h1/";
    target->infos = {portal, fake};
    target->on_call = [this](const inbox::Principal&, const std::string& method, const std::string& json) -> std::string {
      if (method != "page.frame@1") throw Error{Code::unsupported, "no"};
      ++asked;
      const std::string locale = json.find("\"bg\"") != std::string::npos ? "bg" : "en";
      return R"({"parts":["<html lang=\")" + locale + R"(\"><title>",{"slot":"title"},"</title>",{"asset":"p.css"},{"slot":"head"},)"
             R"({"when":"signed_in","parts":["hello ",{"slot":"user"}]},"<main>",{"slot":"main"},"</main></html>"]})";
    };
    route("GET", "/kb", [](host::HttpFront& front, const host::HttpRequest& request) {
      front.respond(request.id, 200,
                    {{"Content-Type", "text/html; charset=utf-8"}, {"Patchbay-Page", R"({"title":"Връщане","stylesheets":["kb.css"]})"},
                     {"Patchbay-Cache", "public"}, {"Patchbay-Tags", "kb/nav"}},
                    "<h1>x</h1>");
    });
  }
  std::atomic<int> asked{0};
};

TEST_F(FramedPages, StandInTheirFrame) {
  start();
  const RawAnswer page = client().get("/kb");
  EXPECT_EQ(page.body,
            "<html lang=\"en\"><title>Връщане</title>/assets/portal/h1/p.css<link rel=\"stylesheet\" "
            "href=\"/assets/fake/h1/kb.css\"><main><h1>x</h1></main></html>");
  EXPECT_EQ(page.headers.count("patchbay-page"), 0u);
  EXPECT_NE(page["content-security-policy"].find("script-src 'self'"), std::string::npos);
}

TEST_F(FramedPages, AskForTheFrameOncePerLocale) {
  accounts.sign_in("token", inbox::Kind::customer, "ana");
  start();
  for (int i = 0; i < 3; ++i) client().get("/kb", "Authorization: Bearer token\r\n");
  EXPECT_EQ(asked, 1);
  EXPECT_NE(client().get("/bg/kb").body.find("lang=\"bg\""), std::string::npos);
  EXPECT_EQ(asked, 2);
}

TEST_F(FramedPages, NameWhoIsSignedInAndAreNotKept) {
  accounts.sign_in("token", inbox::Kind::customer, "ana");
  start();
  const RawAnswer page = client().get("/kb", "Authorization: Bearer token\r\n");
  EXPECT_NE(page.body.find("hello Name of ana"), std::string::npos);
  EXPECT_EQ(page["cache-control"], "no-store");
  EXPECT_EQ(client().get("/kb").body.find("hello"), std::string::npos);
}

TEST_F(FramedPages, AskAgainAfterTheirProvidersContentChanged) {
  start();
  client().get("/kb");
  gateway->front().drop_cache({"kb/articles"});
  client().get("/kb?a");
  EXPECT_EQ(asked, 1);
  gateway->front().drop_cache({"portal/settings"});
  client().get("/kb");
  EXPECT_EQ(asked, 2);
  gateway->front().drop_cache({"page.frame"});
  client().get("/kb");
  EXPECT_EQ(asked, 3);
}

TEST_F(FramedPages, StandInTheBuiltInFrameWhenNobodyOffersOne) {
  target->on_call = nullptr;
  start();
  EXPECT_NE(client().get("/kb").body.find("<main><h1>x</h1></main>"), std::string::npos);
}

TEST_F(FramedPages, StandInTheBuiltInFrameWhenTheFrameIsWrong) {
  target->on_call = [](const inbox::Principal&, const std::string&, const std::string&) -> std::string { return R"({"parts":[{"slot":"x"}]})"; };
  start();
  EXPECT_NE(client().get("/kb").body.find("<!doctype html>"), std::string::npos);
}

TEST_F(FramedPages, ThatSayNonsenseAreAFaultOfOurs) {
  route("GET", "/bad", [](host::HttpFront& front, const host::HttpRequest& request) {
    front.respond(request.id, 200, {{"Patchbay-Page", "{\"title\":"}}, "x");
  });
  start();
  EXPECT_EQ(client().get("/bad").status, 500);
}

}  // namespace
}  // namespace patchbay::gateway
