#include "article_body.hpp"

#include <gtest/gtest.h>

#include "fake_folder.hpp"

namespace patchbay::kb {
namespace {

class ArticleBodyTest : public testing::Test {
 protected:
  ArticleBody markdown(std::string_view text, std::string_view title = "Title") {
    return make_body({BodySource::Format::markdown, text, "guide/page.md", title, 1}, folder, kTexts,
                     problems);
  }
  ArticleBody html(std::string_view text) {
    return make_body({BodySource::Format::html, text, "guide/page.html", "Title", 1}, folder, kTexts,
                     problems);
  }
  std::string first_problem() { return problems.empty() ? "" : told(problems.front()); }

  FakeFolder folder;
  Problems problems;
};

constexpr std::string_view kSvg = "<svg xmlns='x' viewBox='0 0 640 480'></svg>";

TEST_F(ArticleBodyTest, GivesHeadingsStableAnchorsInEveryScript) {
  const ArticleBody body = markdown(
      "## Find your *parcel*\n\n## Върнете продукт!\n\n## Theo dõi đơn hàng\n\n## Find your parcel\n");
  ASSERT_EQ(body.headings.size(), 4u);
  EXPECT_EQ(body.headings[0].id, "find-your-parcel");
  EXPECT_EQ(body.headings[1].id, "върнете-продукт");
  EXPECT_EQ(body.headings[2].id, "theo-dõi-đơn-hàng");
  EXPECT_EQ(body.headings[3].id, "find-your-parcel-1");
  EXPECT_NE(body.html.find("<h2 id=\"find-your-parcel\">Find your <em>parcel</em></h2>"), std::string::npos)
      << body.html;
}

TEST_F(ArticleBodyTest, KeepsTheAnchorsTranslatorsLeft) {
  const ArticleBody body = markdown(
      "# <a name=\"top\"></a>Другo\n\n## <a name=\"summary\"></a>Обобщение\n\nсм. [горе](#summary)\n");
  ASSERT_EQ(body.headings.size(), 2u);
  EXPECT_EQ(body.headings[0].id, "top");
  EXPECT_EQ(body.headings[1].id, "summary");
  EXPECT_NE(body.html.find("<h3 id=\"summary\">Обобщение</h3>"), std::string::npos) << body.html;
  EXPECT_NE(body.html.find("<a href=\"#summary\">"), std::string::npos);
}

TEST_F(ArticleBodyTest, LeavesOutALeadingHeadingThatRepeatsTheTitle) {
  const ArticleBody body = markdown("# title\n\nText\n\n### Deep\n\n##### Deeper\n\n## Up\n");
  EXPECT_EQ(body.html.find("<h1"), std::string::npos);
  EXPECT_EQ(body.first_heading, "title");
  ASSERT_EQ(body.headings.size(), 3u);
  EXPECT_EQ(body.headings[0].level, 2);
  EXPECT_EQ(body.headings[1].level, 3);
  EXPECT_EQ(body.headings[2].level, 2);
}

TEST_F(ArticleBodyTest, TurnsDocfxNotesIntoCallouts) {
  const ArticleBody body = markdown("> [!WARNING]\n> Hot!\n\n1. a\n   > [!note]\n   > b\n\n> only a quote\n");
  EXPECT_NE(
      body.html.find(
          "<div class=\"kb-callout kb-warning\" role=\"note\"><p class=\"kb-callout-title\">Warning</p>"),
      std::string::npos)
      << body.html;
  EXPECT_NE(body.html.find("kb-callout kb-note"), std::string::npos);
  EXPECT_NE(body.html.find("<blockquote>"), std::string::npos);
  EXPECT_EQ(body.html.find("[!"), std::string::npos);
}

TEST_F(ArticleBodyTest, PutsIncludedTextWhereItIsAskedForAndReadsItsReferencesFromItsOwnPlace) {
  folder.files["includes/hours.md"] =
      "---\nms.topic: include\n---\nWe are open, see [times](../times.md) ![map](map.svg).\n\nSecond.\n";
  folder.files["includes/map.svg"] = kSvg;
  folder.articles["times.md"] = {"en/times.md", "/kb/times"};
  const ArticleBody body = markdown(
      "Before\n\n[!INCLUDE [hours](../includes/hours.md)]\n\nIn [!INCLUDE [x](../includes/hours.md)] line\n");
  EXPECT_TRUE(problems.empty()) << first_problem();
  EXPECT_NE(body.html.find("<a href=\"/kb/times\">times</a>"), std::string::npos) << body.html;
  EXPECT_NE(body.html.find("/kb/media/id/map.svg"), std::string::npos);
  EXPECT_NE(body.html.find("<p>Second.</p>"), std::string::npos);
  EXPECT_NE(body.html.find("In We are open"), std::string::npos) << body.html;
  EXPECT_EQ(body.html.find("data-include"), std::string::npos);
  EXPECT_EQ(body.media.size(), 1u);
}

TEST_F(ArticleBodyTest, StopsAtIncludesThatIncludeThemselvesAreMissingOrLeaveTheFolder) {
  folder.files["a.md"] = "A [!INCLUDE [b](b.md)]";
  folder.files["b.md"] = "B [!INCLUDE [a](a.md)]";
  const ArticleBody body =
      markdown("[!INCLUDE [a](../a.md)]\n\n[!INCLUDE [n](none.md)]\n\n[!INCLUDE [o](../../out.md)]\n");
  EXPECT_NE(body.html.find("A B"), std::string::npos) << body.html;
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_NE(problems[0].text.find("includes itself"), std::string::npos);
  EXPECT_EQ(problems[0].file, "b.md");
  EXPECT_NE(problems[1].text.find("does not exist"), std::string::npos);
  EXPECT_EQ(problems[1].line, 3);
  EXPECT_NE(problems[2].text.find("out of the folder"), std::string::npos);
}

TEST_F(ArticleBodyTest, ShowsPicturesWithTheirSizeAndOpensThemLarge) {
  folder.files["guide/a.svg"] = kSvg;
  const ArticleBody body = markdown(
      "![A map](a.svg)\n\n:::image type=\"content\" source=\"a.svg\" alt-text=\"Say *no* [x]\":::\n");
  EXPECT_NE(body.html.find("<a class=\"kb-zoom\" href=\"/kb/media/id/a.svg\"><img src=\"/kb/media/id/a.svg\" "
                           "alt=\"A map\" width=\"640\" "
                           "height=\"480\" loading=\"lazy\" decoding=\"async\"></a>"),
            std::string::npos)
      << body.html;
  EXPECT_NE(body.html.find("alt=\"Say *no* [x]\""), std::string::npos) << body.html;
}

TEST_F(ArticleBodyTest, ShowsTheDescriptionOfAMissingPictureAndSaysWhere) {
  const ArticleBody body =
      markdown("One\n\nTwo ![the map](map.png)\n\n![o](../../o.png)\n\n![e](https://x.example/e.png)\n");
  EXPECT_NE(body.html.find("<span class=\"kb-missing\">the map</span>"), std::string::npos) << body.html;
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(told(problems[0]), "warning :3: the picture map.png does not exist: its description is shown");
  EXPECT_NE(problems[1].text.find("outside the folder"), std::string::npos);
  EXPECT_NE(body.html.find("<a href=\"https://x.example/e.png\">e</a>"), std::string::npos);
  EXPECT_EQ(body.html.find("<img"), std::string::npos);
}

TEST_F(ArticleBodyTest, PlaysFilmsAndOffersFiles) {
  folder.files["guide/bulb.webm"] = "\x1A\x45\xDF\xA3 film";
  folder.files["guide/size.pdf"] = "%PDF-1.4 " + std::string(2000, 'x');
  const ArticleBody body = markdown("![Change a bulb](bulb.webm)\n\n[Sizes](size.pdf)\n");
  EXPECT_NE(body.html.find("<video controls preload=\"metadata\" playsinline src=\"/kb/media/id/bulb.webm\" "
                           "aria-label=\"Change a bulb\">"),
            std::string::npos)
      << body.html;
  EXPECT_NE(body.html.find("class=\"kb-file\" download=\"size.pdf\">Sizes<span class=\"kb-file-size\"> (PDF, "
                           "2 KB)</span></a>"),
            std::string::npos)
      << body.html;
}

TEST_F(ArticleBodyTest, LinksArticlesByTheirPathAndRefusesWhatReadersMayNotSee) {
  folder.articles["guide/late.md"] = {"en/guide/late.md", "/kb/late"};
  folder.articles["staff/secret.md"] = {"en/staff/secret.md", "/kb/secret", false};
  folder.site_paths["/contact"] = "/contact";
  const ArticleBody body = markdown(
      "[late](late.md#when) [secret](../staff/secret.md) [us](/contact?x=1#y) [gone](gone.md) "
      "[out](../../etc/passwd)");
  EXPECT_NE(body.html.find("<a href=\"/kb/late#when\">late</a>"), std::string::npos) << body.html;
  EXPECT_EQ(body.html.find("/kb/secret"), std::string::npos);
  EXPECT_NE(body.html.find("<a href=\"/contact?x=1#y\">us</a>"), std::string::npos) << body.html;
  EXPECT_NE(body.html.find("<span class=\"kb-unlinked\">gone</span>"), std::string::npos);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(body.links, (std::vector<std::string>{"en/guide/late.md", "en/staff/secret.md"}));
}

TEST_F(ArticleBodyTest, LetsNothingThroughThatCouldRun) {
  for (const char* text : {"<script>alert(1)</script>",
                           "<img src=x onerror=alert(1)>",
                           "<a href=\"javascript:alert(1)\">x</a>",
                           "[x](java&#10;script:alert)",
                           "[x](&#106;avascript:alert)",
                           "<svg onload=alert(1)><script>1</script></svg>",
                           "<iframe srcdoc=\"<script>\"></iframe>",
                           "<style>@import 'x'</style>",
                           "<p style=\"background:url(javascript:1)\">x</p>",
                           "<form action=/x><input name=a><button>b</button></form>",
                           "<object data=x></object>",
                           "<embed src=x>",
                           "<base href=//evil>",
                           "<meta http-equiv=refresh content=0>",
                           "<link rel=stylesheet href=x>",
                           "<math><mi xlink:href=javascript:1></math>",
                           "<a href=\"//evil.example\">x</a>",
                           "<video src=\"javascript:1\" onplay=x></video>",
                           "<details ontoggle=alert(1) open>x</details>",
                           "<template><script>1</script></template>",
                           "<a href=\" &#1; javascript:1\">x</a>",
                           "<img src=\"data:text/html,<script>\">",
                           "<noscript><img src=x onerror=1></noscript>"}) {
    const ArticleBody body = markdown(text);
    for (const char* bad :
         {"<script", "javascript:", "onerror", "onload",    "onplay",    "ontoggle", "<iframe", "<style",
          "style=",  "<form",       "<input",  "<object",   "<embed",    "<base",    "<meta",   "<link",
          "<svg",    "<math",       "//evil",  "data:text", "<template", "srcdoc"})
      EXPECT_EQ(body.html.find(std::string{bad}.starts_with('<') ? bad : std::string{" "} + bad),
                std::string::npos)
          << text << " → " << body.html;
    EXPECT_EQ(body.html.find("href=\"javascript"), std::string::npos) << body.html;
  }
}

TEST_F(ArticleBodyTest, ShowsPlaceholdersAuthorsForgotToEscape) {
  const ArticleBody body = markdown("Run it on <ServerName> as <user name>.\n\n<Data>\nx\n</Data>\n");
  EXPECT_NE(body.html.find("&lt;ServerName&gt;"), std::string::npos) << body.html;
  EXPECT_NE(body.html.find("&lt;Data&gt;"), std::string::npos) << body.html;
  EXPECT_NE(body.text.find("<ServerName>"), std::string::npos);
}

TEST_F(ArticleBodyTest, KeepsWhatAuthorsMayWriteAsHtml) {
  const ArticleBody body = markdown(
      "<details><summary>More</summary>\n\n*x*\n\n</details>\n\nH<sub>2</sub>O <kbd>Ctrl</kbd> <br/> "
      "<b>b</b> <span class=\"x\" style=\"y\">s</span>\n\n"
      "| a | b |\n|:-:|--:|\n| 1 | ~~2~~ |\n\n- [x] done\n- [ ] open\n\ntext[^1]\n\n[^1]: foot\n");
  for (const char* part :
       {"<details><summary>More</summary>", "<em>x</em>",
        "H<sub>2</sub>O <kbd>Ctrl</kbd> <br> <b>b</b> <span>s</span>",
        "<div class=\"kb-table\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table>",
        "<td class=\"kb-center\">1</td>", "<td class=\"kb-right\"><del>2</del></td>", "☑ </span> done",
        "☐ </span> open", "<sup class=\"footnote-ref\">", "aria-label=\"Back to the text\""})
    EXPECT_NE(body.html.find(part), std::string::npos) << part << "\n" << body.html;
}

TEST_F(ArticleBodyTest, MarksCodeWithItsLanguage) {
  const ArticleBody body =
      markdown("```powershell\nGet-Item <x> \"y\"\n[!NOTE] :::image source=\"x\":::\n```\n\n    plain\n");
  EXPECT_NE(body.html.find("<pre class=\"kb-code\"><code class=\"language-powershell\">Get-Item &lt;x&gt; "
                           "\"y\"\n[!NOTE] :::image source=\"x\":::\n</code></pre>"),
            std::string::npos)
      << body.html;
}

TEST_F(ArticleBodyTest, TakesTheRestOfDocfxAway) {
  const ArticleBody body = markdown(
      "::: zone pivot=\"a\"\nkept\n::: zone-end\n\n# [Windows](#tab/win)\n\n> [!VIDEO "
      "https://v.example/1]\n\n"
      "> [!div class=\"nextstepaction\"]\n> [Next](https://n.example)\n\n:::no-loc text=\"Teams\"::: "
      "app\n\n:::row:::\n:::column span=\"\":::\ncell\n:::column-end:::\n:::row-end:::\n");
  EXPECT_NE(body.html.find("kept"), std::string::npos);
  EXPECT_NE(body.html.find(">Windows</h2>"), std::string::npos) << body.html;
  EXPECT_NE(body.html.find("<a href=\"https://v.example/1\">Video</a>"), std::string::npos) << body.html;
  EXPECT_NE(body.html.find("Teams app"), std::string::npos);
  EXPECT_NE(body.html.find("cell"), std::string::npos);
  EXPECT_EQ(body.html.find(":::"), std::string::npos) << body.html;
  EXPECT_EQ(body.html.find("[!"), std::string::npos);
}

TEST_F(ArticleBodyTest, GivesPlainTextWithAPlaceForEachHeading) {
  const ArticleBody body = markdown("Intro\n\n## First\n\nOne **two**\n\n- item\n\n## Second\n\nLast\n");
  EXPECT_EQ(body.text, "Intro\nFirst\nOne two\nitem\nSecond\nLast\n");
  ASSERT_EQ(body.headings.size(), 2u);
  EXPECT_EQ(body.text.substr(body.headings[0].at, 5), "First");
  EXPECT_EQ(body.text.substr(body.headings[1].at, 6), "Second");
  EXPECT_EQ(body.words, 7);
  EXPECT_EQ(body.minutes, 1);
}

TEST_F(ArticleBodyTest, TakesFromAnHtmlPageWhatItIsAbout) {
  folder.articles["guide/other.html"] = {"en/guide/other.html", "/kb/other"};
  const ArticleBody body = html(
      "<!doctype "
      "html><html><head><title>Title</title><script>x</script></head><body><nav>menu</nav><main><h1>Title</"
      "h1>"
      "<p>Text &nbsp; <a "
      "href=other.html>o</a><p>Two<ul><li>a<li>b</ul><widget-x>kept</widget-x></main><footer>f</footer></"
      "body></html>");
  EXPECT_EQ(body.html,
            "<span></span><p>Text \xC2\xA0 <a "
            "href=\"/kb/other\">o</a></p><p>Two</p><ul><li>a</li><li>b</li></ul>kept");
  EXPECT_EQ(body.first_heading, "Title");
}

TEST_F(ArticleBodyTest, RefusesBombsWithTheLineThatSetsThemOff) {
  const auto error = [this](const std::string& text) -> std::string {
    try {
      markdown(text);
    } catch (const SourceError& caught) {
      return std::to_string(caught.line()) + ": " + caught.what();
    }
    return "taken";
  };
  std::string bomb = "x\n\n", row = "|-";
  for (int i = 0; i < 2000; ++i) bomb += "|x";
  bomb += "\n";
  for (int i = 0; i < 2000; ++i) bomb += row;
  EXPECT_EQ(error(bomb + "\na\na\n").substr(0, 20), "4: a table of more t");
  std::string tall = "|a|b|c|d|e|\n|-|-|-|-|-|\n";
  for (int i = 0; i < 40'000; ++i) tall += "a\n";
  EXPECT_NE(error(tall).find("more than 100,000 table cells"), std::string::npos);
  EXPECT_NE(error(std::string(5000, '>') + "x").find("nested more than 60"), std::string::npos);
  EXPECT_NE(error(std::string(5000, '[')).find("begin nothing"), std::string::npos);
  std::string same;
  for (int i = 0; i < 20'000; ++i) same += "## a\n";
  EXPECT_EQ(error(same), "taken") << "many equal headings take no longer than others";
  EXPECT_NE(error(std::string((1 << 20) + 1, 'x')).find("1,024"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::kb
