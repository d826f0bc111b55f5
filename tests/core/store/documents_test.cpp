#include "core/store/documents.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

constexpr std::string_view kSchema = R"({"version":1,"indexes":[{"field":"/slug","unique":true},{"field":"/locale"},
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

}  // namespace
}  // namespace patchbay::store
