#include "pages.hpp"

#include <gtest/gtest.h>

#include "feeds.hpp"
#include "frame.hpp"

using namespace patchbay::portal;
using patchbay::Messages;

namespace {

const Site kSite{"Lantern & Loom", "https://help.example.com", {"en", "bg"}, "en", "#0b6e4f", "", ""};
const Messages kEnglish{"en"};
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST(SearchPage, EscapesWhatWasTyped) {
  SearchPage page;
  page.query = "<script>alert(1)</script>\"'";
  const std::string html = render(page, kSite, kEnglish);
  EXPECT_FALSE(has(html, "<script>"));
  EXPECT_TRUE(has(html, "&lt;script&gt;"));
}

TEST(SearchPage, IsNeverABareZero) {
  SearchPage page;
  page.query = "zzz";
  EXPECT_TRUE(has(render(page, kSite, kEnglish), "href=\"/\""));
  page.nearest = {{"Track an order", "/kb/track"}};
  page.steps = {{"livechat", "", "", "always", "", true, 60}};
  const std::string html = render(page, kSite, kEnglish);
  EXPECT_TRUE(has(html, "Track an order"));
  EXPECT_TRUE(has(html, "href=\"/contact\""));
}

TEST(SearchPage, SaysTheLanguageOfAHitInAnother) {
  SearchPage page;
  page.query = "x";
  page.hits = {{"article", "a", "Връщане", "<mark>x</mark>", "/bg/kb/vrashtane", "bg"}};
  const std::string html = render(page, kSite, kEnglish);
  EXPECT_TRUE(has(html, "lang=\"bg\""));
  EXPECT_TRUE(has(html, "Български"));
  EXPECT_TRUE(has(html, "href=\"/bg/kb/vrashtane\""));
}

TEST(HelpBox, IsAbsentWhenNobodyCanBeReached) {
  const std::vector<Step> only_search = {{"search", "", "", "always", "", true, -1}};
  EXPECT_EQ(help_box(only_search, kSite, kEnglish), "");
}

TEST(ContactPage, NamesExactlyTheStepsThereAreAndHowLongTheyTake) {
  ContactPage page;
  page.steps = {{"search", "", "", "always", "", true, -1}, {"livechat", "", "", "always", "/chat", true, 300}, {"phone", "", "", "always", "", false, -1}};
  const std::string html = render(page, kSite, Messages{"en"});
  EXPECT_TRUE(has(html, "within 5 min"));
  EXPECT_TRUE(has(html, "Not available right now"));
  EXPECT_FALSE(has(html, "Write to us"));
}

TEST(Pages, KeepTheLanguageInTheirLinks) {
  HomePage page;
  page.steps = {{"email", "", "", "always", "", true, -1}};
  const std::string html = render(page, kSite, Messages{"bg"});
  EXPECT_TRUE(has(html, "action=\"/bg/search\""));
  EXPECT_TRUE(has(html, "href=\"/bg/contact\""));
}

TEST(Frame, HasMainExactlyOnceAndEscapesTheSitesName) {
  const std::string json = frame_json(kSite, kEnglish, "/theme/theme-1.css", {});
  const std::string slot = "{\"slot\":\"main\"}";
  const std::size_t at = json.find(slot);
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(json.find(slot, at + 1), std::string::npos);
  EXPECT_TRUE(has(json, "Lantern &amp; Loom"));
  EXPECT_FALSE(has(json, "Lantern & Loom"));
}

TEST(Feeds, ListEveryLanguageAndEscape) {
  const std::vector<Page> pages = {{"/kb/a", "en", "A & <b>", "S", "Orders", "2026-11-02", {{"bg", "/bg/kb/a"}}},
                                   {"/kb/b", "en", "B", "S", "Orders", "2026-11-03", {}},
                                   {"/bg/kb/a", "bg", "А", "С", "Поръчки", "2026-11-01", {}}};
  const std::string map = sitemap_xml(kSite, pages);
  EXPECT_TRUE(has(map, "<loc>https://help.example.com/bg/kb/a</loc>"));
  EXPECT_TRUE(has(map, "hreflang=\"bg\""));
  const std::string feed = feed_xml(kSite, pages, "en");
  EXPECT_TRUE(has(feed, "A &amp; &lt;b&gt;"));
  EXPECT_LT(feed.find("/kb/b"), feed.find("/kb/a"));  // newest first
  EXPECT_FALSE(has(feed, "Поръчки"));
  EXPECT_TRUE(has(llms_txt(kSite, pages), "## Orders\n\n- [A & <b>](https://help.example.com/kb/a): S"));
}

TEST(Sitemap, StopsAtTheProtocolsLimit) {
  std::vector<Page> pages(60'000, Page{"/kb/a", "en", "A", "", "", "", {}});
  const std::string map = sitemap_xml(kSite, pages);
  std::size_t urls = 0;
  for (std::size_t at = map.find("<url>"); at != std::string::npos; at = map.find("<url>", at + 1)) ++urls;
  EXPECT_EQ(urls, kSitemapLimit);
}
