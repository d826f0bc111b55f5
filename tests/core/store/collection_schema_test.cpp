#include "core/store/collection_schema.hpp"

#include <gtest/gtest.h>

#include <future>

#include "core/base/error.hpp"
#include "core/store/documents.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

std::string problems_of(std::string_view schema) {
  try {
    CollectionSchema::parse(schema);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::invalid);
    return error.what();
  }
  return {};
}

TEST(CollectionSchema, ReadsWhatIsDeclared) {
  const CollectionSchema schema = CollectionSchema::parse(
      R"({"version":3,"indexes":[{"field":"/slug","unique":true},{"field":"/a/b","type":"integer"}],"audience":"/who",
          "search":{"kind":"article","title":"/title","url":"/kb/{slug}"},"teach":{"label":"/id","texts":["/q"]}})");
  EXPECT_EQ(schema.version, 3);
  ASSERT_EQ(schema.indexes.size(), 2u);
  EXPECT_TRUE(schema.indexes[0].unique);
  EXPECT_EQ(schema.indexes[1].type, FieldType::integer);
  EXPECT_EQ(schema.audience, "/who");
  EXPECT_EQ(schema.groups, "");
  EXPECT_EQ(schema.search.size(), 3u);
  EXPECT_FALSE(schema.teach.empty());
}

TEST(CollectionSchema, NamesEveryProblemAtOnce) {
  const std::string problems = problems_of(
      R"({"indexes":[{"field":"slug"},{"type":"date","field":"/d"},{"field":"/d"},5,{"field":"/e","uniqe":true}],"audience":7,
          "search":{"title":"/t","colour":"/c"},"teach":{"texts":[]},"indices":[]})");
  for (const char* part :
       {"\"indices\" is not known", "\"version\" is missing", "indexes[0]: \"field\" must be a JSON pointer",
        "indexes[1]: \"type\" must be", "/d is declared twice", "indexes[3]: must be an object",
        "indexes[4]: \"uniqe\" is not known", "\"audience\" must be", "search: \"colour\" is not known",
        "search: \"kind\" is missing", "teach: \"texts\" must be"})
    EXPECT_NE(problems.find(part), std::string::npos) << part << "\nin " << problems;
}

TEST(ColumnValue, FollowsPointersWithEscapes) {
  const json::object document = parse_object(R"({"a/b":{"c~d":"x"},"list":[{"n":4}],"flag":true})");
  EXPECT_EQ(column_value(document, "/a~1b/c~0d", FieldType::text), ColumnValue{"x"});
  EXPECT_EQ(column_value(document, "/list/0/n", FieldType::integer), ColumnValue{std::int64_t{4}});
  EXPECT_EQ(column_value(document, "/flag", FieldType::integer), ColumnValue{std::int64_t{1}});
  EXPECT_EQ(column_value(document, "/list/9/n", FieldType::integer), absent(FieldType::integer));
  EXPECT_EQ(column_value(document, "/nothing/here", FieldType::text), absent(FieldType::text));
}

TEST(ColumnValue, RefusesGroupNamesThatCouldForgeOthers) {
  EXPECT_THROW(groups_of(parse_object(R"({"g":["a\u001fb"]})"), "/g"), Error);
  EXPECT_THROW(groups_of(parse_object(R"({"g":[""]})"), "/g"), Error);
  EXPECT_THROW(groups_of(parse_object(R"({"g":[1]})"), "/g"), Error);
}

// --- declaring again ---

// Notes what search would be told.
class NotingIndex final : public DocumentIndex {
 public:
  struct Noted final : Prepared {
    explicit Noted(std::string text_) : text{std::move(text_)} {}
    std::string text;
  };
  std::unique_ptr<Prepared> prepare(std::string_view owner, std::string_view collection,
                                    const json::object& mapping, std::string_view id,
                                    const json::object* document) override {
    const std::string what = document == nullptr        ? "-"
                             : mapping.contains("kind") ? std::string{mapping.at("kind").as_string()}
                                                        : "?";
    return std::make_unique<Noted>(what + ":" + std::string{owner} + "/" + std::string{collection} + "/" +
                                   std::string{id});
  }
  void apply(Write&, const Prepared& prepared) override {
    noted += static_cast<const Noted&>(prepared).text + " ";
    if (fail) throw Error{Code::internal, "the index failed"};
  }
  std::string noted;
  bool fail = false;
};

class DeclareTest : public testing::Test {
 protected:
  void put(const std::string& id, const std::string& json) {
    const Operation operation{Operation::Kind::put, "c", id, -1, json, {}};
    documents_->batch("o", std::span{&operation, 1});
  }
  std::string ids(const std::string& query, const Visibility& reader = Visibility::all()) {
    std::string text;
    for (const Document& document : documents_->find("o", "c", query, reader).items)
      text += document.id + " ";
    return text;
  }
  void reopen() {
    documents_.reset();
    store_.reopen();
    documents_ = std::make_unique<Documents>(*store_.database, &index_);
  }
  Code declare_code(std::string_view schema) {
    try {
      documents_->declare("o", "c", schema);
    } catch (const Error& error) {
      return error.code();
    }
    return Code{};
  }

  TemporaryStore store_;
  NotingIndex index_;
  std::unique_ptr<Documents> documents_ = std::make_unique<Documents>(*store_.database, &index_);
};

constexpr std::string_view kPlain = R"({"version":1})";
constexpr std::string_view kIndexed = R"({"version":2,"indexes":[{"field":"/n","type":"integer"}]})";

TEST_F(DeclareTest, FillsANewIndexFromTheDocumentsThereAre) {
  documents_->declare("o", "c", kPlain);
  for (int i = 0; i < 150; ++i) put("d" + std::to_string(1000 + i), "{\"n\":" + std::to_string(i) + "}");
  EXPECT_EQ(declare_code(kIndexed), Code{});
  EXPECT_EQ(ids(R"({"where":[["/n","ge",148]]})"), "d1148 d1149 ");
  reopen();
  EXPECT_EQ(ids(R"({"where":[["/n","eq",0]]})"), "d1000 ");
}

TEST_F(DeclareTest, IsTheSameWhenDeclaredAgain) {
  documents_->declare("o", "c", kIndexed);
  const std::int64_t commits = store_.database->stats().commits;
  documents_->declare("o", "c", kIndexed);
  EXPECT_EQ(store_.database->stats().commits, commits);
  reopen();
  const std::int64_t after_opening = store_.database->stats().commits;
  documents_->declare("o", "c", kIndexed);
  EXPECT_EQ(store_.database->stats().commits, after_opening);
}

TEST_F(DeclareTest, RefusesAnOlderVersion) {
  documents_->declare("o", "c", kIndexed);
  EXPECT_EQ(declare_code(kPlain), Code::conflict);
}

TEST_F(DeclareTest, ForgetsAnIndexThatIsNoLongerDeclaredAndTakesItBack) {
  documents_->declare("o", "c", kIndexed);
  put("a", R"({"n":1})");
  documents_->declare("o", "c", R"({"version":3})");
  EXPECT_THROW(ids(R"({"where":[["/n","eq",1]]})"), Error);
  put("b", R"({"n":2})");
  documents_->declare("o", "c", R"({"version":4,"indexes":[{"field":"/n","type":"integer"}]})");
  EXPECT_EQ(ids(R"({"where":[["/n","ge",1]]})"), "a b ");
}

TEST_F(DeclareTest, ChangesTheTypeOfAnIndex) {
  documents_->declare("o", "c", kIndexed);
  put("a", R"({"n":1})");
  EXPECT_EQ(declare_code(R"({"version":3,"indexes":[{"field":"/n"}]})"), Code::invalid)
      << "a document holds a number there";
  put("a", R"({"n":"1"})");
  EXPECT_EQ(declare_code(R"({"version":3,"indexes":[{"field":"/n"}]})"), Code{});
  EXPECT_EQ(ids(R"({"where":[["/n","eq","1"]]})"), "a ");
}

TEST_F(DeclareTest, RefusesAUniqueIndexOverEqualDocumentsAndWorksOnceTheyDiffer) {
  documents_->declare("o", "c", kPlain);
  put("a", R"({"s":"x"})");
  put("b", R"({"s":"x"})");
  constexpr std::string_view unique = R"({"version":2,"indexes":[{"field":"/s","unique":true}]})";
  EXPECT_EQ(declare_code(unique), Code::conflict);
  put("b", R"({"s":"y"})");
  EXPECT_EQ(declare_code(unique), Code{});
  EXPECT_EQ(ids(R"({"where":[["/s","eq","y"]]})"), "b ");
}

TEST_F(DeclareTest, HidesOldDocumentsWhenAnAudienceIsDeclaredLater) {
  documents_->declare("o", "c", kPlain);
  put("a", R"({"for":"employee"})");
  put("b", "{}");
  documents_->declare("o", "c", R"({"version":2,"audience":"/for"})");
  EXPECT_EQ(ids("{}", Visibility{}), "b ");
}

TEST_F(DeclareTest, TellsTheSearchIndexOfEveryDocumentWhenItsMappingChanges) {
  documents_->declare("o", "c", kPlain);
  put("a", "{}");
  EXPECT_EQ(index_.noted, "");
  documents_->declare("o", "c", R"({"version":2,"search":{"kind":"k","title":"/t"}})");
  EXPECT_EQ(index_.noted, "k:o/c/a ");
  put("b", "{}");
  EXPECT_EQ(index_.noted, "k:o/c/a k:o/c/b ");
  index_.noted.clear();
  documents_->declare("o", "c", R"({"version":3})");
  EXPECT_EQ(index_.noted, "-:o/c/a -:o/c/b ");
}

TEST_F(DeclareTest, UndoesTheDocumentWhoseIndexRowsFail) {
  documents_->declare("o", "c", R"({"version":1,"search":{"kind":"k","title":"/t"}})");
  index_.fail = true;
  EXPECT_THROW(put("a", "{}"), Error);
  EXPECT_EQ(ids("{}"), "");
}

TEST_F(DeclareTest, FinishesAFillingThatACrashInterrupted) {
  documents_->declare("o", "c", kPlain);
  put("a", R"({"n":1})");
  put("b", R"({"n":"not a number"})");
  EXPECT_EQ(declare_code(kIndexed), Code::invalid);  // stops half-way, as a crash would
  reopen();
  put("b", R"({"n":2})");
  EXPECT_EQ(declare_code(kIndexed), Code{});
  EXPECT_EQ(ids(R"({"where":[["/n","ge",1]]})"), "a b ");
}

TEST_F(DeclareTest, KeepsDocumentsRightThatAreWrittenWhileAnIndexIsDeclared) {
  documents_->declare("o", "c", kPlain);
  std::atomic<bool> stop{false};
  std::atomic<int> count{0};
  std::promise<void> began;
  std::thread writer{[&] {
    while (!stop || count < 40) {
      put("d" + std::to_string(1000 + count % 40), "{\"n\":" + std::to_string(count) + "}");
      if (++count == 40) began.set_value();
    }
  }};
  began.get_future().wait();
  documents_->declare("o", "c", kIndexed);
  stop = true;
  writer.join();
  EXPECT_EQ(documents_->find("o", "c", R"({"where":[["/n","ge",0]]})", Visibility::all()).items.size(), 40u);
  for (const Document& document : documents_->find("o", "c", "{}", Visibility::all()).items) {
    const std::string n = document.json.substr(5, document.json.size() - 6);
    const std::string found = ids("{\"where\":[[\"/n\",\"eq\"," + n + "]]}");
    EXPECT_EQ(found, document.id + " ");
  }
}

TEST_F(DeclareTest, ListsWhatIsSearchableAndWhatTeaches) {
  documents_->declare("o", "c",
                      R"({"version":1,"search":{"kind":"k","title":"/t"},"teach":{"texts":["/q"]}})");
  documents_->declare("o", "plain", kPlain);
  put("a", "{}");
  std::string seen;
  documents_->each_searchable([&](std::string_view owner, std::string_view collection, const json::object&,
                                  const Document& document) {
    seen += std::string{owner} + "/" + std::string{collection} + "/" + document.id + " ";
  });
  EXPECT_EQ(seen, "o/c/a ");
  ASSERT_EQ(documents_->teachings().size(), 1u);
  EXPECT_EQ(documents_->teachings()[0].at("collection"), "c");
}

}  // namespace
}  // namespace patchbay::store
