#include "core/store/documents.hpp"

#include <gtest/gtest.h>

#include <future>

#include "core/base/error.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

constexpr std::string_view kSchema =
    R"({"version":1,"indexes":[{"field":"/slug","unique":true},{"field":"/locale"},
  {"field":"/updated","type":"integer"}],"audience":"/audience","groups":"/groups"})";

class DocumentsTest : public testing::Test {
 protected:
  DocumentsTest() { documents_->declare("kb", "articles", kSchema); }

  Written put(const std::string& id, const std::string& json, std::int64_t if_rev = -1) {
    const Operation operation{Operation::Kind::put, "articles", id, if_rev, json, {}};
    return documents_->batch("kb", std::span{&operation, 1}).front();
  }
  void remove(const std::string& id, std::int64_t if_rev = -1) {
    const Operation operation{Operation::Kind::remove, "articles", id, if_rev, "", {}};
    documents_->batch("kb", std::span{&operation, 1});
  }
  Document get(const std::string& id, const Visibility& reader = Visibility::all()) {
    return documents_->get("kb", "articles", id, reader);
  }
  Found find(const std::string& query, const Visibility& reader = Visibility::all()) {
    return documents_->find("kb", "articles", query, reader);
  }
  std::string ids(const Found& found) {
    std::string text;
    for (const Document& document : found.items) text += document.id + " ";
    return text;
  }
  void reopen() {
    documents_.reset();
    store_.reopen();
    documents_ = std::make_unique<Documents>(*store_.database, nullptr);
  }

  TemporaryStore store_;
  std::unique_ptr<Documents> documents_ = std::make_unique<Documents>(*store_.database, nullptr);
};

Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return {Code::internal, "nothing was thrown"};
}

TEST_F(DocumentsTest, GivesBackWhatWasPutWithARisingRev) {
  EXPECT_EQ(put("a", R"({"slug":"one"})").rev, 1);
  EXPECT_EQ(put("a", R"({"slug":"two"})").rev, 2);
  EXPECT_EQ(get("a").json, R"({"slug":"two"})");
  EXPECT_EQ(get("a").rev, 2);
}

TEST_F(DocumentsTest, MakesAnIdWhereNoneIsGiven) {
  const Written written = put("", "{}");
  EXPECT_EQ(written.id.size(), 26u);
  EXPECT_EQ(get(written.id).json, "{}");
}

TEST_F(DocumentsTest, RefusesAPutOnAnotherRev) {
  put("a", "{}");
  EXPECT_EQ(error_of([&] { put("a", "{}", 0); }).code(), Code::conflict);
  EXPECT_EQ(error_of([&] { put("a", "{}", 7); }).code(), Code::conflict);
  EXPECT_EQ(error_of([&] { put("b", "{}", 1); }).code(), Code::conflict);
  EXPECT_EQ(put("a", "{}", 1).rev, 2);
  EXPECT_EQ(put("b", "{}", 0).rev, 1);
}

TEST_F(DocumentsTest, NeverGivesARevTwiceToADocumentMadeAgain) {
  put("a", "{}");
  put("a", "{}");
  remove("a");
  EXPECT_EQ(put("a", "{}").rev, 3);
}

TEST_F(DocumentsTest, SurvivesBeingOpenedAgainWithItsCollections) {
  put("a", R"({"slug":"one"})");
  reopen();
  EXPECT_EQ(get("a").json, R"({"slug":"one"})");
  EXPECT_EQ(ids(find(R"({"where":[["/slug","eq","one"]]})")), "a ");
}

TEST_F(DocumentsTest, RefusesTextThatIsNoStrictJsonObject) {
  for (const char* json : {"", "[]", "{", "{\"a\":1,\"a\":2}", "{\"a\":1e400}", "{} {}"})
    EXPECT_EQ(error_of([&] { put("a", json); }).code(), Code::invalid) << json;
  EXPECT_EQ(error_of([&] { get("a"); }).code(), Code::not_found);
}

TEST_F(DocumentsTest, RefusesIdsThatCouldNotBeShown) {
  for (const std::string& id :
       {std::string("a\nb"), std::string("a\0b", 3), std::string("\xff"), std::string(513, 'x')})
    EXPECT_EQ(error_of([&] { put(id, "{}"); }).code(), Code::invalid);
  EXPECT_EQ(put("en/folder/how to.md", "{}").rev, 1);
}

TEST_F(DocumentsTest, RefusesAnIndexedFieldOfAnotherTypeOrLength) {
  EXPECT_NE(std::string{error_of([&] { put("a", R"({"slug":5})"); }).what()}.find("/slug"),
            std::string::npos);
  EXPECT_EQ(error_of([&] { put("a", R"({"updated":"now"})"); }).code(), Code::invalid);
  EXPECT_EQ(error_of([&] { put("a", R"({"updated":1.5})"); }).code(), Code::invalid);
  EXPECT_EQ(error_of([&] { put("a", "{\"slug\":\"" + std::string(1025, 'x') + "\"}"); }).code(),
            Code::invalid);
  EXPECT_EQ(error_of([&] { put("a", R"({"audience":["public"]})"); }).code(), Code::invalid);
  EXPECT_EQ(error_of([&] { put("a", R"({"groups":"hr"})"); }).code(), Code::invalid);
}

TEST_F(DocumentsTest, KeepsAUniqueFieldUniqueAndNamesTheOther) {
  put("a", R"({"slug":"one"})");
  const Error error = error_of([&] { put("b", R"({"slug":"one"})"); });
  EXPECT_EQ(error.code(), Code::conflict);
  EXPECT_NE(std::string{error.what()}.find("'a'"), std::string::npos);
  EXPECT_EQ(put("a", R"({"slug":"one","title":"again"})").rev, 2);
  put("c", "{}");
  EXPECT_EQ(put("d", "{}").rev, 1);
}

TEST_F(DocumentsTest, WritesABatchWholeOrNotAtAll) {
  put("a", R"({"slug":"one"})");
  const std::vector<Operation> batch = {{Operation::Kind::put, "articles", "b", -1, R"({"slug":"two"})", {}},
                                        {Operation::Kind::put, "articles", "c", -1, R"({"slug":"one"})", {}}};
  const Error error = error_of([&] { documents_->batch("kb", batch); });
  EXPECT_EQ(error.code(), Code::conflict);
  EXPECT_TRUE(std::string{error.what()}.starts_with("operation 1: ")) << error.what();
  EXPECT_EQ(ids(find("{}")), "a ");
}

TEST_F(DocumentsTest, TakesBatchesUpToTheirLimits) {
  std::vector<Operation> batch(256, Operation{Operation::Kind::put, "articles", "", -1, "{}", {}});
  EXPECT_EQ(documents_->batch("kb", batch).size(), 256u);
  batch.push_back(batch.front());
  EXPECT_EQ(error_of([&] { documents_->batch("kb", batch); }).code(), Code::limit);
  const std::string large = "{\"t\":\"" + std::string(3u << 20, 'x') + "\"}";
  batch.assign(2, Operation{Operation::Kind::put, "articles", "", -1, large, {}});
  EXPECT_EQ(error_of([&] { documents_->batch("kb", batch); }).code(), Code::limit);
}

TEST_F(DocumentsTest, AnswersABatchLaterAfterItsCommit) {
  std::promise<std::vector<Written>> answer;
  documents_->batch_later("kb", {{Operation::Kind::put, "articles", "a", 0, "{}", {}}},
                          [&](std::vector<Written> written, const std::exception_ptr& error) {
                            EXPECT_FALSE(error);
                            answer.set_value(std::move(written));
                          });
  EXPECT_EQ(answer.get_future().get()[0].rev, 1);
  EXPECT_EQ(get("a").rev, 1);
}

TEST_F(DocumentsTest, KeepsOwnersApart) {
  documents_->declare("faq", "articles", kSchema);
  put("a", "{}");
  EXPECT_EQ(error_of([&] { documents_->get("faq", "articles", "a", Visibility::all()); }).code(),
            Code::not_found);
  EXPECT_EQ(error_of([&] { documents_->get("guides", "articles", "a", Visibility::all()); }).code(),
            Code::not_found);
}

TEST_F(DocumentsTest, RemovesADocumentAndFindsItNoMore) {
  put("a", R"({"slug":"one"})");
  EXPECT_EQ(error_of([&] { remove("a", 5); }).code(), Code::conflict);
  remove("a", 1);
  EXPECT_EQ(error_of([&] { get("a"); }).code(), Code::not_found);
  EXPECT_EQ(put("b", R"({"slug":"one"})").rev, 2);
  remove("never there");
}

TEST_F(DocumentsTest, FindsByEveryOperator) {
  put("a", R"({"slug":"apple","locale":"en","updated":10})");
  put("b", R"({"slug":"apricot","locale":"bg","updated":20})");
  put("c", R"({"slug":"banana","locale":"en","updated":30})");
  put("d", "{}");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"(["/locale","eq","en"])", "a c "},   {R"(["/locale","ne","en"])", "b d "},
      {R"(["/locale","eq",null])", "d "},     {R"(["/locale","in",["en","bg"]])", "a b c "},
      {R"(["/locale","in",[]])", ""},         {R"(["/updated","lt",20])", "a "},
      {R"(["/updated","le",20])", "a b "},    {R"(["/updated","gt",20])", "c "},
      {R"(["/updated","ge",20])", "b c "},    {R"(["/updated","in",[10,30]])", "a c "},
      {R"(["/slug","prefix","ap"])", "a b "}, {R"(["/slug","prefix","ap%"])", ""},
      {R"(["/slug","lt","apricot"])", "a "},  {R"(["id","ge","c"])", "c d "},
      {R"(["rev","eq",1])", "a b c d "},      {R"(["/slug","eq","' or 1=1 --"])", ""},
  };
  for (const auto& [where, expected] : cases)
    EXPECT_EQ(ids(find("{\"where\":[" + where + "]}")), expected) << where;
  EXPECT_EQ(ids(find(R"({"where":[["/locale","eq","en"],["/updated","gt",10]]})")), "c ");
}

TEST_F(DocumentsTest, RefusesQueriesThatMeanNothing) {
  for (const char* query :
       {R"({"where":[["/title","eq","x"]]})", R"({"where":[["/slug","like","x"]]})",
        R"({"where":[["/slug","eq",1]]})", R"({"where":[["/updated","eq","1"]]})",
        R"({"where":[["/updated","prefix",1]]})", R"({"where":["/slug"]})", R"({"where":{}})",
        R"({"limit":0})", R"({"limit":1001})", R"({"order":[["/slug","up"]]})", R"({"order":[["/x","asc"]]})",
        R"({"cursor":"nonsense"})", R"({"select":1})", R"({"where":[["/slug","in","x"]]})", "[]"})
    EXPECT_EQ(error_of([&] { find(query); }).code(), Code::invalid) << query;
}

TEST_F(DocumentsTest, OrdersByFieldsBothWaysWithTheAbsentFirst) {
  put("a", R"({"locale":"en","updated":1})");
  put("b", R"({"locale":"bg","updated":2})");
  put("c", R"({"locale":"en","updated":3})");
  put("d", R"({"locale":"en"})");
  EXPECT_EQ(ids(find(R"({"order":[["/updated","asc"]]})")), "d a b c ");
  EXPECT_EQ(ids(find(R"({"order":[["/updated","desc"]]})")), "c b a d ");
  EXPECT_EQ(ids(find(R"({"order":[["/locale","asc"],["/updated","desc"]]})")), "b c a d ");
}

TEST_F(DocumentsTest, WalksEveryPageOnceWhileOthersInsert) {
  for (int i = 0; i < 20; ++i)
    put("d" + std::to_string(100 + i), "{\"locale\":\"" + std::string{i % 2 == 0 ? "en" : "bg"} +
                                           "\",\"updated\":" + std::to_string(i / 4) + "}");
  for (const std::string& order : {std::string{R"([["/locale","asc"],["/updated","desc"]])"},
                                   std::string{R"([["/updated","desc"]])"}, std::string{"[]"}}) {
    const std::string whole = ids(find("{\"order\":" + order + ",\"limit\":1000}"));
    std::string walked, cursor = "null";
    for (int page = 0; page < 50; ++page) {
      const Found found = find("{\"order\":" + order + ",\"limit\":3,\"cursor\":" + cursor + "}");
      EXPECT_LE(found.items.size(), 3u);
      for (const Document& document : found.items)
        if (document.id[0] == 'd') walked += document.id + " ";
      if (found.next.empty()) break;
      cursor = "\"" + found.next + "\"";
      put("a" + order + std::to_string(page),
          R"({"locale":"aa","updated":-1})");  // before and after the cursor's place
    }
    std::string expected;
    for (std::size_t at = 0; at < whole.size(); at += 5)
      if (whole[at] == 'd') expected += whole.substr(at, 5);
    EXPECT_EQ(walked, expected) << order;
    const Found extra = find(R"({"where":[["/locale","eq","aa"]],"limit":1000})");
    for (const Document& document : extra.items) remove(document.id);
  }
}

TEST_F(DocumentsTest, RefusesACursorOfAnotherQuery) {
  put("a", "{}");
  put("b", "{}");
  const Found found = find(R"({"limit":1})");
  EXPECT_EQ(error_of([&] {
              find(R"({"limit":1,"order":[["/slug","asc"]],"cursor":")" + found.next + "\"}");
            }).code(),
            Code::invalid);
  EXPECT_EQ(ids(find(R"({"limit":1,"cursor":")" + found.next + "\"}")), "b ");
}

TEST_F(DocumentsTest, ShowsAReaderOnlyWhatItsAudienceAndGroupsAllow) {
  put("all", "{}");
  put("customers", R"({"audience":"customer"})");
  put("staff", R"({"audience":"employee"})");
  put("hr", R"({"audience":"employee","groups":["hr","board"]})");
  put("hr2", R"({"audience":"employee","groups":["hr2"]})");
  const Visibility anyone;
  const Visibility customer{false, {"public", "customer"}, {}};
  const Visibility employee{false, {"public", "employee"}, {}};
  const Visibility in_hr{false, {"public", "employee"}, {"sales", "hr"}};
  const Visibility hr_customer{false, {"public"}, {"hr"}};
  EXPECT_EQ(ids(find("{}", anyone)), "all ");
  EXPECT_EQ(ids(find("{}", customer)), "all customers ");
  EXPECT_EQ(ids(find("{}", employee)), "all staff ");
  EXPECT_EQ(ids(find("{}", in_hr)), "all hr staff ");
  EXPECT_EQ(ids(find("{}", hr_customer)), "all ");
  EXPECT_EQ(ids(find("{}", Visibility::all())), "all customers hr hr2 staff ");
  EXPECT_EQ(ids(find("{}", Visibility{false, {}, {}})), "");
  EXPECT_EQ(get("hr", in_hr).id, "hr");
  EXPECT_EQ(error_of([&] { get("hr", employee); }).code(), Code::not_found);
  EXPECT_EQ(error_of([&] { get("customers", anyone); }).code(), Code::not_found);
}

TEST_F(DocumentsTest, CountsPagesOnlyOfWhatIsVisible) {
  for (int i = 0; i < 10; ++i) put(std::to_string(i), i % 2 == 0 ? "{}" : R"({"audience":"employee"})");
  const Found found = find(R"({"limit":5})", Visibility{});
  EXPECT_EQ(ids(found), "0 2 4 6 8 ");
  EXPECT_EQ(found.next, "");
}

TEST_F(DocumentsTest, AppendsAChangeForEachDocument) {
  put("a", "{}");
  remove("a");
  std::vector<LoggedChange> changes;
  store_.database->read([&](Session& session) { changes = changes_after(session, 0, 10); });
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].change.topic, "document.changed");
  EXPECT_EQ(changes[0].change.key, "kb/articles/a");
  EXPECT_EQ(changes[0].change.json,
            R"({"owner":"kb","collection":"articles","id":"a","rev":1,"removed":false})");
  EXPECT_EQ(changes[1].change.json,
            R"({"owner":"kb","collection":"articles","id":"a","rev":0,"removed":true})");
}

TEST_F(DocumentsTest, FollowsAnIndexForEveryDeclaredField) {
  for (const char* sql :
       {"select id from doc_1 where i1 = $1", "select id from doc_1 where i2 = $1 order by id",
        "select id from doc_1 where i1 >= $1 order by i1, id limit 5",
        "select rev from doc_1 where id = $1"}) {
    std::string plan;
    store_.database->read([&](Session& session) {
      session.query("explain query plan " + std::string{sql}, {std::string_view{"x"}}, [&](const Row& row) {
        plan += std::string{row.text(3)} + "; ";
        return true;
      });
    });
    EXPECT_NE(plan.find("SEARCH doc_1 USING"), std::string::npos) << sql << ": " << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE FOR ORDER BY"), std::string::npos) << sql << ": " << plan;
  }
}

TEST_F(DocumentsTest, FindsDocumentsThatDisagreeWithTheirColumns) {
  put("a", R"({"slug":"one","locale":"en","updated":1,"audience":"employee","groups":["hr"]})");
  put("b", "{}");
  EXPECT_TRUE(documents_->check().empty());
  store_.database->write("damage", [](Write& write) {
    write.run("update doc_1 set i3 = 2 where id = 'a'");
    write.run("update doc_1 set json = '{' where id = 'b'");
  });
  const std::vector<std::string> problems = documents_->check();
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_TRUE(problems[0].starts_with("kb/articles/a: ")) << problems[0];
  EXPECT_TRUE(problems[1].starts_with("kb/articles/b: ")) << problems[1];
}

}  // namespace
}  // namespace patchbay::store
