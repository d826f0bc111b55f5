// The finished portal.so on a fake host.
#include <gtest/gtest.h>

#include "patchbay/fake_host.hpp"

using patchbay::FakeActor;
using patchbay::FakeHost;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class Portal : public ::testing::Test {
 protected:
  void SetUp() override {
    host->answer("site.get@1", R"({"name":"Lantern","public_url":"https://help.example.com/","locales":["en","bg"],"default_locale":"en","accent":"#0b6e4f","logo":null})");
  }
  void with_content() {
    host->answer("content.sections@1", [](const std::string&) -> std::string { return R"({"sections":[{"title":"Orders","description":"Track <them>","icon":"box","url":"/kb/c/orders","count":3}]})"; }, "kb");
    host->answer("content.popular@1", [](const std::string&) -> std::string { return R"({"pages":[{"title":"Track an order","url":"/kb/track"}]})"; }, "kb");
    host->answer("content.pages@1", [](const std::string&) -> std::string { return R"({"pages":[{"url":"/kb/track","locale":"en","title":"Track","updated":"2026-11-01T10:00:00Z","alternates":[]}]})"; }, "kb");
    host->answer("pathway.list@1", R"({"steps":[{"id":"search","available":true},{"id":"livechat","available":true,"wait_seconds":120,"url":"/chat"}]})");
  }
  std::unique_ptr<FakeHost> host = FakeHost::open(PORTAL_SO);
};

}  // namespace

TEST_F(Portal, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(host->get("/").status, 200);
  host->restart();
  EXPECT_EQ(host->get("/").status, 200);
  host->stop();
  EXPECT_TRUE(host->violations().empty());
}

TEST_F(Portal, ServesEveryPageWhenNobodyOffersAnything) {
  host->start();
  for (const char* path : {"/", "/search", "/search?q=x", "/contact", "/sitemap.xml", "/feed.xml", "/robots.txt", "/llms.txt", "/embed.js"})
    EXPECT_EQ(host->get(path).status, 200) << path;
}

TEST_F(Portal, ShowsWhatTheContentPluginsHave) {
  with_content();
  host->start();
  const auto home = host->get("/");
  EXPECT_TRUE(has(home.body, "Track &lt;them&gt;"));
  EXPECT_TRUE(has(home.body, "href=\"/kb/c/orders\""));
  EXPECT_TRUE(has(home.body, "Track an order"));
  EXPECT_TRUE(has(home.body, "Chat with a person"));
  EXPECT_EQ(home.header("patchbay-tags"), "portal/content");
  EXPECT_TRUE(has(host->get("/sitemap.xml").body, "<loc>https://help.example.com/kb/track</loc><lastmod>2026-11-01</lastmod>"));
}

TEST_F(Portal, SpeaksTheLanguageOfThePage) {
  host->start();
  const auto page = host->request({"GET", "/contact", {{"patchbay-locale", "bg"}}, "", {}, {}});
  EXPECT_TRUE(has(page.body, "Как да се свържете с нас"));
  EXPECT_TRUE(has(page.header("patchbay-page"), "\"canonical\":\"/bg/contact\""));
}

TEST_F(Portal, CutsALongQuestionInsteadOfFailing) {
  host->answer("search.query@1", R"({"hits":[],"corrected":null,"next":null})");
  host->start();
  EXPECT_EQ(host->get("/search?q=" + std::string(5000, 'a')).status, 200);
}

TEST_F(Portal, DropsItsCachedPagesWhenContentChanges) {
  host->answer("cache.drop@1", "{}");
  host->start();
  host->deliver("content.changed", "kb", "{}");
  const auto calls = host->calls();
  ASSERT_FALSE(calls.empty());
  EXPECT_EQ(calls.back().first, "cache.drop@1");
  EXPECT_TRUE(has(calls.back().second, "portal/content"));
}

TEST_F(Portal, GivesTheThemeOnlyUnderItsOwnName) {
  host->start();
  const std::string frame = host->call("page.frame@1", R"({"locale":"en"})");
  const std::size_t at = frame.find("/theme/theme-");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(host->get(frame.substr(at, std::string{"/theme/theme-00000000.css"}.size())).status, 200);
  EXPECT_EQ(host->get("/theme/theme-ffffffff.css").status, 404);
}
