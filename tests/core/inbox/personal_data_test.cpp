#include <fstream>
#include <iterator>

#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

class Erasure : public Desk {
 protected:
  // Everything about one person says CANARY.
  Principal write_much() {
    const Principal ben = visitor();
    Draft draft;
    draft.cmid = make_ulid();
    draft.body = "CANARY one";
    draft.journey = {json::object{{"kind", "search"}, {"data", {{"q", "CANARY"}}}}};
    draft.attachments = {file("CANARY.pdf", ben)};
    const std::string conversation = conversations_->append(ben, draft).conversation;
    say(ana_, "Dear CANARY", conversation);
    note(ana_, "CANARY called", conversation);
    contacts_->upsert(system_, ben.contact, {{"email", "canary@example.com", true}},
                      {{"name", "CANARY"}, {"attributes", {{"plan", "CANARY"}}}});
    contacts_->put_orders(ana_, ben.contact,
                          {json::object{{"number", "CANARY-1"}, {"placed_at", "2026-09-01T10:00:00Z"}}});
    HandoffRequest request;
    request.conversation = conversation;
    request.summary = "CANARY wants a person";
    handoffs_->request(ben, request);
    Edit edit;
    edit.subject = "CANARY";
    edit.labels = std::vector<std::string>{"vip"};
    conversations_->edit(ana_, conversation, edit);
    while (conversations_->index_messages() > 0) {
    }
    return ben;
  }
  std::string file(const std::string& name, const Principal& by) {
    const std::string id = files_.keep(name, "application/pdf", "CANARY bytes");
    files_.all[id].owner = by.id;
    return id;
  }
  // In any row of any table, as text.
  bool is_kept(const std::string& needle) {
    bool found = false;
    for (const char* query :
         {"select name || name_key || attributes from contacts", "select value from identities",
          "select data from orders", "select subject from conversations",
          "select body || parts || author_name || meta from messages",
          "select reason || summary || tried from handoffs", "select data from journey",
          "select topic || json from changes", "select words from message_words"})
      database_->read([&](store::Session& db) {
        db.query(query, {}, [&](const store::Row& row) {
          std::string text{row.text(0)};
          for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
          if (text.find(needle) != std::string::npos)
            found = true, ADD_FAILURE() << query << ": " << row.text(0);
          return !found;
        });
      });
    return found;
  }
};

TEST_F(Erasure, AnExportHoldsEverything) {
  const Principal ben = write_much();
  const json::object all = inbox_->export_person(system_, "Canary@example.com");
  EXPECT_EQ(text(all.at("contact").as_object(), "id"), ben.contact);
  EXPECT_EQ(all.at("orders").as_array().size(), 1u);
  EXPECT_GE(all.at("journey").as_array().size(), 1u);
  ASSERT_EQ(all.at("conversations").as_array().size(), 1u);
  // Notes are the business's own.
  EXPECT_EQ(all.at("conversations").as_array()[0].as_object().at("messages").as_array().size(), 2u);
  EXPECT_EQ(refusal([&] { inbox_->export_person(ana_, ben.contact); }), Code::denied);
  EXPECT_EQ(refusal([&] { inbox_->export_person(system_, "nobody@example.com"); }), Code::not_found);
}

TEST_F(Erasure, LeavesNoWordAndNoGap) {
  const Principal ben = write_much();
  const Principal other = visitor();
  const std::string bens = text(conversations_->list(ben, {}).items.at(0), "id"),
                    others = say(other, "hello").conversation;
  inbox_->erase_person(system_, ben.contact);
  EXPECT_FALSE(is_kept("canary"));
  EXPECT_TRUE(files_.all.empty());
  EXPECT_EQ(bodies(ana_, bens), (std::vector<std::string>{"", "", ""}));
  EXPECT_EQ(status(bens), "resolved");
  EXPECT_TRUE(conversations_->search(ana_, "canary", "", 10).items.empty());
  EXPECT_EQ(refusal([&] { contacts_->get(ana_, ben.contact); }), Code::not_found);
  EXPECT_EQ(refusal([&] { say(ben, "hello?"); }), Code::not_found);
  EXPECT_EQ(refusal([&] { say(ana_, "hello?", bens); }), Code::gone);
  EXPECT_EQ(bodies(ana_, others), std::vector<std::string>{"hello"});
  EXPECT_EQ(number(conversations_->get(ana_, say(visitor(), "next").conversation), "number"), 3);
  EXPECT_TRUE(conversations_->changes(ana_, 0, 5000)) << "places stay";
}

TEST_F(Erasure, TellsPluginsOfEveryContactOfTheirs) {
  const Principal one = write_much(), two = visitor();
  say(two, "CANARY two");
  contacts_->merge(ana_, two.contact, one.contact);
  const std::int64_t event = last_event();
  inbox_->erase_person(system_, two.contact);
  int told = 0;
  for (const std::string& topic : topics(event)) told += topic == "contact.erased";
  EXPECT_EQ(told, 2);
  EXPECT_FALSE(is_kept("canary"));
}

TEST_F(Erasure, AnAddressThatSeveralClaimNamesNobody) {
  for (int at = 0; at < 2; ++at) contacts_->upsert(visitor(), "", {{"email", "ben@example.com", false}}, {});
  EXPECT_EQ(refusal([&] { inbox_->erase_person(system_, "ben@example.com"); }), Code::not_found);
}

TEST_F(Desk, WhoDidWhatIsChained) {
  contacts_->set_blocked(ana_, visitor().contact, true, "spam");
  const Page page = inbox_->audit_log(chief_, "", 2);
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(text(page.items[0], "action"), "contact.blocked");
  EXPECT_EQ(text(page.items[0], "actor"), "ana@example.com");
  EXPECT_FALSE(inbox_->audit_log(chief_, page.next, 2).items.empty());
  EXPECT_EQ(refusal([&] { inbox_->audit_log(ana_, "", 2); }), Code::denied);
  EXPECT_TRUE(inbox_->check_audit().empty());
  database_->write(
      "forge", [](store::Write& db) { db.run("update audit set actor = 'bo@example.com' where no = 2"); });
  EXPECT_EQ(inbox_->check_audit().size(), 1u);
  database_->write("forge", [](store::Write& db) { db.run("delete from audit where no = 2"); });
  EXPECT_EQ(inbox_->check_audit().size(), 1u);
}

}  // namespace
}  // namespace patchbay::inbox
