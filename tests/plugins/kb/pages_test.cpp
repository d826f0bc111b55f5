// What readers get: pages, votes, media.
#include "kb_host.hpp"
#include "moment.hpp"

namespace patchbay::kb {
namespace {

class KbPages : public KbHost {
 protected:
  void SetUp() override {
    KbHost::SetUp();
    write("_category.md", "---\ntitle: Help\n---\n");
    write("a.md",
          "---\ntitle: Apples and pears\ndescription: Fruit\norder: 1\nupdated: 2026-05-12\n---\n## "
          "First\n\n```sh\nls\n```\n\n## Second\n\n![p](p.svg)\n");
    write("b.md", "---\ntitle: Bananas and pears\norder: 2\nrelated: [a.md]\n---\nb\n");
    write("c.md", "---\ntitle: Cherries <script>\norder: 3\n---\nc\n");
    write("p.svg", kPicture);
    write("film.webm", "\x1A\x45\xDF\xA3" + std::string(3000, 'f'));
    write("d.md", "---\ntitle: Film\norder: 4\n---\n![film](film.webm)\n");
    host->start();
    ASSERT_EQ(integer_of(import(), "errors"), 0);
  }
};

TEST_F(KbPages, AnArticleHasEverythingAroundIt) {
  const FakeAnswer shown = page("/kb/b");
  EXPECT_EQ(shown.status, 200);
  for (const char* part :
       {"<h1>Bananas and pears</h1>", "1 min read", "action=\"/kb/b/vote\"",
        "data-doc=\"kb/articles/en/b.md\"", "Related articles", "<a href=\"/kb/a\">Apples and pears</a>",
        "rel=\"prev\" href=\"/kb/a\"", "rel=\"next\" href=\"/kb/c\"", "Cherries &lt;script&gt;"})
    EXPECT_TRUE(has(shown.body, part)) << part << "\n" << shown.body;
  const FakeAnswer first = page("/kb/a");
  EXPECT_TRUE(has(first.body, "<a href=\"#first\">First</a>"));
  EXPECT_TRUE(has(first.body, "datetime=\"2026-05-12\""));
  const json::object told = head(first);
  EXPECT_EQ(text_of(told, "title"), "Apples and pears");
  EXPECT_EQ(text_of(told, "canonical"), "/kb/a");
  const json::array& ld = told.at("json_ld").as_array();
  ASSERT_EQ(ld.size(), 2u);
  EXPECT_EQ(ld[0].at("@type"), "Article");
  EXPECT_EQ(ld[0].at("dateModified"), "2026-05-12T00:00:00Z");
  EXPECT_EQ(ld[1].at("@type"), "BreadcrumbList");
  EXPECT_EQ(to_text(told.at("breadcrumb")),
            R"([{"title":"Home","url":"/"},{"title":"Articles","url":"/kb/"},{"title":"Help","url":"/kb/c/)" +
                text_of(doc("categories", "en/"), "slug") + R"("},{"title":"Apples and pears"}])");
}

TEST_F(KbPages, APublicPageMayBeCachedUntilAnArticleChanges) {
  const FakeAnswer shown = page("/kb/a");
  EXPECT_EQ(shown.header("patchbay-cache"), "public");
  EXPECT_EQ(shown.header("patchbay-tags"), "kb/articles/en/a.md, kb/cards");
  EXPECT_EQ(page("/kb/").header("patchbay-cache"), "public");
  EXPECT_EQ(page("/kb/none").header("patchbay-cache"), "");
}

TEST_F(KbPages, ReadsTheStoreOnceForAnArticle) {
  page("/kb/a");
  const std::size_t before = host->trace().size();
  page("/kb/a");
  int reads = 0;
  const std::vector<std::string> trace = host->trace();
  for (std::size_t i = before; i < trace.size(); ++i)
    reads += trace[i].starts_with("store.") || trace[i] == "bus.call" ? 1 : 0;
  EXPECT_EQ(reads, 1);
}

TEST_F(KbPages, ServesPicturesForEverAndFilmsInParts) {
  const std::string body = page("/kb/a").body;
  const std::size_t at = body.find("/kb/media/");
  const std::string url = body.substr(at, body.find('"', at) - at);
  const FakeAnswer picture = page(url);
  EXPECT_EQ(picture.status, 200);
  EXPECT_EQ(picture.body, kPicture);
  EXPECT_EQ(picture.header("content-type"), "image/svg+xml");
  EXPECT_EQ(picture.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_TRUE(has(picture.header("content-security-policy"), "sandbox"));
  EXPECT_EQ(host->request({"GET", url, {{"if-none-match", picture.header("etag")}}, "", {}, {}}).status, 304);
  const std::string film_page = page("/kb/d").body;
  const std::size_t film_at = film_page.find("/kb/media/");
  const std::string film = film_page.substr(film_at, film_page.find('"', film_at) - film_at);
  const FakeAnswer part = host->request({"GET", film, {{"range", "bytes=3000-"}}, "", {}, {}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "ffff");
  EXPECT_EQ(part.header("content-range"), "bytes 3000-3003/3004");
  EXPECT_EQ(host->request({"GET", film, {{"range", "bytes=-2"}}, "", {}, {}}).body, "ff");
  EXPECT_EQ(host->request({"GET", film, {{"range", "bytes=9999-"}}, "", {}, {}}).status, 200);
}

TEST_F(KbPages, AVoteWithoutAScriptLeadsToTheNextStep) {
  host->answer(
      "pathway.list@1",
      R"({"steps":[{"id":"search","available":true,"url":"/search"},{"id":"livechat","label":"Chat <now>","available":true,"url":"/chat","wait_seconds":120},{"id":"phone","available":false,"url":"/phone"}]})");
  const FakeAnswer voted = host->request({"POST",
                                          "/kb/a/vote",
                                          {{"content-type", "application/x-www-form-urlencoded"}},
                                          "helpful=no&comment=too+short%21",
                                          {},
                                          {}});
  EXPECT_EQ(voted.status, 303);
  EXPECT_EQ(voted.header("location"), "/kb/a/vote?said=no&commented=1");
  const FakeAnswer next = page(voted.header("location"));
  EXPECT_TRUE(has(next.body, "href=\"/chat\" data-step=\"livechat\">Chat &lt;now&gt;</a>")) << next.body;
  EXPECT_TRUE(has(next.body, "about 2 min"));
  EXPECT_FALSE(has(next.body, "/phone"));
  EXPECT_FALSE(has(next.body, "/search"));
  ASSERT_EQ(host->ids("votes").size(), 1u);
  EXPECT_EQ(text_of(doc("votes", host->ids("votes")[0]), "comment"), "too short!");
  EXPECT_EQ(host->request({"POST", "/kb/a/vote", {}, "helpful=maybe", {}, {}}).status, 400);
}

TEST_F(KbPages, OnePersonHasOneVoteAndMayChangeIt) {
  const auto vote = [this](const char* said, const char* agent) {
    return host->request({"POST",
                          "/kb/a/vote",
                          {{"user-agent", agent}, {"accept", "application/json"}},
                          std::string{"helpful="} + said,
                          {},
                          {}});
  };
  EXPECT_EQ(vote("no", "one").status, 200);
  EXPECT_EQ(vote("yes", "one").status, 200);
  EXPECT_EQ(vote("yes", "two").status, 200);
  EXPECT_EQ(host->ids("votes").size(), 2u);
  const json::object counts = doc("counts", "en/a.md");
  EXPECT_EQ(integer_of(counts, "helpful"), 2);
  EXPECT_EQ(integer_of(counts, "unhelpful"), 0);
}

TEST_F(KbPages, TellsTheJourneyOfThoseWhoHaveAContactOnly) {
  const auto journeys = [this] {
    int count = 0;
    for (const auto& [method, args] : host->calls()) count += method == "journey.record@1" ? 1 : 0;
    return count;
  };
  host->answer("journey.record@1", "{}");
  EXPECT_EQ(host->request({"POST", "/kb/a/read", {}, R"({"seconds":12,"scrolled":80})", {}, {}}).status, 204);
  EXPECT_EQ(journeys(), 0);
  host->answer("session.actor@1", R"({"kind":"customer","id":"p1","contact":"c1","groups":[]})");
  EXPECT_EQ(
      host->request({"POST", "/kb/a/read", {}, R"({"seconds":12,"scrolled":80})", FakeActor::customer(), {}})
          .status,
      204);
  EXPECT_EQ(journeys(), 1);
  host->advance(60'000);
  EXPECT_EQ(integer_of(doc("counts", "en/a.md"), "reads"), 2);
}

TEST_F(KbPages, ListsWhatIsReadMostFirst) {
  for (int i = 0; i < 3; ++i) host->request({"POST", "/kb/c/read", {}, R"({"seconds":12})", {}, {}});
  const json::object popular =
      parse_object(host->call("content.popular@1", R"({"locale":"en","limit":2})", {}));
  const json::array& pages = popular.at("pages").as_array();
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].at("url"), "/kb/c");
}

TEST_F(KbPages, TellsWhatAnotherLanguageDoesNotHave) {
  const FakeAnswer shown = page("/kb/a", {}, "vi");
  EXPECT_EQ(shown.status, 200);
  EXPECT_TRUE(has(shown.body, "chưa có bằng ngôn ngữ của bạn"));
  EXPECT_EQ(text_of(head(shown), "canonical"), "/kb/a");
}

TEST_F(KbPages, ACategoryOfOneLanguageIsShownInTheOthers) {
  write("only/_category.md", "---\ntitle: Only here\n---\n");
  write("only/x.md", "---\ntitle: X\n---\nx\n");
  write("only/staff/_category.md", "---\ntitle: Staff\n---\n");
  write("only/staff/y.md", "---\ntitle: Y\naudience: employee\n---\ny\n");
  import();
  const FakeAnswer shown = page("/kb/c/only", {}, "bg");
  EXPECT_EQ(shown.status, 200);
  EXPECT_TRUE(has(shown.body, "<div lang=\"en\"><h1>Only here</h1>")) << shown.body;
  EXPECT_TRUE(has(shown.body, "не е преведен"));
  EXPECT_EQ(text_of(head(shown), "canonical"), "/kb/c/only");
  EXPECT_EQ(text_of(head(shown), "locale"), "bg");
  EXPECT_EQ(to_text(head(shown).at("alternates")), R"([{"locale":"en","url":"/kb/c/only"}])");
  EXPECT_FALSE(has(page("/kb/c/only").body, "not available in your language"));
  EXPECT_EQ(page("/kb/c/nowhere", {}, "bg").status, 404);
  EXPECT_EQ(page("/kb/c/staff", {}, "bg").status, 404) << "its name is not for strangers";
}

TEST_F(KbPages, ACategoryLeadsToItsTranslation) {
  write("both/_category.md", "---\ntitle: Both\n---\n");
  write("both/x.md", "---\ntitle: X\n---\nx\n");
  import();
  write("both/_category.md", "---\ntitle: И двете\nslug: dvete\n---\n");
  import(R"("locale":"bg")");
  const FakeAnswer moved = page("/kb/c/both", {}, "bg");
  EXPECT_EQ(moved.status, 302);
  EXPECT_EQ(moved.header("location"), "/bg/kb/c/dvete");
  EXPECT_EQ(to_text(head(page("/kb/c/both")).at("alternates")),
            R"([{"locale":"bg","url":"/bg/kb/c/dvete"},{"locale":"en","url":"/kb/c/both"}])");
}

TEST_F(KbPages, TurnsLongListsIntoPages) {
  for (int i = 0; i < 120; ++i)
    write("many/x" + std::to_string(100 + i) + ".md",
          "---\ntitle: X" + std::to_string(100 + i) + "\n---\nx\n");
  import();
  const FakeAnswer first = page("/kb/c/many"), last = page("/kb/c/many?page=3");
  EXPECT_TRUE(has(first.body, "X149"));
  EXPECT_FALSE(has(first.body, "X150"));
  EXPECT_TRUE(has(first.body, "/kb/c/many?page=2"));
  EXPECT_TRUE(has(last.body, "X219"));
  EXPECT_EQ(text_of(head(last), "canonical"), "/kb/c/many?page=3");
  EXPECT_EQ(page("/kb/c/many?page=x").status, 200);
}

TEST_F(KbPages, ShowsEveryTextInEveryLanguage) {
  for (const char* locale : {"en", "bg", "vi"})
    for (const char* target : {"/kb/", "/kb/a", "/kb/b", "/kb/a/vote?said=no", "/kb/none"}) {
      const FakeAnswer shown = page(target, {}, locale);
      for (const char* key :
           {">vote", ">toc", "contents.", "missing.", "month.", "minutes.", "articles.", ">related", ">home"})
        EXPECT_FALSE(has(shown.body, key)) << locale << target << key;
    }
}

}  // namespace
}  // namespace patchbay::kb
