// `kb import` from files on disk to pages.
#include "kb_host.hpp"

namespace patchbay::kb {
namespace {

TEST_F(KbHost, ImportsFoldersAsCategoriesAndFilesAsArticles) {
  write("_category.md", "---\ntitle: All\n---\n");
  write("delivery/_category.md", "---\ntitle: Delivery\ndescription: Times\nicon: truck\norder: 2\n---\n");
  write("delivery/late.md",
        "---\ntitle: My parcel is late\ntags: [late, parcel]\nupdated: 2026-05-12\ncustom: kept\n---\nSee "
        "[track](track.md#find) ![map](../images/map.svg)\n");
  write("delivery/track.md", "---\ntitle: Track your parcel\n---\n## Find\n\nHere.\n");
  write("images/map.svg", kPicture);
  write("images/readme.md", "# no article\n");
  host->start();
  const json::object report = import();
  EXPECT_EQ(problems(report), "");
  EXPECT_EQ(integer_of(report, "added"), 2);
  EXPECT_EQ(host->ids("articles"), (std::vector<std::string>{"en/delivery/late.md", "en/delivery/track.md"}));
  const json::object late = doc("articles", "en/delivery/late.md");
  EXPECT_EQ(text_of(late, "slug"), "late");
  EXPECT_EQ(text_of(*object_of(late, "attributes"), "custom"), "kept");
  EXPECT_TRUE(has(text_of(late, "html"), "href=\"/kb/track#find\"")) << text_of(late, "html");
  EXPECT_EQ(text_of(doc("categories", "en/delivery"), "title"), "Delivery");
  const FakeAnswer shown = page("/kb/late");
  EXPECT_EQ(shown.status, 200);
  EXPECT_TRUE(has(shown.body, "<h1>My parcel is late</h1>"));
  EXPECT_TRUE(has(shown.body, "12 May 2026"));
  EXPECT_EQ(page("/kb/c/delivery").status, 200);
  EXPECT_TRUE(has(page("/kb/c/delivery").body, "Track your parcel"));
}

TEST_F(KbHost, ChangesNothingWhenNothingChanged) {
  write("a.md", "---\ntitle: A\n---\n[!INCLUDE [i](includes/i.md)] ![m](m.svg)\n");
  write("includes/i.md", "passage");
  write("m.svg", kPicture);
  host->start();
  import();
  const std::string before = host->doc("articles", "en/a.md");
  const json::object again = import();
  EXPECT_EQ(integer_of(again, "unchanged"), 1);
  EXPECT_EQ(integer_of(again, "added") + integer_of(again, "updated") + integer_of(again, "media"), 0);
  EXPECT_EQ(host->doc("articles", "en/a.md"), before);
  host->restart();
  EXPECT_EQ(integer_of(import(), "unchanged"), 1) << "what is kept in memory is made from the store";
}

TEST_F(KbHost, TakesInWhatAnIncludeOrAPictureChanged) {
  write("a.md", "---\ntitle: A\n---\n[!INCLUDE [i](includes/i.md)] ![m](m.svg)\n");
  write("includes/i.md", "passage");
  write("m.svg", kPicture);
  host->start();
  import();
  write("includes/i.md", "other words");
  EXPECT_EQ(integer_of(import(), "updated"), 1);
  EXPECT_TRUE(has(page("/kb/a").body, "other words"));
  write("m.svg", "<svg viewBox='0 0 300 300'></svg>");
  EXPECT_EQ(integer_of(import(), "updated"), 1);
  EXPECT_TRUE(has(page("/kb/a").body, "width=\"300\""));
  EXPECT_EQ(host->ids("revisions").size(), 2u);
}

TEST_F(KbHost, ArchivesWhatVanishedAndBringsItBack) {
  write("a.md", "---\ntitle: A\n---\nx\n");
  write("b.md", "---\ntitle: B\n---\nx\n");
  host->start();
  import();
  fs::remove(root / "b.md");
  EXPECT_EQ(to_text(import().at("archived_ids")), R"(["en/b.md"])");
  EXPECT_EQ(page("/kb/b").status, 404);
  EXPECT_EQ(integer_of(import(), "archived"), 0);
  write("b.md", "---\ntitle: B\n---\nx\n");
  EXPECT_EQ(integer_of(import(), "updated"), 1);
  EXPECT_EQ(page("/kb/b").status, 200);
}

TEST_F(KbHost, KeepsWhatIsThereWhenItsFileBreaks) {
  write("a.md", "---\ntitle: A\n---\nold words\n");
  host->start();
  import();
  write("a.md", "---\ntitle: \"A\n---\nnew words\n");
  const json::object report = import();
  EXPECT_TRUE(has(problems(report), "error a.md:2 the quote is never closed"));
  EXPECT_EQ(integer_of(report, "archived"), 0);
  EXPECT_TRUE(has(page("/kb/a").body, "old words"));
}

TEST_F(KbHost, ReportsEveryBadFileAndTakesTheRest) {
  write("good.md", "---\ntitle: Good\n---\n[out](../../etc/passwd) [gone](gone.md)\n");
  write("broken.md", "---\ntags: [a\n---\nx\n");
  write("binary.md", std::string_view{"\x00\x01\xFF\xFE", 4});
  write("large.md", "---\ntitle: L\n---\n" + std::string(50u << 20, 'x'));
  write("one.md", "---\ntitle: One\nslug: same\n---\nx\n");
  write("two.md", "---\ntitle: Two\nslug: same\n---\nx\n");
  write("tool.exe", "MZ");
  fs::create_directory_symlink(root, root / "loop");
  fs::create_symlink("/etc/hostname", root / "outside.md");
  host->start();
  const json::object report = import();
  const std::string told = problems(report);
  for (const char* part :
       {"error broken.md:2 the list is never closed", "error binary.md:0 the file is not UTF-8",
        "error large.md:0 the file is 51200 KB", "error two.md:3 the slug \"same\" is one.md's already",
        "error outside.md:0", "error loop:0 links back to a folder above it",
        "warning good.md:4 the link ../../etc/passwd leads out of the folder",
        "warning good.md:4 the link gone.md leads to nothing", "warning tool.exe:0"})
    EXPECT_TRUE(has(told, part)) << part << "\n" << told;
  EXPECT_EQ(host->ids("articles"), (std::vector<std::string>{"en/good.md", "en/one.md"}));
}

TEST_F(KbHost, GivesAutomaticSlugsASuffixAndKeepsThemForEver) {
  write("a/setup.md", "---\ntitle: A\n---\nx\n");
  write("b/setup.md", "---\ntitle: B\n---\nx\n");
  host->start();
  import();
  EXPECT_EQ(text_of(doc("articles", "en/a/setup.md"), "slug"), "setup");
  EXPECT_EQ(text_of(doc("articles", "en/b/setup.md"), "slug"), "setup-2");
  write("0/setup.md", "---\ntitle: Zero\n---\nx\n");
  import();
  EXPECT_EQ(text_of(doc("articles", "en/a/setup.md"), "slug"), "setup");
  EXPECT_EQ(text_of(doc("articles", "en/0/setup.md"), "slug"), "setup-3");
}

TEST_F(KbHost, SendsTheOldAddressToTheNewOne) {
  write("a.md", "---\ntitle: A\nslug: old-name\n---\nx\n");
  host->start();
  import();
  write("a.md", "---\ntitle: A\nslug: new-name\n---\nx\n");
  import();
  const FakeAnswer moved = page("/kb/old-name");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(moved.header("location"), "/kb/new-name");
  write("a.md", "---\ntitle: A\nslug: old-name\n---\nx\n");
  import();
  EXPECT_EQ(page("/kb/old-name").status, 200);
  EXPECT_EQ(page("/kb/new-name").status, 301);
}

TEST_F(KbHost, PairsTranslationsByPathAndByName) {
  write("en/help/late.md", "---\ntitle: Late\n---\nx\n");
  write("bg/help/late.md", "---\ntitle: Закъснява\n---\nx\n");
  write("vi/help/tre.md", "---\ntitle: Trễ\ntranslation_of: help/late.md\n---\nx\n");
  host->start();
  EXPECT_EQ(problems(import(R"("source":"s")")), "");
  const json::object en = head(page("/kb/late"));
  EXPECT_EQ(
      to_text(en.at("alternates")),
      R"([{"locale":"bg","url":"/bg/kb/late"},{"locale":"en","url":"/kb/late"},{"locale":"vi","url":"/vi/kb/tre"}])");
  EXPECT_TRUE(has(page("/kb/late", {}, "bg").body, "Закъснява"));
  const FakeAnswer other = page("/kb/tre", {}, "bg");
  EXPECT_EQ(other.status, 301) << "the address of another language leads to this language's article";
  EXPECT_EQ(other.header("location"), "/bg/kb/late");
}

TEST_F(KbHost, MarksATranslationOlderThanItsOriginal) {
  write("en/a.md", "---\ntitle: A\n---\nfirst\n");
  write("bg/a.md", "---\ntitle: Б\n---\nпърво\n");
  host->start();
  import(R"("source":"s")");
  EXPECT_FALSE(has(page("/kb/a", {}, "bg").body, "Оригиналът"));
  write("en/a.md", "---\ntitle: A\n---\nsecond\n");
  import(R"("source":"s")");
  const FakeAnswer stale = page("/kb/a", {}, "bg");
  EXPECT_TRUE(has(stale.body, "Оригиналът на тази статия е променен")) << stale.body;
  EXPECT_TRUE(has(stale.body, "<a href=\"/kb/a\" lang=\"en\""));
  EXPECT_TRUE(head(stale).at("stale").as_bool());
  write("bg/a.md", "---\ntitle: Б\n---\nвторо\n");
  import(R"("source":"s")");
  EXPECT_FALSE(has(page("/kb/a", {}, "bg").body, "Оригиналът"));
}

TEST_F(KbHost, KeepsSourcesApart) {
  write("a.md", "---\ntitle: First\n---\nx\n");
  host->start();
  import(R"("locale":"en","source":"one")");
  write("a.md", "---\ntitle: Second\n---\nx\n");
  import(R"("locale":"en","source":"two")");
  EXPECT_EQ(host->ids("articles"), (std::vector<std::string>{"en/a.md", "en/a.md@two"}));
  EXPECT_EQ(text_of(doc("articles", "en/a.md@two"), "slug"), "a-2");
  fs::remove(root / "a.md");
  write("b.md", "---\ntitle: B\n---\nx\n");
  EXPECT_EQ(to_text(import(R"("locale":"en","source":"two")").at("archived_ids")), R"(["en/a.md@two"])");
  EXPECT_EQ(page("/kb/a").status, 200);
}

TEST_F(KbHost, TakesInHtmlPages) {
  write("page.html",
        "<!doctype html><title>From HTML</title><nav>menu</nav><main><h1>From "
        "HTML</h1><p>Words</p><script>x</script></main>");
  host->start();
  import();
  const FakeAnswer shown = page("/kb/page");
  EXPECT_TRUE(has(shown.body, "<h1>From HTML</h1>"));
  EXPECT_TRUE(has(shown.body, "<p>Words</p>"));
  EXPECT_FALSE(has(shown.body, "menu"));
  EXPECT_FALSE(has(shown.body, "<script"));
}

TEST_F(KbHost, TakesInAZendeskExport) {
  write("articles.json", R"({"articles":[
    {"id":11,"locale":"en-us","title":"Reset","body":"<p>See <a href=\"https://x.zendesk.com/hc/en-us/articles/12-other#a\">other</a><img src=\"https://x.zendesk.com/hc/article_attachments/5/a.svg\"></p>","section_id":3,"draft":false,"label_names":["login"],"user_segment_id":null,"updated_at":"2026-01-02T03:04:05Z"},
    {"id":12,"locale":"en-us","title":"Other","body":"<p>o</p>","section_id":3,"draft":false,"user_segment_id":7},
    {"id":13,"locale":"en-us","title":"Draft","body":"d","section_id":3,"draft":true,"user_segment_id":null},
    {"id":14,"locale":"en-us","title":"Unknown","body":"u","section_id":3,"draft":false,"user_segment_id":99}]})");
  write("sections.json", R"({"sections":[{"id":3,"name":"Sign in","category_id":2}]})");
  write("categories.json", R"({"categories":[{"id":2,"name":"Account"}]})");
  write("user_segments.json", R"({"user_segments":[{"id":7,"user_type":"signed_in_users"}]})");
  write(
      "translations.json",
      R"({"translations":[{"source_id":11,"source_type":"Article","locale":"bg","title":"Нулиране","body":"<p>б</p>","draft":false}]})");
  write("article_attachments/5/a.svg", kPicture);
  host->start();
  const json::object report = import(R"("source":"zd")");
  EXPECT_EQ(integer_of(report, "added"), 5) << problems(report);
  EXPECT_TRUE(has(problems(report), "articles/14"));
  EXPECT_EQ(host->ids("articles"),
            (std::vector<std::string>{"bg/11.html", "en/11.html", "en/12.html", "en/13.html", "en/14.html"}));
  EXPECT_EQ(text_of(doc("articles", "en/12.html"), "audience"), "customer");
  EXPECT_EQ(text_of(doc("articles", "en/14.html"), "audience"), "agent");
  EXPECT_EQ(text_of(doc("articles", "en/13.html"), "status"), "draft");
  const FakeAnswer reset = page("/kb/11");
  EXPECT_TRUE(has(reset.body, "/kb/media/")) << reset.body;
  EXPECT_TRUE(has(page("/kb/11", {}, "bg").body, "Нулиране"));
  EXPECT_TRUE(has(page("/kb/c/sign-in").body, "Reset"));
  EXPECT_TRUE(has(page("/kb/12", FakeActor::customer()).body, "Other"));
}

TEST_F(KbHost, ReportsProgressAndStopsWhenTheCallerGivesUp) {
  for (int i = 0; i < 600; ++i)
    write("f" + std::to_string(i) + ".md", "---\ntitle: T" + std::to_string(i) + "\n---\nx\n");
  host->start();
  host->cancel_call_after(1);
  EXPECT_THROW(import(), Failure);
  host->cancel_call_after(1000);
  const json::object report = import();
  EXPECT_EQ(integer_of(report, "added") + integer_of(report, "unchanged") + integer_of(report, "updated"),
            600);
  EXPECT_FALSE(host->progress().empty());
}

TEST_F(KbHost, RendersTheSameOnOneThreadAndOnTwo) {
  for (int i = 0; i < 300; ++i)
    write("d" + std::to_string(i % 7) + "/f" + std::to_string(i) + ".md",
          "---\ntitle: T" + std::to_string(i) + "\n---\n![p](../p.svg) [n](f" + std::to_string(i + 7) +
              ".md)\n");
  write("p.svg", kPicture);
  host->start();
  import();
  const std::string before = host->doc("articles", "en/d3/f10.md");
  host->stop();
  host->config(R"({"watch_seconds":0,"import_threads":0})");
  host->start();
  EXPECT_EQ(integer_of(import(), "unchanged"), 300);
  EXPECT_EQ(host->doc("articles", "en/d3/f10.md"), before);
}

TEST_F(KbHost, TellsOthersThatContentChanged) {
  write("a.md", "---\ntitle: A\n---\nx\n");
  host->start();
  import();
  const auto events = host->published();
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.back().topic, "content.changed");
  EXPECT_TRUE(has(events.back().json, "en/a.md"));
}

TEST_F(KbHost, ExportsFilesWhoseImportChangesNothing) {
  write("en/delivery/_category.md", "---\ntitle: Delivery now\norder: 3\n---\n");
  write("en/delivery/late.md",
        "---\ntitle: \"Late: why?\"\ntags: [a, b]\nslug: late-parcel\norder: 4\nextra: {k: v}\nupdated: "
        "2026-05-12\n---\n# Late\n\n![m](../images/m.svg) [!INCLUDE [i](../includes/i.md)]\n");
  write("en/images/m.svg", kPicture);
  write("en/includes/i.md", "see [late](../delivery/late.md)");
  write("bg/delivery/late.md", "---\ntitle: Късно\naudience: customer\nstatus: draft\n---\nx\n");
  host->start();
  import(R"("source":"s")");
  json::object fields{
      {"title", "Made here"}, {"content", "words [late](delivery/late.md)"}, {"status", "published"}};
  EXPECT_EQ(send("POST", "/api/v1/kb/articles", fields).status, 201);
  const json::object files = parse_object(host->call("kb.export@1"));
  fs::remove_all(root);
  for (const json::value& item : *array_of(files, "files")) {
    const json::object& file = item.as_object();
    if (file.contains("text"))
      write(text_of(file, "path"), text_of(file, "text"));
    else
      write(text_of(file, "path"), kPicture);
  }
  const json::object again = import(R"("source":"s")");
  EXPECT_EQ(problems(again), "");
  EXPECT_EQ(integer_of(again, "unchanged"), 3) << to_text(again);
  EXPECT_EQ(integer_of(again, "added") + integer_of(again, "updated") + integer_of(again, "archived") +
                integer_of(again, "categories"),
            0)
      << to_text(again);
}

}  // namespace
}  // namespace patchbay::kb
