#include "core/search/index.hpp"

#include <random>
#include <thread>

#include "tests/core/search/search_fixture.hpp"

namespace patchbay::search {
namespace {

class IndexTest : public SearchTest {};

TEST_F(IndexTest, FindsWhatWasJustWritten) {
  put("reset", "Reset your password", "Open the settings and choose a new one.");
  put("invoice", "Read an invoice", "The number stands at the top.");
  EXPECT_EQ(found("password"), "reset");
  EXPECT_EQ(found("number"), "invoice");
  EXPECT_EQ(found("nothing like it"), "");
}

TEST_F(IndexTest, FindsTheSameAfterFolding) {
  put("reset", "Reset your password", "Open the settings and choose a new one.");
  put("invoice", "Read an invoice", "The number stands at the top.");
  index_->settle();
  EXPECT_EQ(found("password"), "reset");
  EXPECT_EQ(found("invoic"), "invoice");
  EXPECT_EQ(found("pasword"), "reset");
  reopen();
  EXPECT_EQ(found("settings"), "reset");
}

TEST_F(IndexTest, ForgetsWhatWasRemovedOrChanged) {
  put("a", "Refunds", "Money comes back.");
  index_->settle();
  put("a", "Deliveries", "Parcels come along.");
  EXPECT_EQ(found("refunds"), "");
  EXPECT_EQ(found("deliveries"), "a");
  remove("a");
  EXPECT_EQ(found("deliveries"), "");
  index_->settle();
  EXPECT_EQ(found("deliveries"), "");
}

TEST_F(IndexTest, ForgetsWhatIsNoLongerPublished) {
  put("a", "Refunds", "Money comes back.");
  EXPECT_EQ(found("refunds"), "a");
  put("a", "Refunds", "Money comes back.", "en", {{"status", "draft"}});
  EXPECT_EQ(found("refunds"), "");
}

TEST_F(IndexTest, FollowsRightsThatChangeWhileWordsStay) {
  put("a", "Refunds", "Money comes back.");
  index_->settle();
  EXPECT_EQ(found("refunds"), "a");
  put("a", "Refunds", "Money comes back.", "en", {{"audience", "employee"}});
  EXPECT_EQ(found("refunds"), "");
  EXPECT_EQ(found("refunds", "en", {false, {"public", "employee"}, {}}), "a");
}

TEST_F(IndexTest, RanksTitleMatchesAboveBodyMatches) {
  put("body", "Accounts", "To change the password open the settings. The password is long.");
  put("title", "Password", "How to choose one that is hard to guess and easy to keep.");
  EXPECT_EQ(found("password"), "title body");
}

TEST_F(IndexTest, ShowsDocumentsWithEveryWordBeforeTheOthers) {
  put("one", "Printer", "It has paper and much else to say about printers, printers and printers.");
  put("both", "Office", "A printer that lost its network.");
  EXPECT_EQ(found("printer network"), "both one");
}

TEST_F(IndexTest, NumbersOfRemovedDocumentsAreGivenAgain) {
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 20; ++i)
      put("d" + std::to_string(i), "Document " + std::to_string(i) + " of round " + std::to_string(round),
          "text");
    index_->settle();
    for (int i = 0; i < 20; ++i) remove("d" + std::to_string(i));
    index_->settle();
  }
  std::int64_t next = 0;
  store_.database->read([&](store::Session& session) {
    session.query("select next_doc from search_index", {}, [&](const store::Row& row) {
      next = row.integer(0);
      return false;
    });
  });
  EXPECT_LE(next, 61);
}

TEST_F(IndexTest, ManySmallWritesAndRemovalsStayInStep) {
  std::mt19937 random{11};
  for (int i = 0; i < 400; ++i) {
    const std::string id = "d" + std::to_string(random() % 60);
    if (random() % 4 == 0)
      remove(id);
    else
      put(id, "Title " + std::to_string(random() % 50),
          "word" + std::to_string(random() % 500) + " and more");
    if (i % 97 == 0) index_->settle();
  }
  EXPECT_EQ(index_->check(*documents_), std::vector<std::string>{});
  index_->settle();
  EXPECT_EQ(index_->check(*documents_), std::vector<std::string>{});
}

TEST_F(IndexTest, CheckNamesWhatIsMissing) {
  put("a", "Refunds", "Money comes back.");
  put("b", "Deliveries", "Parcels come along.");
  index_->settle();
  store_.database->write("test", [](store::Write& write) {
    write.run("delete from search_doc where doc = $1", {std::string_view{"a"}});
  });
  const std::vector<std::string> problems = index_->check(*documents_);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems[0].find("kb/articles/a"), std::string::npos) << problems[0];
}

TEST_F(IndexTest, RebuildMendsWhatIsMissing) {
  put("a", "Refunds", "Money comes back.");
  put("b", "Deliveries", "Parcels come along.");
  index_->settle();
  store_.database->write("test", [](store::Write& write) {
    write.run("delete from search_row where id > $1", {std::int64_t{0}});
  });
  EXPECT_FALSE(index_->check(*documents_).empty());
  std::int64_t last = 0;
  index_->rebuild(*documents_, [&](std::int64_t done) { last = done; });
  EXPECT_EQ(last, 2);
  EXPECT_EQ(index_->check(*documents_), std::vector<std::string>{});
  EXPECT_EQ(found("parcels"), "b");
}

TEST_F(IndexTest, RebuildKeepsUpWithWritesMeanwhile) {
  for (int i = 0; i < 300; ++i)
    put("d" + std::to_string(i), "Document number " + std::to_string(i), "old text");
  std::thread writer;
  index_->rebuild(*documents_, [&](std::int64_t) {
    if (writer.joinable()) return;
    writer = std::thread{[&] {
      for (int i = 0; i < 300; i += 3)
        put("d" + std::to_string(i), "Document number " + std::to_string(i), "fresh text");
      for (int i = 1; i < 300; i += 30) remove("d" + std::to_string(i));
    }};
    EXPECT_FALSE(found("old").empty());
  });
  writer.join();
  EXPECT_EQ(index_->check(*documents_), std::vector<std::string>{});
  EXPECT_EQ(found("\"document number 31\""), "");
  EXPECT_EQ(found("document number 33 fresh").substr(0, 3), "d33");
}

TEST_F(IndexTest, AnUnfinishedRebuildIsForgotten) {
  put("a", "Refunds", "Money comes back.");
  EXPECT_THROW(index_->rebuild(*documents_,
                               [](std::int64_t) {
                                 throw Error{Code::cancelled, "enough"};
                               }),
               Error);
  reopen();
  EXPECT_EQ(found("refunds"), "a");
  index_->settle();
  EXPECT_EQ(index_->check(*documents_), std::vector<std::string>{});
}

TEST_F(IndexTest, NeverThrowsWhateverIsTyped) {
  put("a", "Refunds and returns", "Money comes back within \"14\" days - always.");
  put("b", "Връщане на пари", "Парите се връщат.", "bg");
  std::mt19937 random{3};
  const std::string odd = "\"-*()^:' \xFF\xC0\x80\xE2\x80\x9C\t\nabя重置ầ%_\\";
  for (int round = 0; round < 3000; ++round) {
    std::string text(random() % 40, ' ');
    for (char& c : text) c = random() % 3 == 0 ? static_cast<char>(random()) : odd[random() % odd.size()];
    ASSERT_NO_THROW(ask(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace patchbay::search
