// Contacts, conversations and hand-offs as plugins reach them, held against the schemas.
#include <set>

#include "tests/core/host/host_test.hpp"
#include "tests/plugin-api/traffic/contracts.hpp"

namespace patchbay::host {
namespace {

class InboxMethods : public HostTest {
 protected:
  json::object ask(const std::string& method, const json::object& args,
                   const inbox::Principal& by = inbox::Principal::system()) {
    EXPECT_EQ(contracts_.wrong_with(method, "request", to_text(args)), "");
    const std::string reply = host->call(by, method, to_text(args), 5000);
    EXPECT_EQ(contracts_.wrong_with(method, "reply", reply), "");
    return parse_object(reply);
  }
  static std::string id(const json::object& object, std::string_view key = "id") {
    return std::string{object.at(key).as_string()};
  }
  // Every row of the change log whose topic has a schema.
  void check_events() {
    std::set<std::string> seen;
    database->read([&](store::Session& db) {
      for (const auto& row : store::changes_after(db, 0, 5000)) {
        std::string topic = row.change.topic;
        if (topic.starts_with("message.outbound.")) topic = "message.outbound.CHANNEL";
        if (!contracts_.knows(topic)) continue;
        EXPECT_EQ(contracts_.wrong_with(topic, "event", row.change.json), "");
        seen.insert(topic);
      }
    });
    for (const char* topic : {"contact.created", "contact.updated", "contact.merged", "conversation.created",
                              "conversation.updated", "conversation.status_changed", "message.created",
                              "message.updated", "message.outbound.CHANNEL", "handoff.requested",
                              "handoff.left_message", "handoff.accepted", "handoff.closed"})
      EXPECT_TRUE(seen.contains(topic)) << topic;
  }
  Contracts contracts_;
};

TEST_F(InboxMethods, AndEventsKeepTheirSchemas) {
  start();
  inbox->add_agent(inbox::Principal::system(), "ana@example.com", "Ana", inbox::Kind::agent, {},
                   std::nullopt);
  const std::string ana = inbox->agents(inbox::Principal::system()).at(0).id;
  const json::object mail{
      {"channel", "email"},
      {"instance", "support-mail"},
      {"dedup_key", "<1@example.com>"},
      {"from", {{"kind", "email"}, {"value", "ben@example.com"}, {"name", "Ben"}, {"verified", true}}},
      {"subject", "A lamp"},
      {"text", "It came broken"}};
  const json::object came = ask("message.ingest@1", mail);
  EXPECT_TRUE(ask("message.ingest@1", mail).at("repeated").as_bool());
  const std::string conversation = id(came, "conversation");
  ask("message.append@1", {{"conversation", conversation},
                           {"body", "Sorry to hear"},
                           {"author", {{"kind", "bot"}, {"name", "Bot"}}}});
  ask("message.update@1", {{"conversation", conversation}, {"seq", 2}, {"delivery", {{"state", "sent"}}}});
  EXPECT_EQ(ask("message.list@1", {{"conversation", conversation}}).at("items").as_array().size(), 2u);
  const std::string contact =
      id(ask("conversation.get@1", {{"conversation", conversation}}).at("contact").as_object());
  ask("contact.get@1", {{"contact", contact}});
  ask("contact.orders@1",
      {{"contact", contact},
       {"orders", json::array{json::object{{"number", "1"}, {"placed_at", "2026-11-21T09:00:00Z"}}}}});
  const std::string other =
      id(ask("contact.upsert@1",
             {{"name", "Benny"},
              {"identities", json::array{json::object{{"kind", "phone"}, {"value", "+359 2 123"}}}}}));
  ask("contact.merge@1", {{"contact", other}, {"into", contact}});
  ask("contact.merge@1", {{"contact", other}, {"into", nullptr}});
  ask("conversation.list@1", {{"contact", contact}});
  ask("conversation.update@1",
      {{"conversation", conversation}, {"status", "pending"}, {"labels", json::array{"lamp"}}});
  EXPECT_EQ(id(ask("conversation.open@1", {{"contact", contact}})), conversation);
  ask("conversation.assign@1", {{"conversation", conversation}, {"assignee", ana}});
  const json::object handoff =
      ask("handoff.request@1", {{"conversation", conversation}, {"reason", "asked"}});
  EXPECT_EQ(id(handoff, "state"), "left_message");
  ask("handoff.pass@1", {{"handoff", id(handoff)}, {"note", "back"}});
  EXPECT_EQ(id(ask("handoff.accept@1", {{"conversation", conversation}, {"agent", ana}}), "state"),
            "accepted");
  ask("handoff.close@1", {{"handoff", id(handoff)}});
  const std::string split = id(ask("conversation.split@1", {{"conversation", conversation}, {"seq", 1}}));
  ask("conversation.merge@1", {{"conversation", split}, {"into", conversation}});
  ask("conversation.close@1", {{"conversation", conversation}});
  check_events();
}

TEST_F(InboxMethods, VisitorsReachOnlyTheirOwn) {
  start();
  const inbox::Principal ben = inbox->start_visit("default", "en").principal,
                         eve = inbox->start_visit("default", "en").principal;
  const std::string conversation = id(ask("message.append@1", {{"body", "hello"}}, ben), "conversation");
  EXPECT_THROW(ask("conversation.get@1", {{"conversation", conversation}}, eve), Error);
  EXPECT_THROW(ask("message.list@1", {{"conversation", conversation}}, eve), Error);
  EXPECT_THROW(ask("message.append@1", {{"conversation", conversation}, {"body", "hi"}}, eve), Error);
  EXPECT_THROW(ask("contact.get@1", {{"contact", ben.contact}}, eve), Error);
  EXPECT_THROW(ask("handoff.request@1", {{"conversation", conversation}}, eve), Error);
  EXPECT_THROW(ask("message.ingest@1",
                   {{"channel", "email"},
                    {"instance", "x"},
                    {"dedup_key", "1"},
                    {"from", {{"kind", "email"}, {"value", "a@example.com"}}}},
                   ben),
               Error);
  EXPECT_THROW(ask("message.append@1",
                   {{"conversation", conversation}, {"body", "x"}, {"author", {{"kind", "bot"}}}}, ben),
               Error);
  EXPECT_EQ(id(ask("handoff.request@1", {{"conversation", conversation}}, ben), "state"), "left_message");
}

}  // namespace
}  // namespace patchbay::host
