#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;

class SearchDesk : public Desk {
 protected:
  SearchDesk() {
    config_.site.locales = {"en", "bg", "vi"};
    directory_->apply(config_);
  }
  void index() {
    while (conversations_->index_messages() > 0) {
    }
  }
  Texts found(const Principal& by, const std::string& query) {
    Texts snippets;
    for (const json::object& one : conversations_->search(by, query, "", 50).items)
      snippets.push_back(text(one, "snippet"));
    return snippets;
  }
};

TEST_F(SearchDesk, FindsWordsInTheirFormsNewestFirst) {
  const Principal ben = visitor();
  say(ben, "My parcels are late");
  say(ben, "One parcel came <b>broken</b>");
  index();
  EXPECT_EQ(found(ana_, "parcel"), (Texts{"One <mark>parcel</mark> came &lt;b&gt;broken&lt;/b&gt;",
                                          "My <mark>parcels</mark> are late"}));
  EXPECT_EQ(found(ana_, "parcel bro").size(), 1u);
  EXPECT_EQ(found(ana_, "parcel -broken").size(), 1u);
  EXPECT_TRUE(found(ana_, "lamp").empty());
  for (const char* rubbish : {"", "\"", "-", "NEAR(", "*", "a OR", "\xff"})
    EXPECT_NO_THROW(found(ana_, rubbish)) << rubbish;
}

TEST_F(SearchDesk, UnderstandsTheLanguagesOfTheSite) {
  Principal ben = inbox_->start_visit("default", "bg").principal;
  say(ben, "Къде са файловете?");
  index();
  EXPECT_EQ(found(ana_, "файл").size(), 1u);
  EXPECT_EQ(found(ana_, "ФАЙЛОВЕТЕ").size(), 1u);
}

TEST_F(SearchDesk, KeepsToTheRightsOfWhoAsks) {
  const Principal ben = visitor(), eve = visitor();
  const std::string conversation = say(ben, "my parcel").conversation;
  note(ana_, "his parcel is lost", conversation);
  say(eve, "her parcel");
  say(visitor("shop"), "a parcel for the team");
  index();
  EXPECT_EQ(found(ben, "parcel").size(), 1u);
  EXPECT_EQ(found(ana_, "parcel").size(), 4u);
  EXPECT_EQ(found(bo_, "parcel").size(), 3u);
  EXPECT_TRUE(found(Principal::anonymous(), "parcel").empty());
  EXPECT_TRUE(found(ben, "c_" + ben.contact).empty());
}

TEST_F(SearchDesk, FindsAChangedMessageAsItIsNow) {
  const std::string conversation = say(visitor(), "hello").conversation;
  say(ana_, "the lamp", conversation);
  index();
  conversations_->update_message(ana_, conversation, 2, {{"body", "the chair"}});
  index();
  EXPECT_TRUE(found(ana_, "lamp").empty());
  EXPECT_EQ(found(ana_, "chair").size(), 1u);
  conversations_->reindex_messages();
  EXPECT_EQ(found(ana_, "chair").size(), 1u);
}

TEST_F(SearchDesk, TurnsPages) {
  const Principal ben = visitor();
  for (int at = 0; at < 5; ++at) say(ben, "parcel " + std::to_string(at));
  index();
  Texts seen;
  std::string cursor;
  do {
    const Page page = conversations_->search(ana_, "parcel", cursor, 2);
    for (const json::object& one : page.items) seen.push_back(std::to_string(number(one, "seq")));
    cursor = page.next;
  } while (!cursor.empty());
  EXPECT_EQ(seen, (Texts{"5", "4", "3", "2", "1"}));
  EXPECT_EQ(refusal([&] { conversations_->search(ana_, "parcel", "rubbish", 2); }), Code::invalid);
}

}  // namespace
}  // namespace patchbay::inbox
