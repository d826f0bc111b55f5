#include "core/gateway/page_frame.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"

namespace patchbay::gateway {
namespace {

PageSetting setting() {
  PageSetting made;
  made.site_name = "Lamp & Co";
  made.public_url = "https://help.example.com";
  made.locales = {"en", "bg"};
  made.default_locale = "en";
  made.locale = "en";
  made.path = "/kb/returns?a=1&b=2";
  made.asset_base = "/assets/kb/abc/";
  return made;
}

std::string join(const std::string& parts, const std::string& page, const PageSetting& how = setting()) {
  const PageFrame frame{"{\"parts\":[" + parts + ",{\"slot\":\"main\"}]}", "/assets/portal/def/"};
  const std::string out = frame.join(parse_page_info(page), how, "MAIN");
  EXPECT_TRUE(out.ends_with("MAIN"));
  return out.substr(0, out.size() - 4);
}

TEST(PageFrame, PutsTheFragmentInUnchanged) {
  const PageFrame frame{R"({"parts":["<main>",{"slot":"main"},"</main>"]})", ""};
  EXPECT_EQ(frame.join(parse_page_info(R"({"title":"x"})"), setting(), "<p>{\"slot\":\"title\"}&"), "<main><p>{\"slot\":\"title\"}&</main>");
}

TEST(PageFrame, EscapesTextAndSpeaksThePagesLanguage) {
  EXPECT_EQ(join(R"({"slot":"title"},"|",{"slot":"site"},"|",{"slot":"lang"})", R"({"title":"<b> & \"q\""})"),
            "&lt;b&gt; &amp; &quot;q&quot;|Lamp &amp; Co|en");
  EXPECT_EQ(join(R"({"slot":"lang"},"|",{"slot":"home"},"|",{"slot":"prefix"})", R"({"title":"x","locale":"bg"})"), "bg|/bg/|/bg");
  EXPECT_EQ(join(R"({"slot":"path"},"|",{"slot":"path_encoded"})", R"({"title":"x"})"),
            "/kb/returns?a=1&amp;b=2|%2Fkb%2Freturns%3Fa%3D1%26b%3D2");
}

TEST(PageFrame, ResolvesAssetsOfFrameAndPage) {
  EXPECT_EQ(join(R"({"asset":"portal.css"})", R"({"title":"x"})"), "/assets/portal/def/portal.css");
  EXPECT_EQ(join(R"({"slot":"head"})", R"({"title":"x","stylesheets":["kb.css","/theme.css"],"scripts":["a.js","b.mjs"]})"),
            "<link rel=\"stylesheet\" href=\"/assets/kb/abc/kb.css\"><link rel=\"stylesheet\" href=\"/theme.css\">"
            "<script defer src=\"/assets/kb/abc/a.js\"></script><script type=\"module\" src=\"/assets/kb/abc/b.mjs\"></script>");
}

TEST(PageFrame, WritesTheHeadOfAPage) {
  const std::string head = join(R"({"slot":"head"})", R"({"title":"x","description":"a \"d\"","canonical":"/kb/x","noindex":true,
    "alternates":[{"locale":"bg","url":"/bg/kb/x"}],"og":{"title":"T","image":"/i.png"},"json_ld":{"name":"</script><b>"}})");
  EXPECT_EQ(head,
            "<meta name=\"description\" content=\"a &quot;d&quot;\"><meta name=\"robots\" content=\"noindex\">"
            "<link rel=\"canonical\" href=\"https://help.example.com/kb/x\">"
            "<link rel=\"alternate\" hreflang=\"bg\" href=\"https://help.example.com/bg/kb/x\">"
            "<meta property=\"og:title\" content=\"T\"><meta property=\"og:image\" content=\"https://help.example.com/i.png\">"
            "<script type=\"application/ld+json\">{\"name\":\"\\u003c/script>\\u003cb>\"}</script>");
}

TEST(PageFrame, WritesBreadcrumbAndLanguages) {
  EXPECT_EQ(join(R"({"slot":"breadcrumb"})", R"({"title":"x","breadcrumb":[{"title":"Home","url":"/"},{"title":"A&B"}]})"),
            "<ol class=\"breadcrumb\"><li><a href=\"/\">Home</a></li><li aria-current=\"page\">A&amp;B</li></ol>");
  EXPECT_EQ(join(R"({"slot":"languages"})", R"({"title":"x"})"),
            "<ul class=\"languages\"><li aria-current=\"true\" lang=\"en\">English</li><li><a href=\"/bg/kb/returns?a=1&amp;b=2\" "
            "hreflang=\"bg\" lang=\"bg\">Български</a></li></ul>");
  const std::string known = join(R"({"slot":"languages"})", R"({"title":"x","alternates":[{"locale":"bg","url":"/bg/kb/vrashtane"}]})");
  EXPECT_NE(known.find("href=\"/bg/kb/vrashtane\""), std::string::npos);
}

TEST(PageFrame, ShowsPartsOnlyWhenTheirConditionHolds) {
  const std::string parts = R"({"when":"signed_in","parts":["in ",{"slot":"user"}]},{"when":"signed_out","parts":["out"]},)"
                            R"({"when":"breadcrumb","parts":["crumb"]},{"when":"title_differs","parts":[" t"]},{"when":"stale","parts":[" old"]})";
  EXPECT_EQ(join(parts, R"({"title":"Lamp & Co"})"), "out");
  PageSetting signed_in = setting();
  signed_in.signed_in = true;
  signed_in.user = "Ана";
  EXPECT_EQ(join(parts, R"({"title":"x","stale":true})", signed_in), "in Ана t old");
}

TEST(PageFrame, RefusesFramesThatCannotBe) {
  for (const char* reply : {"{}", "[]", R"({"parts":"x"})", R"({"parts":[]})", R"({"parts":[{"slot":"main"},{"slot":"main"}]})",
                            R"({"parts":[{"slot":"nothing"},{"slot":"main"}]})", R"({"parts":[1,{"slot":"main"}]})",
                            R"({"parts":[{"when":"stale","parts":[{"slot":"main"}]}]})", R"({"parts":[{},{"slot":"main"}]})",
                            R"({"parts":[{"when":"no","parts":[]},{"slot":"main"}]})",
                            R"({"parts":[{"when":"stale","parts":[{"when":"stale","parts":[]}]},{"slot":"main"}]})"})
    EXPECT_THROW((PageFrame{reply, ""}), Error) << reply;
}

TEST(PageInfo, RefusesHeadersThatAreWrong) {
  for (const char* header : {"", "[]", "{}", R"({"title":1})", R"({"title":"x","breadcrumb":{}})", R"({"title":"x","scripts":[1]})",
                             R"({"title":"x","alternates":[{"url":"/"}]})", R"({"title":"x","og":[]})"})
    EXPECT_THROW(parse_page_info(header), Error) << header;
}

TEST(BuiltInFrame, IsAWholeDocument) {
  const std::string out = PageFrame::built_in().join(parse_page_info(R"({"title":"Returns"})"), setting(), "<h1>Returns</h1>");
  EXPECT_TRUE(out.starts_with("<!doctype html><html lang=\"en\">"));
  EXPECT_NE(out.find("<title>Returns · Lamp &amp; Co</title>"), std::string::npos);
  EXPECT_NE(out.find("<main><h1>Returns</h1></main>"), std::string::npos);
  EXPECT_TRUE(out.ends_with("</html>"));
}

}  // namespace
}  // namespace patchbay::gateway
