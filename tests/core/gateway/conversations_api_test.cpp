// /api/v1/conversations and what belongs to them, with a real store.
#include "talk_fixture.hpp"

namespace patchbay::gateway {
namespace {

class ConversationsApi : public TalkTest {
 protected:
  std::string text_at(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
  }
  std::size_t count(const json::object& page) { return page.at("items").as_array().size(); }
};

TEST_F(ConversationsApi, AVisitorWritesToItsActiveConversationAndReadsItBack) {
  start();
  const std::string visitor = visit();
  ask_json("GET", "/api/v1/conversations/active/messages", visitor, "", 404);
  const json::object ack = ask_json("POST", "/api/v1/conversations/active/messages", visitor, R"({"cmid":"a","body":"hello"})", 201);
  const std::string id = text_at(ack, "conversation");
  EXPECT_EQ(ack.at("seq").as_int64(), 1);
  EXPECT_EQ(text_at(ack, "cmid"), "a");
  // The same again, then another one with its cmid.
  EXPECT_EQ(text_at(ask_json("POST", "/api/v1/conversations/active/messages", visitor, R"({"cmid":"a","body":"hello"})", 200), "id"), text_at(ack, "id"));
  EXPECT_EQ(text_at(ask_json("POST", "/api/v1/conversations/active/messages", visitor, R"({"cmid":"a","body":"other"})", 409), "code"), "conflict");
  ask_json("POST", "/api/v1/conversations/" + id + "/messages", visitor, R"({"cmid":"b","body":"more"})", 201);
  const json::object page = ask_json("GET", "/api/v1/conversations/active/messages?after=1", visitor);
  ASSERT_EQ(count(page), 1u);
  EXPECT_EQ(text_at(page.at("items").as_array()[0].as_object(), "body"), "more");
  EXPECT_EQ(count(ask_json("GET", "/api/v1/conversations", visitor)), 1u);
  const json::object own = ask_json("GET", "/api/v1/conversations/active", visitor);
  EXPECT_FALSE(own.contains("labels"));
  EXPECT_FALSE(own.contains("unread"));
}

TEST_F(ConversationsApi, WhatIsWrongIsSaidAsAProblem) {
  start();
  const std::string visitor = visit();
  for (const char* body : {"", "[]", "{}", R"({"cmid":"a"})", R"({"cmid":7,"body":"x"})", R"({"cmid":"a b","body":"x"})",
                           R"({"cmid":"a","body":"x","attachments":"y"})", R"({"cmid":"a","body":"x","parts":[7]})"})
    EXPECT_EQ(text_at(ask_json("POST", "/api/v1/conversations/active/messages", visitor, body, 400), "code"), "invalid") << body;
  ask_json("POST", "/api/v1/conversations/active/messages", visitor, R"({"cmid":"a","body":"x","note":true})", 403);
  ask_json("GET", "/api/v1/conversations?limit=0", visitor, "", 400);
  ask_json("GET", "/api/v1/conversations?limit=abc", visitor, "", 400);
  ask_json("GET", "/api/v1/conversations/01J9ZK3V5T7Q0000000000000E", visitor, "", 404);
  agent("ana");
  ask_json("POST", "/api/v1/conversations/active/messages", "ana", R"({"cmid":"a","body":"x"})", 400);
}

TEST_F(ConversationsApi, AgentsListChangeAndAnswer) {
  config.teams["sales"].members = {"ana@example.com"};
  start();
  agent("ana");
  const std::string visitor = visit();
  const std::string id = write(visitor, "hello").conversation;
  const json::object list = ask_json("GET", "/api/v1/conversations?assignee=none", "ana");
  ASSERT_EQ(count(list), 1u);
  EXPECT_EQ(text_at(list.at("items").as_array()[0].as_object(), "id"), id);
  const std::string one = "/api/v1/conversations/" + id;
  const std::string number = std::to_string(list.at("items").as_array()[0].at("number").as_int64());
  EXPECT_EQ(text_at(ask_json("GET", "/api/v1/conversations/" + number, "ana"), "id"), id);

  const json::object assigned = ask_json("POST", one + "/assignments", "ana", R"({"assignee_id":")" + who("ana").id + R"(","team":"sales"})");
  EXPECT_EQ(assigned.at("assignee").at("id").as_string(), who("ana").id);
  EXPECT_EQ(text_at(assigned, "team"), "sales");
  EXPECT_EQ(to_text(ask_json("POST", one + "/labels", "ana", R"({"labels":["refund","vip"]})").at("labels")), R"(["refund","vip"])");
  EXPECT_EQ(text_at(ask_json("PATCH", one, "ana", R"({"subject":"A refund","due_at":"2030-01-01T00:00:00Z"})"), "due_at"), "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(text_at(ask_json("POST", one + "/toggle_status", "ana", R"({"status":"resolved"})"), "status"), "resolved");
  ask_json("POST", one + "/toggle_status", "ana", R"({"status":"snoozed"})", 400);
  ask_json("POST", one + "/toggle_status", "ana", R"({"status":"snoozed","snoozed_until":"2035-01-01T00:00:00Z"})");
  const json::object counts = ask_json("GET", "/api/v1/conversations/counts", "ana");
  EXPECT_EQ(counts.at("snoozed").as_int64(), 1);

  ask_json("POST", one + "/messages", "ana", R"({"cmid":"n","body":"private","note":true})", 201);
  const json::object edited = ask_json("PATCH", one + "/messages/2", "ana", R"({"body":"private, changed"})");
  EXPECT_EQ(text_at(edited, "body"), "private, changed");
  EXPECT_EQ(count(ask_json("GET", one + "/messages", visitor)), 1u);  // no notes
  EXPECT_EQ(count(ask_json("GET", one + "/messages", "ana")), 2u);
  ask_json("POST", one + "/seen", "ana", R"({"seq":1,"state":"read"})", 204);
  ask_json("POST", one + "/typing", "ana", "", 204);
}

TEST_F(ConversationsApi, ManyAreChangedAtOnceAndEachFailureIsNamed) {
  start();
  agent("ana");
  const std::string first = write(visit(), "one").conversation, second = write(visit(), "two").conversation;
  ask_json("POST", "/api/v1/conversations/" + first + "/labels", "ana", R"({"labels":["old"]})");
  const json::object result = ask_json("POST", "/api/v1/conversations/bulk", "ana",
                                       R"({"ids":[")" + first + R"(","nobody",")" + second +
                                           R"("],"status":"resolved","labels_add":["done"],"labels_remove":["old"]})");
  EXPECT_EQ(result.at("done").as_array().size(), 2u);
  ASSERT_EQ(result.at("failed").as_array().size(), 1u);
  EXPECT_EQ(result.at("failed").as_array()[0].at("id").as_string(), "nobody");
  EXPECT_EQ(to_text(ask_json("GET", "/api/v1/conversations/" + first + "/labels", "ana").at("labels")), R"(["done"])");
  ask_json("POST", "/api/v1/conversations/bulk", "ana", R"({"ids":[]})", 400);
}

TEST_F(ConversationsApi, AFileComesWithALinkThatWorksAndIsMadeAnewOnEachRead) {
  start();
  const std::string visitor = visit(), stranger = visit();
  const std::string picture = std::string{"\x89PNG\r\n\x1a\n", 8} + std::string(40, 'x');
  const std::string id = upload(visitor, "a.png", picture);
  const std::string body = R"({"cmid":"a","body":"","attachments":[")" + id + "\"]}";
  EXPECT_EQ(ask("POST", "/api/v1/conversations/active/messages", stranger, body).status, 400);
  ask_json("POST", "/api/v1/conversations/active/messages", visitor, body, 201);
  const json::object page = ask_json("GET", "/api/v1/conversations/active/messages", visitor);
  const json::object part = page.at("items").as_array()[0].at("parts").as_array()[0].as_object();
  EXPECT_EQ(text_at(part, "name"), "a.png");
  EXPECT_EQ(text_at(part, "mime"), "image/png");
  const RawAnswer file = client().get(text_at(part, "url"));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, picture);
  EXPECT_EQ(client().get("/files/" + id + "/a.png").status, 404);
  // What a message names is kept; the others go after a day.
  const std::string forgotten = upload(visitor, "b.png", picture);
  kept_uploads->sweep(clock.now_ms() + 1);
  EXPECT_EQ(client().get(text_at(part, "url")).status, 200);
  EXPECT_THROW(kept_uploads->get(forgotten), Error);
}

TEST_F(ConversationsApi, APersonIsAskedForOverTheBus) {
  start();
  agent("ana");
  const std::string visitor = visit();
  const std::string id = write(visitor, "hello").conversation;
  std::vector<std::string> called;
  target->on_call = [&](const inbox::Principal& by, const std::string& method, const std::string& text) {
    called.push_back(method);
    inbox::HandoffRequest request;
    request.conversation = string_or(parse_object(text), "conversation", "");
    if (method == "handoff.request@1") return to_text(handoffs->request(by, request));
    return to_text(handoffs->accept(by, required_string(parse_object(text), "handoff")));
  };
  EXPECT_EQ(text_at(ask_json("POST", "/api/v1/conversations/active/handoff", visitor, R"({"reason":"please"})"), "state"), "requested");
  EXPECT_EQ(text_at(ask_json("POST", "/api/v1/conversations/" + id + "/handoff/accept", "ana"), "state"), "accepted");
  EXPECT_EQ(called, (std::vector<std::string>{"handoff.request@1", "handoff.accept@1"}));
}

TEST_F(ConversationsApi, TheDeskListsWhoAndWhatThereIs) {
  config.teams["sales"].members = {"ana@example.com"};
  config.inboxes["shop"].team = "sales";
  start();
  agent("ana", inbox::Kind::admin);
  accounts.everybody = [&] { return inbox->agents(inbox::Principal::system()); };
  const json::object agents = ask_json("GET", "/api/v1/agents", "ana");
  const json::object ana = agents.at("items").as_array()[0].as_object();
  EXPECT_EQ(to_text(ana.at("teams")), R"(["sales"])");
  EXPECT_EQ(text_at(ana, "presence"), "offline");
  EXPECT_EQ(count(ask_json("GET", "/api/v1/teams", "ana")), 1u);
  EXPECT_EQ(count(ask_json("GET", "/api/v1/inboxes", "ana")), 2u);
  LiveClient socket = live("ana");
  EXPECT_EQ(text_at(ask_json("POST", "/api/v1/me/presence", "ana", R"({"presence":"away"})"), "presence"), "away");
  EXPECT_EQ(inbox->duty().of(who("ana").id), inbox::AtDesk::away);
  ask_json("POST", "/api/v1/me/presence", "ana", R"({"presence":"offline"})", 400);
}

}  // namespace
}  // namespace patchbay::gateway
