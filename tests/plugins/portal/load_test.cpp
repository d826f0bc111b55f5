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
  EXPECT_EQ(home.header("patchbay-tags"), "portal/content, portal/announcements");
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

TEST_F(Portal, PutsTheScriptsOfOthersOnEveryPage) {
  host->answer("page.script@1", [](const std::string&) -> std::string { return R"({"scripts":[{"src":"/widget.js","data":{"inbox":"a\"b","on click":"x"}},{"src":"//evil.example/x.js"},{"src":"https://evil.example/x.js"}]})"; }, "bubble");
  host->start();
  const std::string frame = host->call("page.frame@1", R"({"locale":"bg"})");
  EXPECT_TRUE(has(frame, R"(<script async src=\"/widget.js\" data-locale=\"bg\" data-inbox=\"a&quot;b\"></script>)")) << frame;
  EXPECT_FALSE(has(frame, "evil"));
  EXPECT_FALSE(has(frame, "on click"));
}

TEST_F(Portal, GivesTheThemeOnlyUnderItsOwnName) {
  host->start();
  const std::string frame = host->call("page.frame@1", R"({"locale":"en"})");
  const std::size_t at = frame.find("/theme/theme-");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(host->get(frame.substr(at, std::string{"/theme/theme-00000000.css"}.size())).status, 200);
  EXPECT_EQ(host->get("/theme/theme-ffffffff.css").status, 404);
}

namespace {

FakeHost::Reply refusing(pbay_status status, std::string why) {
  return [=](const std::string&) -> std::string { throw patchbay::Failure{status, why}; };
}

std::string asked(const FakeHost& host, std::string_view method) {
  std::string last;
  for (const auto& [name, json] : host.calls())
    if (name == method) last = json;
  return last;
}

}  // namespace

TEST_F(Portal, LeadsWhoIsNotSignedInToTheSignInPageAndBack) {
  host->start();
  const auto page = host->get("/account/conversations/01A");
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(page.header("location"), "/signin?next=%2Faccount%2Fconversations%2F01A");
}

TEST_F(Portal, ShowsMyConversationsAndWhatWasSaidWithoutRunningIt) {
  host->answer("conversation.list@1", R"({"items":[{"id":"01A","number":7,"status":"open","subject":null,"updated_at":"2026-11-28T09:00:00.000Z","last_message":{"body":"<b>hi</b>"}}],"next":null})");
  host->answer("conversation.get@1", R"({"id":"01A","number":7,"status":"open","subject":null,"updated_at":"2026-11-28T09:00:00.000Z"})");
  host->answer("message.list@1", R"({"items":[{"author":{"kind":"visitor","name":"Ana"},"body":"<script>x</script>\nline","at":"2026-11-28T09:00:00.000Z","parts":[]},{"author":{"kind":"agent","name":"Ben"},"body":"Hello","at":"2026-11-28T09:01:00.000Z","parts":[{"type":"file","name":"a.pdf","url":"/files/1/a.pdf?x&y"}]}],"next":null})");
  host->start();
  EXPECT_TRUE(has(host->get("/account/conversations", FakeActor::customer()).body, "&lt;b&gt;hi&lt;/b&gt;"));
  const auto page = host->get("/account/conversations/01A", FakeActor::customer());
  EXPECT_FALSE(has(page.body, "<script>x"));
  EXPECT_TRUE(has(page.body, "&lt;/script&gt;<br>line"));
  EXPECT_TRUE(has(page.body, "href=\"/files/1/a.pdf?x&amp;y\""));
  EXPECT_EQ(page.header("cache-control"), "no-store");
}

TEST_F(Portal, SaysAReplyOnceHoweverOftenTheFormIsSent) {
  host->answer("conversation.get@1", R"({"id":"01A","number":7,"status":"open"})");
  host->answer("message.list@1", R"({"items":[]})");
  host->answer("message.append@1", R"({"conversation":"01A"})");
  host->start();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(host->request({"POST", "/account/conversations/01A/messages", {}, "token=T0K3N&body=Where+is+it%3F", FakeActor::customer(), {}}).status, 303);
    EXPECT_EQ(asked(*host, "message.append@1"), R"({"cmid":"T0K3N","body":"Where is it?","conversation":"01A"})");
  }
  host->answer("message.append@1", refusing(PBAY_E_DENIED, "This conversation is closed to you."));
  const auto refused = host->request({"POST", "/account/conversations/01A/messages", {}, "token=T&body=kept+words", FakeActor::customer(), {}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(has(refused.body, "This conversation is closed to you.") && has(refused.body, "kept words")) << "nothing is retyped";
}

TEST_F(Portal, TakesALetterFromAnybodyAndSaysWhenItIsAnswered) {
  host->answer("contact.upsert@1", R"({"id":"01C"})");
  host->answer("message.append@1", R"({"conversation":"01B","id":"01M","seq":1})");
  host->answer("handoff.request@1", R"({"state":"left_message","eta":"2026-11-30T07:00:00.000Z"})");
  host->start();
  const auto post = [&](const std::string& body) { return host->request({"POST", "/contact", {}, body, {}, {}}); };
  EXPECT_EQ(post("body=&email=a%40b.example").status, 422);
  const auto without = post("body=Help+me&email=nobody&name=%3Ci%3E");
  EXPECT_EQ(without.status, 422);
  EXPECT_TRUE(has(without.body, "Help me") && has(without.body, "&lt;i&gt;"));
  const auto sent = post("token=T1&body=Help+me&email=ana%40example.com&name=Ana");
  EXPECT_EQ(sent.status, 200);
  EXPECT_TRUE(has(sent.body, "datetime=\"2026-11-30T07:00:00.000Z\""));
  EXPECT_EQ(asked(*host, "message.append@1"), R"({"contact":"01C","cmid":"T1","author":{"kind":"visitor"},"body":"Help me"})");
  host->nobody_answers("contact.upsert@1");
  EXPECT_EQ(post("token=T1&body=Help+me&email=ana%40example.com&name=Ana").status, 200) << "the same letter again is the same contact";
  host->answer("contact.upsert@1", R"({"id":"01D"})");
  for (int i = 0; i < 3; ++i) post("body=x&email=ana%40example.com");
  EXPECT_EQ(post("body=x&email=ana%40example.com").status, 429) << "five an hour";
}

TEST_F(Portal, AnnouncesToWhoItIsForAndRemembersWhoHasReadIt) {
  host->start();
  EXPECT_EQ(host->post("/api/v1/portal/announcements", R"({"title":"x"})", FakeActor::customer()).status, 403);
  EXPECT_EQ(host->post("/api/v1/portal/announcements", R"({"title":"x","audience":"public","must_read":true})").status, 400);
  EXPECT_EQ(host->post("/api/v1/portal/announcements", R"({"title":"x","from":"2026-02-30"})").status, 400);
  const auto made = host->post("/api/v1/portal/announcements", R"({"title":"New <policy>","text":"a\n\nb","audience":"employee","must_read":true,"url":"/kb/leave"})");
  ASSERT_EQ(made.status, 201);
  host->post("/api/v1/portal/announcements", R"({"title":"Later","from":"2999-01-01","pinned":true})");
  host->post("/api/v1/portal/announcements", R"({"title":"Open day","pinned":true})");
  const std::string id = host->ids("announcements").front();
  const std::string stranger = host->get("/").body;
  EXPECT_FALSE(has(stranger, "policy"));
  EXPECT_FALSE(has(stranger, "Later")) << "its time has not come";
  EXPECT_TRUE(has(stranger, "Open day"));
  const std::string page = host->get("/account/announcements", FakeActor::employee()).body;
  EXPECT_TRUE(has(page, "New &lt;policy&gt;") && has(page, "<p>a</p><p>b</p>") && has(page, "I have read this"));
  std::string target;
  for (const std::string& one : host->ids("announcements"))
    if (has(host->doc("announcements", one), "policy")) target = "/account/announcements/" + one + "/read";
  EXPECT_EQ(host->request({"POST", target, {}, "", FakeActor::customer(), {}}).status, 404) << "not for customers";
  EXPECT_EQ(host->request({"POST", target, {}, "", FakeActor::employee(), {}}).status, 303);
  EXPECT_FALSE(has(host->get("/account/announcements", FakeActor::employee()).body, "I have read this<"));
  EXPECT_EQ(host->ids("reads").size(), 1u);
  EXPECT_FALSE(has(host->get("/", FakeActor::employee()).body, "New &lt;policy&gt;")) << "read: it need not stand on top";
}
