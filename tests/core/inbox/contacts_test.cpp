#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

using Texts = std::vector<std::string>;
const Identity kBensMail{"email", "Ben@Example.com", true}, kBensNumber{"external", "42", true};

Texts values(const json::object& contact) {
  Texts all;
  for (const json::value& one : contact.at("identities").as_array())
    all.push_back(text(one.as_object(), "value") + (one.as_object().at("verified").as_bool() ? "!" : "?"));
  return all;
}

TEST_F(Desk, AVerifiedIdentityFindsItsContactAnUnverifiedOneNever) {
  const json::object ben = contacts_->upsert(system_, "", {kBensMail}, {{"name", "Ben"}});
  EXPECT_EQ(text(contacts_->upsert(system_, "", {kBensMail}, {}), "id"), text(ben, "id"));
  const Principal eve = visitor();
  const json::object eves =
      contacts_->upsert(eve, "", {{"email", "ben@example.com", false}}, {{"name", "Ben, honestly"}});
  EXPECT_EQ(text(eves, "id"), eve.contact);
  EXPECT_EQ(values(eves), Texts{"ben@example.com?"});
  EXPECT_FALSE(eves.contains("duplicates"));
  EXPECT_EQ(json::serialize(contacts_->get(ana_, eve.contact).at("duplicates")),
            "[\"" + text(ben, "id") + "\"]");
  EXPECT_EQ(refusal([&] { contacts_->upsert(eve, "", {kBensMail}, {}); }), Code::denied);
  EXPECT_EQ(refusal([&] {
              contacts_->upsert(eve, text(ben, "id"), {}, {{"name", "Eve"}});
            }),
            Code::not_found);
  EXPECT_EQ(refusal([&] { contacts_->get(eve, text(ben, "id")); }), Code::not_found);
}

TEST_F(Desk, AWrittenIdentityIsReadAsItIs) {
  const auto put = [&](const char* kind, const char* value) {
    return refusal([&] { contacts_->upsert(ana_, "", {{kind, value, false}}, {}); });
  };
  EXPECT_EQ(put("email", "nonsense"), Code::invalid);
  EXPECT_EQ(put("phone", "call me"), Code::invalid);
  EXPECT_EQ(put("shoe", "42"), Code::invalid);
  EXPECT_EQ(values(contacts_->upsert(ana_, "", {{"phone", "+359 (2) 123-456", false}}, {})),
            Texts{"+3592123456?"});
}

TEST_F(Desk, AttributesAreMergedAndBounded) {
  const std::string id = visitor().contact;
  contacts_->upsert(ana_, id, {}, {{"attributes", {{"plan", "gold"}, {"seats", 3}}}});
  const json::object after =
      contacts_->upsert(ana_, id, {}, {{"attributes", {{"seats", nullptr}, {"since", 2020}}}});
  EXPECT_EQ(after.at("attributes"), (json::object{{"plan", "gold"}, {"since", 2020}}));
  EXPECT_EQ(refusal([&] {
              contacts_->upsert(ana_, id, {}, {{"attributes", {{"x", {{"y", 1}}}}}});
            }),
            Code::invalid);
  EXPECT_EQ(refusal([&] {
              contacts_->upsert(ana_, id, {}, {{"attributes", {{"x", std::string(20'000, 'x')}}}});
            }),
            Code::invalid);
}

TEST_F(Desk, TheListKnowsWhoWroteOrHasAName) {
  visitor();
  const Principal ben = visitor(), ivan = visitor();
  say(ben, "hello");
  contacts_->upsert(ana_, ivan.contact, {{"email", "ivan@example.com", false}}, {{"name", "Иван Петров"}});
  EXPECT_EQ(contacts_->list(ana_, "", "", 50).items.size(), 2u);
  for (const char* asked : {"иван", "ПЕТРОВ", "van@ex"})
    EXPECT_EQ(contacts_->list(ana_, asked, "", 50).items.size(), 1u) << asked;
  EXPECT_EQ(contacts_->list(ana_, "%", "", 50).items.size(), 0u);
  EXPECT_EQ(refusal([&] { contacts_->list(ben, "", "", 50); }), Code::denied);
  const Page first = contacts_->list(ana_, "", "", 1);
  EXPECT_NE(text(contacts_->list(ana_, "", first.next, 1).items.at(0), "id"), text(first.items.at(0), "id"));
}

TEST_F(Desk, AMergedContactKeepsItsOwnAndCanBeUndone) {
  const Principal one = visitor(), two = visitor();
  const std::string conversation = say(one, "I am one").conversation;
  contacts_->upsert(ana_, two.contact, {}, {{"name", "Ben"}});
  contacts_->merge(ana_, one.contact, two.contact);
  Filter of_two;
  of_two.contact = two.contact;
  EXPECT_EQ(conversations_->list(ana_, of_two).items.size(), 1u);
  EXPECT_EQ(text(conversations_->get(ana_, conversation).at("contact").as_object(), "name"), "Ben");
  EXPECT_EQ(say(two, "I am two").conversation, conversation);
  EXPECT_EQ(refusal([&] { contacts_->merge(ana_, two.contact, one.contact); }), Code::invalid);
  EXPECT_EQ(refusal([&] { contacts_->merge(ana_, one.contact, two.contact); }), Code::state);
  contacts_->unmerge(ana_, one.contact);
  EXPECT_TRUE(conversations_->list(ana_, of_two).items.empty());
  EXPECT_EQ(refusal([&] { conversations_->get(two, conversation); }), Code::not_found);
}

TEST_F(Desk, AVisitorIsNotShownMoreBecauseAnAgentMergedIt) {
  const Principal eve = visitor(), ben = visitor();
  const std::string bens = say(ben, "my secret").conversation;
  contacts_->merge(ana_, eve.contact, ben.contact);
  EXPECT_EQ(refusal([&] { conversations_->get(eve, bens); }), Code::not_found);
  EXPECT_NE(say(eve, "hello").conversation, bens);
}

TEST_F(Desk, IdentifyingJoinsWhoTheBusinessSaysItIs) {
  const Principal before = visitor();
  const std::string conversation = say(before, "hello").conversation;
  EXPECT_EQ(contacts_->identify(before, {kBensNumber, kBensMail}, {{"name", "Ben"}, {"plan", "gold"}}),
            before.contact);
  const json::object known = contacts_->get(ana_, before.contact);
  EXPECT_EQ(values(known), (Texts{"42!", "ben@example.com!"}));
  EXPECT_EQ(text(known, "name"), "Ben");
  // On another device.
  const Principal later = visitor();
  const std::string other = say(later, "me again").conversation;
  const std::int64_t event = last_event();
  EXPECT_EQ(contacts_->identify(later, {kBensNumber}, {}), before.contact);
  EXPECT_EQ(topics(event), (Texts{"contact.merged", "contact.updated"}));
  Principal ben = later;
  ben.contact = before.contact;
  EXPECT_NO_THROW(conversations_->get(ben, other));
  EXPECT_NO_THROW(conversations_->get(ben, conversation));
  // The session from before it was known stays what it was.
  EXPECT_EQ(refusal([&] { conversations_->get(later, conversation); }), Code::not_found);
}

TEST_F(Desk, TwoPeopleAtOneBrowserStayTwo) {
  const Principal browser = visitor();
  contacts_->identify(browser, {kBensNumber}, {});
  const std::string eve = contacts_->identify(browser, {{"external", "43", true}}, {});
  EXPECT_NE(eve, browser.contact);
  EXPECT_EQ(contacts_->identify(browser, {{"external", "43", true}}, {}), eve);
  EXPECT_EQ(values(contacts_->get(ana_, browser.contact)), Texts{"42!"});
}

TEST_F(Desk, AValueThatAnotherHoldsIsNotTakenFromThem) {
  const std::string ben = text(contacts_->upsert(system_, "", {kBensMail}, {}), "id");
  const std::string other = text(contacts_->upsert(system_, "", {{"external", "77", true}}, {}), "id");
  EXPECT_EQ(
      contacts_->identify(visitor(), {{"email", "ben@example.com", true}, {"external", "77", true}}, {}),
      other);
  EXPECT_EQ(values(contacts_->get(ana_, ben)), Texts{"ben@example.com!"});
  EXPECT_EQ(values(contacts_->get(ana_, other)), (Texts{"77!", "ben@example.com?"}));
  EXPECT_EQ(contacts_->get(ana_, other).at("duplicates").as_array().size(), 1u);
}

TEST_F(Desk, ABlockedContactsMessagesAreRefusedInPlainWords) {
  const Principal ben = visitor();
  const std::string conversation = say(ben, "hello").conversation;
  contacts_->set_blocked(ana_, ben.contact, true, "spam");
  EXPECT_EQ(refusal([&] { say(ben, "hello?"); }), Code::denied);
  EXPECT_EQ(refusal([&] { say(ben, "hello?", conversation); }), Code::denied);
  EXPECT_EQ(refusal([&] { handoffs_->request(ben, {}); }), Code::denied);
  EXPECT_TRUE(conversations_->get(ana_, conversation).at("contact").as_object().at("blocked").as_bool());
  EXPECT_NO_THROW(say(ana_, "You are blocked", conversation));
  contacts_->set_blocked(ana_, ben.contact, false, "");
  EXPECT_NO_THROW(say(ben, "thanks"));
  EXPECT_EQ(refusal([&] { contacts_->set_blocked(ben, ben.contact, false, ""); }), Code::denied);
}

TEST_F(Desk, OrdersReplaceWhatIsKnownByNumber) {
  const Principal ben = visitor();
  const auto order = [](const char* number, const char* placed, const char* state) {
    return json::object{
        {"number", number},
        {"placed_at", placed},
        {"state", state},
        {"total", {{"amount", "19.90"}, {"currency", "EUR"}}},
        {"items", json::array{json::object{{"sku", "L1"}, {"name", "Lamp"}, {"quantity", 1}}}}};
  };
  contacts_->put_orders(
      ana_, ben.contact,
      {order("1", "2026-09-01T10:00:00Z", "sent"), order("2", "2026-09-02T10:00:00Z", "paid")});
  contacts_->put_orders(ana_, ben.contact, {order("2", "2026-09-02T10:00:00Z", "sent")});
  const json::array kept = contacts_->orders(ben, ben.contact, 10);
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(text(kept[0].as_object(), "number"), "2");
  EXPECT_EQ(text(kept[0].as_object(), "state"), "sent");
  EXPECT_EQ(number(contacts_->get(ana_, ben.contact), "orders"), 2);
  EXPECT_EQ(refusal([&] { contacts_->orders(visitor(), ben.contact, 10); }), Code::not_found);
  EXPECT_EQ(refusal([&] { contacts_->put_orders(ben, ben.contact, {}); }), Code::denied);
  json::object wrong = order("3", "yesterday", "sent");
  EXPECT_EQ(refusal([&] {
              contacts_->put_orders(ana_, ben.contact, {order("4", "2026-09-02T10:00:00Z", ""), wrong});
            }),
            Code::invalid);
  wrong = order("3", "2026-09-02T10:00:00Z", "");
  wrong["url"] = "javascript:alert(1)";
  EXPECT_EQ(refusal([&] { contacts_->put_orders(ana_, ben.contact, {wrong}); }), Code::invalid);
  EXPECT_EQ(contacts_->orders(ben, ben.contact, 10).size(), 2u);
}

}  // namespace
}  // namespace patchbay::inbox
