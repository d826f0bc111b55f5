// /api/v1/kb: making, changing, publishing and taking back.
#include "kb_host.hpp"
#include "moment.hpp"

namespace patchbay::kb {
namespace {

class KbApi : public KbHost {
 protected:
  void SetUp() override {
    KbHost::SetUp();
    host->start();
  }
  json::object made(const json::object& fields) {
    const FakeAnswer answer = send("POST", "/api/v1/kb/articles", fields);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return parse_object(answer.body);
  }
  static std::string path_of(const json::object& article) {
    return "/api/v1/kb/articles/" + text_of(article, "id");
  }
  static std::string rev_of(const json::object& article) {
    return "\"" + std::to_string(integer_of(article, "rev")) + "\"";
  }
};

TEST_F(KbApi, MakesADraftAndPublishesIt) {
  const json::object draft = made({{"title", "Върнете продукт"},
                                   {"locale", "bg"},
                                   {"content", "## Как\n\nтекст"},
                                   {"tags", json::array{"a"}}});
  EXPECT_EQ(text_of(draft, "status"), "draft");
  EXPECT_EQ(text_of(draft, "id"), "bg/върнете-продукт.md");
  EXPECT_EQ(page("/kb/върнете-продукт", {}, "bg").status, 404);
  const FakeAnswer done = send("PATCH", path_of(draft), {{"status", "published"}}, rev_of(draft));
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.header("etag"), "\"2\"");
  EXPECT_TRUE(has(page("/kb/върнете-продукт", {}, "bg").body, "<h2 id=\"как\">Как</h2>"));
}

TEST_F(KbApi, RefusesAChangeOfWhatWasNotRead) {
  const json::object article = made({{"title", "A"}, {"status", "published"}});
  EXPECT_EQ(send("PUT", path_of(article), {{"title", "B"}}).status, 428);
  EXPECT_EQ(send("PUT", path_of(article), {{"title", "B"}}, "\"1\"").status, 200);
  const FakeAnswer late = send("PUT", path_of(article), {{"title", "C"}}, "\"1\"");
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.header("content-type"), "application/problem+json");
  EXPECT_TRUE(has(late.body, "\"code\":\"conflict\""));
  EXPECT_EQ(send("DELETE", path_of(article), {}, "\"1\"").status, 412);
  EXPECT_EQ(send("DELETE", path_of(article), {}, "\"2\"").status, 204);
  EXPECT_EQ(page("/kb/a").status, 404);
}

TEST_F(KbApi, SaysWhatIsWrongWithAField) {
  const auto detail = [this](const json::object& fields) {
    return send("POST", "/api/v1/kb/articles", fields).body;
  };
  EXPECT_TRUE(has(detail({{"content", "x"}}), "title: an article needs one"));
  EXPECT_TRUE(has(detail({{"title", "A"}, {"audience", "all"}}), "audience: write public"));
  EXPECT_TRUE(has(detail({{"title", "A"}, {"status", "scheduled"}}), "publish_at"));
  EXPECT_TRUE(has(detail({{"title", "A"}, {"category", "en/none"}}), "there is no category"));
  EXPECT_TRUE(has(detail({{"title", "A"}, {"locale", "xx"}}), "locale"));
  EXPECT_TRUE(has(detail({{"title", "A"}, {"tags", "x"}}), "tags: write a list"));
  EXPECT_EQ(host->post("/api/v1/kb/articles", "{\"title\":\"A\",\"title\":\"B\"}").status, 400);
  EXPECT_EQ(host->post("/api/v1/kb/articles", "not json").status, 400);
  made({{"title", "A"}, {"slug", "taken"}});
  EXPECT_EQ(send("POST", "/api/v1/kb/articles", {{"title", "B"}, {"slug", "taken"}}).status, 409);
  EXPECT_EQ(send("POST", "/api/v1/kb/articles", {{"title", "B"}}, "", FakeActor::customer()).status, 403);
}

TEST_F(KbApi, KeepsItsHistoryAndBringsWordsBack) {
  const json::object article =
      made({{"title", "First"}, {"content", "first words"}, {"status", "published"}, {"slug", "s"}});
  send("PATCH", path_of(article), {{"title", "Second"}, {"content", "second words"}, {"slug", "t"}}, "\"1\"");
  const FakeAnswer history = page(path_of(article) + "/history", FakeActor::agent());
  EXPECT_EQ(parse_object(history.body).at("items").as_array().size(), 1u);
  EXPECT_TRUE(has(history.body, "\"replaced_by\":\"agent agent-1\"")) << history.body;
  EXPECT_TRUE(has(page(path_of(article) + "/history/1", FakeActor::agent()).body, "first words"));
  const FakeAnswer back = send("POST", path_of(article) + "/restore", {{"rev", 1}}, "\"2\"");
  EXPECT_EQ(back.status, 200) << back.body;
  EXPECT_TRUE(has(page("/kb/t").body, "first words"));
  EXPECT_EQ(page("/kb/s").status, 301);
  EXPECT_EQ(page(path_of(article) + "/history").status, 403);
}

TEST_F(KbApi, PublishesWhenTheTimeHasCome) {
  const json::object article =
      made({{"title", "Later"}, {"status", "scheduled"}, {"publish_at", iso_time(now_ms() + 3'600'000)}});
  ASSERT_EQ(host->jobs().size(), 1u);
  EXPECT_EQ(host->jobs()[0].queue, "publish");
  EXPECT_EQ(host->run_jobs(), 0);
  EXPECT_EQ(page("/kb/later").status, 404);
  // As if its time had passed while nothing was running.
  host->stop();
  for (const char* collection : {"articles", "cards"}) {
    json::object kept = doc(collection, text_of(article, "id"));
    kept["publish_at"] = 1;
    host->put(collection, text_of(article, "id"), to_text(kept));
  }
  host->start();
  host->advance(10);
  EXPECT_GE(host->run_jobs(), 1);
  EXPECT_EQ(page("/kb/later").status, 200);
  EXPECT_EQ(text_of(doc("articles", text_of(article, "id")), "readers"), "public");
}

TEST_F(KbApi, ASecondImportLeavesAnEditAloneUntilTheFileChanges) {
  write("a.md", "---\ntitle: A\n---\nfrom the file\n");
  import();
  EXPECT_EQ(send("PATCH", "/api/v1/kb/articles/en/a.md", {{"content", "edited here"}}, "\"1\"").status, 200);
  EXPECT_EQ(integer_of(import(), "unchanged"), 1);
  EXPECT_TRUE(has(page("/kb/a").body, "edited here"));
  write("a.md", "---\ntitle: A\n---\nnew in the file\n");
  const json::object report = import();
  EXPECT_TRUE(has(problems(report), "was edited here and has changed in its folder"));
  EXPECT_TRUE(has(page("/kb/a").body, "new in the file"));
  EXPECT_TRUE(has(page("/api/v1/kb/articles/en/a.md/history/2", FakeActor::agent()).body, "edited here"));
}

TEST_F(KbApi, AnEditKeepsIncludesPicturesAndLinksOfTheFile) {
  write("d/a.md", "---\ntitle: A\n---\n[!INCLUDE [i](../includes/i.md)] ![m](../m.svg) [b](b.md)\n");
  write("d/b.md", "---\ntitle: B\n---\nx\n");
  write("includes/i.md", "the passage");
  write("m.svg", kPicture);
  import();
  const FakeAnswer edited =
      send("PATCH", "/api/v1/kb/articles/en/d/a.md",
           {{"content", "More. [!INCLUDE [i](../includes/i.md)] ![m](../m.svg) [b](b.md)"}}, "\"1\"");
  EXPECT_TRUE(parse_object(edited.body).at("warnings").as_array().empty()) << edited.body;
  const std::string body = page("/kb/a").body;
  EXPECT_TRUE(has(body, "the passage"));
  EXPECT_TRUE(has(body, "width=\"640\""));
  EXPECT_TRUE(has(body, "href=\"/kb/b\""));
}

TEST_F(KbApi, ShowsAnUploadToTheReadersOfTheArticleItIsIn) {
  const FakeAnswer kept = host->request({"POST",
                                         "/api/v1/kb/media",
                                         {{"upload-name", "map.svg"}},
                                         std::string{kPicture},
                                         FakeActor::agent(),
                                         {}});
  ASSERT_EQ(kept.status, 201) << kept.body;
  const std::string url = text_of(parse_object(kept.body), "url");
  EXPECT_EQ(page(url).status, 404) << "nobody's yet";
  made({{"title", "A"}, {"content", "![map](" + url + ")"}, {"status", "published"}});
  const std::string body = page("/kb/a").body;
  const std::size_t at = body.find("src=\"/kb/media/") + 5;
  EXPECT_EQ(page(body.substr(at, body.find('"', at) - at)).status, 200);
}

TEST_F(KbApi, ManagesCategories) {
  const FakeAnswer top = send("POST", "/api/v1/kb/categories", {{"title", "Orders"}});
  EXPECT_EQ(top.status, 201) << top.body;
  const FakeAnswer below =
      send("POST", "/api/v1/kb/categories", {{"title", "Late"}, {"parent", "en/orders"}});
  EXPECT_EQ(text_of(parse_object(below.body), "id"), "en/orders/late");
  EXPECT_EQ(send("PATCH", "/api/v1/kb/categories/en/orders", {{"parent", "en/orders/late"}}).status, 422);
  made({{"title", "A"}, {"category", "en/orders/late"}, {"status", "published"}});
  EXPECT_EQ(send("DELETE", "/api/v1/kb/categories/en/orders/late", {}).status, 409);
  EXPECT_TRUE(has(page("/kb/c/orders").body, "/kb/c/late"));
  EXPECT_TRUE(has(page("/api/v1/kb/categories").body, "\"id\":\"en/orders\""));
}

TEST_F(KbApi, ListsByPagesOnlyWhatTheCallerMaySee) {
  for (int i = 0; i < 5; ++i)
    made({{"title", "T" + std::to_string(i)}, {"status", i % 2 ? "draft" : "published"}});
  const json::object first = parse_object(page("/api/v1/kb/articles?limit=2").body);
  EXPECT_EQ(first.at("items").as_array().size(), 2u);
  const json::object rest =
      parse_object(page("/api/v1/kb/articles?limit=2&cursor=" + text_of(first, "next")).body);
  EXPECT_EQ(rest.at("items").as_array().size(), 1u);
  EXPECT_EQ(parse_object(page("/api/v1/kb/articles", FakeActor::agent()).body).at("items").as_array().size(),
            5u);
  EXPECT_FALSE(has(page("/api/v1/kb/articles/en/t0.md").body, "\"content\"")) << "the source is the author's";
}

TEST_F(KbApi, VotesThroughTheApi) {
  made({{"title", "A"}, {"status", "published"}});
  EXPECT_EQ(host->request({"POST",
                           "/api/v1/kb/articles/en/a.md/votes",
                           {},
                           R"({"helpful":false,"comment":"why"})",
                           {},
                           {}})
                .status,
            204);
  EXPECT_EQ(
      host->request({"POST", "/api/v1/kb/articles/en/a.md/votes", {}, R"({"comment":"why"})", {}, {}}).status,
      422);
  const json::object votes = parse_object(page("/api/v1/kb/articles/en/a.md/votes", FakeActor::agent()).body);
  EXPECT_EQ(integer_of(votes, "unhelpful"), 1);
}

TEST_F(KbApi, ShowsWhatReadersWouldGetAndKeepsNothing) {
  const FakeAnswer answer = send("POST", "/api/v1/kb/preview", {{"title", "A"}, {"content", "## How\n\n> [!NOTE]\n> Mind <script>alert(1)</script>\n\n[gone](nowhere.md)"}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  const json::object page = parse_object(answer.body);
  EXPECT_TRUE(has(text_of(page, "html"), "<h2 id=\"how\">How</h2>"));
  EXPECT_FALSE(has(text_of(page, "html"), "<script"));
  EXPECT_FALSE(page.at("warnings").as_array().empty());
  EXPECT_TRUE(host->ids("articles").empty());
  EXPECT_TRUE(host->ids("media").empty());
  EXPECT_EQ(send("POST", "/api/v1/kb/preview", {{"content", "x"}}, "", FakeActor::customer()).status, 403);
}

TEST_F(KbApi, TellsTheDeskWhereArticlesAreEdited) {
  EXPECT_EQ(host->call("content.editor@1", R"({"locale":"bg"})"), R"({"title":"Статии","kind":"article","api":"/api/v1/kb"})");
}

}  // namespace
}  // namespace patchbay::kb
