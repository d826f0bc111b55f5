// Nobody sees what is not for them: no page, no title, no picture, in no list.
#include "audience.hpp"

#include "kb_host.hpp"

namespace patchbay::kb {
namespace {

TEST(Audience, APageNamesOnlyWhatAllItsReadersMayRead) {
  const Readers everyone, customers{Audience::customer, {}}, staff{Audience::employee, {}},
      warehouse{Audience::employee, {"warehouse"}}, two{Audience::employee, {"warehouse", "support"}};
  EXPECT_TRUE(covers(everyone, everyone));
  EXPECT_FALSE(covers(everyone, customers));
  EXPECT_TRUE(covers(staff, customers));
  EXPECT_FALSE(covers(customers, staff));
  EXPECT_FALSE(covers(staff, warehouse));
  EXPECT_TRUE(covers(warehouse, staff));
  EXPECT_TRUE(covers(warehouse, two));
  EXPECT_FALSE(covers(two, warehouse)) << "support may read the page and not the other";
}

TEST(Audience, GroupsNarrowAndAdminsSeeAll) {
  const Readers warehouse{Audience::employee, {"warehouse"}};
  EXPECT_FALSE(may_read({Audience::employee, {}, false}, warehouse));
  EXPECT_TRUE(may_read({Audience::employee, {"warehouse"}, false}, warehouse));
  EXPECT_FALSE(may_read({Audience::customer, {"warehouse"}, false}, warehouse));
  EXPECT_TRUE(may_read({Audience::agent, {}, true}, warehouse));
}

class KbAudience : public KbHost {
 protected:
  void SetUp() override {
    KbHost::SetUp();
    write("help/open.md",
          "---\ntitle: Open parcels\norder: 2\nrelated: [staff.md, draft.md]\n---\n[s](staff.md) "
          "[d](draft.md) ![p](p.svg)\n");
    write("help/staff.md",
          "---\ntitle: SECRET parcels for staff\norder: 1\naudience: employee\n---\n![p](s.svg) inside\n");
    write("help/draft.md",
          "---\ntitle: SECRET parcels draft\norder: 3\nstatus: draft\n---\n![p](d.svg) inside\n");
    write("help/later.md",
          "---\ntitle: SECRET parcels later\norder: 4\nstatus: scheduled\npublish_at: "
          "2100-01-01T00:00:00Z\n---\ninside\n");
    write("help/gone.md", "---\ntitle: SECRET parcels gone\norder: 5\nstatus: archived\n---\ninside\n");
    write("help/odd.md", "---\ntitle: SECRET parcels odd\naudience: emploees\n---\ninside\n");
    write("staff/pack.md",
          "---\ntitle: SECRET packing\naudience: employee\ngroups: [warehouse]\n---\ninside\n");
    write("staff/_category.md", "---\ntitle: SECRET category\n---\n");
    write("help/p.svg", kPicture);
    write("help/s.svg", "<svg viewBox='0 0 700 700'></svg>");
    write("help/d.svg", "<svg viewBox='0 0 701 701'></svg>");
    host->start();
    import();
  }

  std::string media_of(const std::string& id) {
    return "/kb/media/" + text_of(doc("articles", id).at("media").as_array().at(0).as_object(), "id") +
           "/x.svg";
  }
};

TEST_F(KbAudience, TheAnonymousReaderSeesNoTraceAnywhere) {
  for (const char* target : {"/kb/",
                             "/kb/c/help",
                             "/kb/c/staff",
                             "/kb/open",
                             "/kb/staff",
                             "/kb/draft",
                             "/kb/later",
                             "/kb/gone",
                             "/kb/odd",
                             "/kb/pack",
                             "/kb/staff/vote",
                             "/kb/draft/vote?said=no",
                             "/api/v1/kb/articles",
                             "/api/v1/kb/articles?status=draft",
                             "/api/v1/kb/articles/en/help/staff.md",
                             "/api/v1/kb/articles/en/help/draft.md",
                             "/api/v1/kb/categories",
                             "/api/v1/kb/articles/en/help/open.md",
                             "/api/v1/kb/articles/en/help/open.md/history",
                             "/api/v1/kb/articles/en/help/staff.md/votes"}) {
    const FakeAnswer shown = page(target);
    EXPECT_FALSE(has(shown.body, "SECRET")) << target << "\n" << shown.body;
    EXPECT_FALSE(has(shown.header("patchbay-page"), "SECRET")) << target;
    EXPECT_FALSE(has(shown.body, "/kb/staff\"")) << target;
  }
  for (const char* target :
       {"/kb/staff", "/kb/draft", "/kb/later", "/kb/gone", "/kb/odd", "/kb/pack", "/kb/c/staff"})
    EXPECT_EQ(page(target).status, 404) << target;
  for (const char* method : {"content.sections@1", "content.popular@1", "content.pages@1"}) {
    const std::string told = host->call(method, R"({"locale":"en","limit":50})", {});
    EXPECT_FALSE(has(told, "SECRET")) << method << told;
  }
  EXPECT_EQ(host->request({"POST", "/kb/staff/vote", {}, "helpful=yes", {}, {}}).status, 404);
  EXPECT_EQ(
      host->request({"POST", "/api/v1/kb/articles/en/help/draft.md/votes", {}, R"({"helpful":true})", {}, {}})
          .status,
      404);
  EXPECT_EQ(host->request({"POST", "/kb/staff/read", {}, R"({"seconds":9})", {}, {}}).status, 404);
}

TEST_F(KbAudience, PicturesOfAPageAreForItsReaders) {
  EXPECT_EQ(page(media_of("en/help/open.md")).status, 200);
  EXPECT_EQ(page(media_of("en/help/staff.md")).status, 404);
  EXPECT_EQ(page(media_of("en/help/draft.md")).status, 404);
  const FakeAnswer own = page(media_of("en/help/staff.md"), FakeActor::employee());
  EXPECT_EQ(own.status, 200);
  EXPECT_TRUE(has(own.header("cache-control"), "private"));
}

TEST_F(KbAudience, EmployeesSeeTheirsAndNoMore) {
  const FakeAnswer shown = page("/kb/staff", FakeActor::employee());
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.header("patchbay-cache"), "");
  EXPECT_TRUE(head(shown).at("noindex").as_bool());
  EXPECT_EQ(page("/kb/staff", FakeActor::customer()).status, 404);
  EXPECT_EQ(page("/kb/pack", FakeActor::employee()).status, 404);
  EXPECT_EQ(page("/kb/pack", FakeActor::employee({"warehouse"})).status, 200);
  EXPECT_EQ(page("/kb/draft", FakeActor::employee()).status, 404);
  EXPECT_EQ(page("/kb/c/staff", FakeActor::employee()).status, 404);
  EXPECT_TRUE(has(page("/kb/c/help", FakeActor::employee()).body, "SECRET parcels for staff"));
  const FakeAnswer contents = page("/kb/", FakeActor::employee());
  EXPECT_EQ(contents.header("patchbay-cache"), "");
  EXPECT_TRUE(has(contents.body, "SECRET parcels for staff"));
  EXPECT_FALSE(has(contents.body, "SECRET parcels draft"));
}

TEST_F(KbAudience, AgentsPreviewWhatIsNotPublished) {
  const FakeAnswer draft = page("/kb/draft", FakeActor::agent());
  EXPECT_EQ(draft.status, 200);
  EXPECT_TRUE(has(draft.body, "This is a draft"));
  EXPECT_EQ(draft.header("patchbay-cache"), "");
  EXPECT_TRUE(has(page("/kb/later", FakeActor::agent()).body, "1 January 2100"));
}

TEST_F(KbAudience, AnOldAddressTellsNobodyWhatItIsNow) {
  write("help/staff.md",
        "---\ntitle: SECRET parcels for staff\nslug: secret-new-name\naudience: employee\n---\nx\n");
  import();
  EXPECT_EQ(page("/kb/staff").status, 404);
  EXPECT_EQ(page("/kb/staff").header("location"), "");
  EXPECT_EQ(page("/kb/staff", FakeActor::employee()).status, 301);
}

TEST_F(KbAudience, WhatWasOpenAndIsNotLeavesEveryListAtOnce) {
  write("help/second.md", "---\ntitle: Second parcels\nrelated: [open.md]\n---\n[o](open.md)\n");
  import();
  EXPECT_TRUE(has(page("/kb/second").body, "Open parcels"));
  const json::object open =
      parse_object(page("/api/v1/kb/articles/en/help/open.md", FakeActor::agent()).body);
  EXPECT_EQ(send("PATCH", "/api/v1/kb/articles/en/help/open.md", {{"audience", "employee"}},
                 std::to_string(integer_of(open, "rev")))
                .status,
            200);
  const FakeAnswer second = page("/kb/second");
  EXPECT_FALSE(has(second.body, "Open parcels")) << second.body;
  while (host->run_jobs() > 0) {
  }
  EXPECT_FALSE(has(page("/kb/second").body, "/kb/open")) << "the link in its text goes as well";
  EXPECT_EQ(page("/kb/open").status, 404);
}

TEST_F(KbAudience, SearchFieldsHideWhatIsNotPublished) {
  for (const char* id : {"en/help/draft.md", "en/help/later.md", "en/help/gone.md"})
    EXPECT_EQ(text_of(doc("articles", id), "readers"), "agent") << id;
  EXPECT_EQ(text_of(doc("articles", "en/help/staff.md"), "readers"), "employee");
  const json::object schema = parse_object(host->collections().at("articles"));
  EXPECT_EQ(text_of(schema, "audience"), "/readers");
  EXPECT_EQ(text_of(*object_of(schema, "search"), "audience"), "/readers");
}

}  // namespace
}  // namespace patchbay::kb
