// The finished widget.so on a fake host, and what it makes a browser load.
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "patchbay/fake_host.hpp"

using patchbay::FakeActor;
using patchbay::FakeAnswer;
using patchbay::FakeHost;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string read(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::size_t packed(const std::string& text) {
  uLongf size = compressBound(text.size()) + 32;
  std::string out(size, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  deflateEnd(&stream);
  return stream.total_out;
}

class Widget : public ::testing::Test {
 protected:
  void SetUp() override { site("\"https://shop.example.com\",\"https://www.shop.example.com\""); }
  void site(const std::string& sites) {
    host->answer("site.get@1", R"({"name":"Lantern </script> & Loom","public_url":"https://help.example.com/","locales":["en","bg","vi"],"default_locale":"en","time_zone":"Europe/Sofia","accent":"#0b6e4f","logo":"","inboxes":{"default":{"sites":[)" + sites + R"(]}}})");
    host->answer("session.actor@1", R"({"kind":"visitor","id":"","contact":null,"roles":[],"groups":[],"verified":false,"locale":"en","inbox":null})");
  }
  FakeAnswer frame(const std::string& query = "", const std::string& locale = "en") {
    return host->request({"GET", "/widget/frame" + query, {{"patchbay-assets", "/assets/widget/abc/"}}, "", {"visitor", "", {}, locale}, {}});
  }
  std::unique_ptr<FakeHost> host = FakeHost::open(WIDGET_SO);
};

}  // namespace

TEST_F(Widget, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(host->get("/widget.js").status, 200);
  host->restart();
  EXPECT_EQ(host->get("/widget.js").status, 200);
  host->stop();
  EXPECT_TRUE(host->violations().empty());
}

TEST_F(Widget, GivesTheLauncherToAnyPageWithAllItHasToKnow) {
  host->config(R"({"position":"left"})");
  host->start();
  const FakeAnswer script = host->get("/widget.js");
  EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.header("cross-origin-resource-policy"), "cross-origin");
  EXPECT_EQ(script.header("patchbay-cache"), "public") << "which also gives it its ETag and packs it";
  EXPECT_TRUE(has(script.header("cache-control"), "max-age="));
  EXPECT_TRUE(has(script.body, "attachShadow")) << "the launcher itself";
  EXPECT_TRUE(has(script.body, "\"position\":\"left\""));
  EXPECT_TRUE(has(script.body, "Отворете помощта"));
  EXPECT_FALSE(has(script.body, "shop.example.com"));
}

TEST_F(Widget, LetsTheInboxsSitesFrameItAndNobodyElse) {
  host->start();
  const std::string policy = frame().header("content-security-policy");
  EXPECT_TRUE(has(policy, "frame-ancestors 'self' https://shop.example.com https://www.shop.example.com"));
  EXPECT_TRUE(has(policy, "script-src 'self';"));
  EXPECT_TRUE(has(policy, "style-src 'self';"));
  EXPECT_FALSE(has(policy, "unsafe"));
  EXPECT_EQ(frame().header("permissions-policy"), "camera=(), geolocation=(), microphone=(self)");
}

TEST_F(Widget, IsFramedByTheHelpCentreAloneWhereNoSitesAreNamed) {
  site("");
  host->start();
  EXPECT_TRUE(frame().header("content-security-policy").ends_with("frame-ancestors 'self' https://help.example.com"));
}

TEST_F(Widget, SeesNewSitesWithoutARestart) {
  host->start();
  site("\"https://new.example.com\"");
  EXPECT_TRUE(has(frame().header("content-security-policy"), "https://new.example.com"));
}

TEST_F(Widget, KnowsNoOtherInbox) {
  host->start();
  EXPECT_EQ(frame("?inbox=default").status, 200);
  EXPECT_EQ(frame("?inbox=other").status, 404);
}

TEST_F(Widget, SpeaksTheLanguageOfThePage) {
  host->start();
  EXPECT_TRUE(has(frame("?locale=bg").body, "<html lang=\"bg\">"));
  EXPECT_TRUE(has(frame("?locale=bg").body, "С какво да помогнем?"));
  EXPECT_TRUE(has(frame("?locale=vi-VN").body, "<html lang=\"vi\">"));
  EXPECT_TRUE(has(frame("?locale=xx", "vi").body, "<html lang=\"vi\">"));
}

TEST_F(Widget, EndsNoScriptByWhatTheOperatorWrote) {
  host->start();
  const std::string page = frame().body;
  EXPECT_TRUE(has(page, "Lantern \\u003c/script> & Loom"));
  EXPECT_TRUE(has(page, "<title>Help, Lantern &lt;/script&gt; &amp; Loom</title>"));
}

TEST_F(Widget, TellsTheFrameWhoSpeaksByACookie) {
  host->answer("session.actor@1", R"({"kind":"customer","id":"p1","contact":"c1","roles":[],"groups":[],"verified":true,"locale":"en","inbox":null})");
  host->start();
  EXPECT_TRUE(has(frame().body, "\"signed_in\":true"));
}

TEST_F(Widget, StandsOnTheHelpCentreUnlessItIsToldNotTo) {
  host->start();
  EXPECT_TRUE(has(host->call("page.script@1", "{}"), "/widget.js"));
  host->stop();
  host->config(R"({"help_centre":false})");
  host->start();
  EXPECT_EQ(host->call("page.script@1", "{}"), R"({"scripts":[]})");
}

TEST_F(Widget, HasADemoPageOnlyWhenAsked) {
  host->start();
  EXPECT_EQ(host->get("/widget/demo").status, 404);
  host->stop();
  host->config(R"({"demo":true})");
  host->start();
  EXPECT_TRUE(has(host->get("/widget/demo").body, "data-inbox=\"default\""));
}

TEST_F(Widget, IsSmall) {
  host->start();
  const std::size_t launcher = packed(host->get("/widget.js").body);
  const std::size_t whole = launcher + packed(frame().body) + packed(read(WIDGET_ASSETS "/frame.js")) + packed(read(WIDGET_ASSETS "/frame.css"));
  EXPECT_GT(launcher, 2000u);
  EXPECT_GT(packed(read(WIDGET_ASSETS "/frame.js")), 10000u);
  EXPECT_LE(launcher, 15u * 1024);
  EXPECT_LE(whole, 45u * 1024);
  RecordProperty("launcher", static_cast<int>(launcher));
  RecordProperty("whole", static_cast<int>(whole));
  for (const char* file : {"frame.js.br", "frame.js.gz", "frame.css.br", "frame.css.gz"}) EXPECT_TRUE(std::filesystem::exists(std::string{WIDGET_ASSETS "/"} + file)) << file;
}
