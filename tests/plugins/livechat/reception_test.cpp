// What happens to somebody who wants a person, from the wish to the agent or the next way.
#include "chat_host.hpp"

namespace patchbay::livechat {
namespace {

TEST_F(ChatHost, AsksOneAgentAndTellsThatOne) {
  host->start();
  const json::object reply = offer("c1");
  EXPECT_EQ(text_of(reply, "state"), "offered");
  EXPECT_EQ(asked("c1"), "ana");
  const json::object told = frame("offer", "ana");
  EXPECT_EQ(text_of(told, "summary"), "A lamp");
  EXPECT_EQ(text_of(told, "accept_url"), "/api/v1/livechat/offers/c1/accept");
  EXPECT_TRUE(frame("offer", "ben").empty());
}

TEST_F(ChatHost, GivesTheNextChatToTheNextAgent) {
  host->start();
  offer("c1");
  offer("c2");
  EXPECT_EQ(asked("c1"), "ana");
  EXPECT_EQ(asked("c2"), "ben");
}

TEST_F(ChatHost, TellsTheVisitorWhereItStands) {
  host->config(R"({"capacity":1})");
  agents.erase("ben");
  host->start();
  offer("c1");
  offer("c2");
  EXPECT_EQ(integer_of(frame("queue", "c1"), "position"), 1);
  host->advance(5000);
  EXPECT_EQ(integer_of(frame("queue", "c2"), "position"), 2);
  EXPECT_EQ(integer_of(parse_object(host->get("/api/v1/livechat/place?conversation=c2", as("ana")).body),
                       "position"),
            2);
  EXPECT_EQ(host->get("/api/v1/livechat/place?conversation=c9", as("ana")).status, 404);
}

TEST_F(ChatHost, AgentTakesTheOffer) {
  host->start();
  offer("c1");
  EXPECT_EQ(host->post("/api/v1/livechat/offers/c1/accept", "", as("ana")).status, 200);
  EXPECT_TRUE(place("c1").empty());
  EXPECT_EQ(text_of(doc("chats", "c1"), "agent"), "ana");
  accept_event("c1", "ana");  // the host tells of it too, later
  EXPECT_EQ(host->ids("chats").size(), 1u);
  EXPECT_EQ(doc("waits", "team/support").at("seconds").as_array().size(), 1u) << "counted once";
}

TEST_F(ChatHost, LeavesTheOfferWhenTheHostRefusesToGiveIt) {
  answer("handoff.accept@1", [](const json::object&) -> json::object {
    throw Failure{PBAY_E_CONFLICT, "Ben was first"};
  });
  host->start();
  offer("c1");
  const auto refused = host->post("/api/v1/livechat/offers/c1/accept", "", as("ana"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("Ben was first"), std::string::npos);
  EXPECT_EQ(asked("c1"), "ana");
}

TEST_F(ChatHost, HearsOfAnAgentWhoTookItElsewhere) {
  host->start();
  offer("c1");
  accept_event("c1", "ben");
  EXPECT_TRUE(place("c1").empty());
  EXPECT_EQ(text_of(doc("chats", "c1"), "agent"), "ben");
  EXPECT_FALSE(frame("offer_ended", "ana").empty());
}

TEST_F(ChatHost, NotMeAsksTheNextOne) {
  host->start();
  offer("c1");
  EXPECT_EQ(host->post("/api/v1/livechat/offers/c1/decline", "", as("ben")).status, 404)
      << "it was not offered to ben";
  EXPECT_EQ(host->post("/api/v1/livechat/offers/c1/decline", "", as("ana")).status, 204);
  EXPECT_EQ(asked("c1"), "ben");
}

TEST_F(ChatHost, HandsOnWhenEverybodySaysNo) {
  host->config(R"({"return_seconds":0})");
  host->start();
  offer("c1");
  host->post("/api/v1/livechat/offers/c1/decline", "", as("ana"));
  host->post("/api/v1/livechat/offers/c1/decline", "", as("ben"));
  EXPECT_EQ(host->run_jobs(), 1);
  ASSERT_EQ(passed.size(), 1u);
  EXPECT_EQ(to_text(passed[0]), R"({"handoff":"h-c1","conversation":"c1"})");
  EXPECT_TRUE(place("c1").empty());
}

TEST_F(ChatHost, HandsOnWhenTheLastAgentLeaves) {
  host->config(R"({"return_seconds":0})");
  host->start();
  offer("c1");
  agents.clear();
  host->deliver("agent.presence", "ana", R"({"agent":"ana","presence":"offline"})");
  host->run_jobs();
  EXPECT_EQ(passed.size(), 1u);
}

TEST_F(ChatHost, AsksTheNextOneWhenNobodySawIt) {
  host->config(R"({"return_seconds":0})");
  host->start();
  offer("c1");
  keep_place("c1", {{"offered_until", now_ms() - 1}});
  host->deliver("agent.presence", "x", R"({"agent":"x","presence":"online"})");
  EXPECT_EQ(asked("c1"), "ben");
  EXPECT_FALSE(frame("offer_ended", "ana").empty());
}

TEST_F(ChatHost, TakesAnOfferUpAgainAfterTheHostWasKilled) {
  host->start();
  offer("c1");
  // The host ends here: nothing but the store is left, and the offer has run out meanwhile.
  keep_place("c1", {{"offered_until", now_ms() - 1000}});
  agents["ana"] = agents["ben"] = "offline";
  host->restart();
  host->advance(3000);
  EXPECT_EQ(asked("c1"), "ana") << "the desks are not back yet";
  agents["ana"] = "online";
  frames.clear();
  host->deliver("agent.presence", "ana", R"({"agent":"ana","presence":"online"})");
  host->advance(5000);
  EXPECT_EQ(text_of(frame("offer", "ana"), "conversation"), "c1");
  EXPECT_EQ(host->post("/api/v1/livechat/offers/c1/accept", "", as("ana")).status, 200);
}

TEST_F(ChatHost, HandsOnWhatWasLeavingWhenTheHostWasKilled) {
  host->start();
  offer("c1");
  keep_place("c1", {{"leaving", true}, {"offered_to", ""}});
  host->restart();
  EXPECT_EQ(host->run_jobs(), 1);
  ASSERT_EQ(passed.size(), 1u);
  EXPECT_EQ(text_of(passed[0], "handoff"), "h-c1");
  EXPECT_TRUE(place("c1").empty());
}

TEST_F(ChatHost, TriesAgainToHandOn) {
  answer("handoff.pass@1", [](const json::object&) -> json::object {
    throw Failure{PBAY_E_UNAVAILABLE, "not now"};
  });
  host->start();
  offer("c1");
  keep_place("c1", {{"leaving", true}});
  host->restart();
  host->run_jobs();
  EXPECT_FALSE(place("c1").empty());
  EXPECT_EQ(host->jobs().size(), 1u);
}

TEST_F(ChatHost, DeclinesAndSaysWhy) {
  host->start();
  open = false;
  EXPECT_EQ(text_of(offer("c1"), "reason"), "closed");
  open = true;
  agents = {{"ana", "away"}, {"ben", "offline"}};
  EXPECT_EQ(text_of(offer("c1"), "reason"), "nobody");
  EXPECT_TRUE(host->ids("places").empty());
}

TEST_F(ChatHost, DeclinesWhereTheQueueIsFull) {
  host->config(R"({"max_queue":1,"capacity":1})");
  host->start();
  offer("c1");
  EXPECT_EQ(text_of(offer("c2"), "reason"), "full");
}

TEST_F(ChatHost, ChatsOutsideOfHoursWhereTheOperatorSaysSo) {
  host->config(R"({"outside_hours":true})");
  open = false;
  host->start();
  EXPECT_EQ(text_of(offer("c1"), "state"), "offered");
}

TEST_F(ChatHost, SaysHonestlyWhetherAChatCanBeHad) {
  host->config(R"({"capacity":1})");
  agents.erase("ben");
  host->start();
  EXPECT_EQ(to_text(status()), R"({"available":true,"reason":null,"wait_seconds":null,"opens_at":null})");
}

TEST_F(ChatHost, SaysWhenItOpensAgain) {
  open = false;
  host->start();
  EXPECT_EQ(
      to_text(status()),
      R"({"available":false,"reason":"closed","wait_seconds":null,"opens_at":"2026-11-30T07:00:00.000Z"})");
}

TEST_F(ChatHost, ExpectsWhatTheLastOnesWaited) {
  host->start();
  host->put("waits", "team/support", R"({"seconds":[10,40,20]})");
  EXPECT_EQ(integer_of(status(), "wait_seconds"), 20);
  EXPECT_EQ(integer_of(offer("c1"), "eta_seconds"), 20);
  EXPECT_EQ(integer_of(offer("c2"), "eta_seconds"), 40);
}

TEST_F(ChatHost, FreesASlotWhenAChatIsResolved) {
  host->config(R"({"capacity":1})");
  agents.erase("ben");
  host->start();
  offer("c1");
  accept_event("c1", "ana");
  conversations["c1"]["assignee"] = json::object{{"id", "ana"}};
  offer("c2");
  EXPECT_EQ(asked("c2"), "") << "ana is busy";
  conversations["c1"]["status"] = "resolved";
  host->deliver("conversation.status_changed", "c1", R"({"conversation":"c1"})");
  EXPECT_EQ(asked("c2"), "ana");
}

TEST_F(ChatHost, FollowsAChatToItsNewAgent) {
  host->start();
  offer("c1");
  accept_event("c1", "ana");
  conversations["c1"]["assignee"] = json::object{{"id", "ben"}};
  host->deliver("conversation.updated", "c1", R"({"conversation":"c1"})");
  EXPECT_EQ(text_of(doc("chats", "c1"), "agent"), "ben");
}

TEST_F(ChatHost, ForgetsWhoeverIsAnsweredWithoutAnOffer) {
  host->start();
  offer("c1");
  conversations["c1"]["assignee"] = json::object{{"id", "ben"}};
  host->deliver("conversation.updated", "c1", R"({"conversation":"c1"})");
  EXPECT_TRUE(place("c1").empty());
  EXPECT_EQ(text_of(doc("chats", "c1"), "agent"), "ben");
}

TEST_F(ChatHost, LeavesTheQueueWhenTheWishEnds) {
  host->start();
  offer("c1");
  tell("handoff.closed", "c1", "h-older");
  EXPECT_FALSE(place("c1").empty()) << "that was another wish";
  tell("handoff.closed", "c1", "h-c1");
  EXPECT_TRUE(place("c1").empty());
}

TEST_F(ChatHost, StaysWhenOldNewsComeLate) {
  host->start();
  offer("c1");
  conversations["c1"]["handoff"] = json::object{{"id", "h-c1"}, {"state", "offered"}};
  tell("handoff.left_message", "c1", "h-c1");
  EXPECT_FALSE(place("c1").empty());
}

TEST_F(ChatHost, HandsAChatToAColleagueWithANote) {
  host->start();
  offer("c1");
  accept_event("c1", "ana");
  const auto done = host->post("/api/v1/livechat/chats/c1/transfer",
                               R"({"to":"agent:ben","note":"knows lamps"})", as("ana"));
  EXPECT_EQ(done.status, 200);
  ASSERT_EQ(passed.size(), 1u);
  EXPECT_EQ(to_text(passed[0]), R"({"conversation":"c1","to":"agent:ben","note":"knows lamps"})");
  accept_event("c1", "ben");  // the host says whose it is now
  EXPECT_EQ(text_of(doc("chats", "c1"), "agent"), "ben");
}

TEST_F(ChatHost, AsksSomebodyElseWhenAnAgentGivesAChatBack) {
  host->start();
  offer("c1");
  accept_event("c1", "ana");
  offer("c1");  // the host asks again
  EXPECT_EQ(asked("c1"), "ben") << "not ana, who gave it away";
  EXPECT_TRUE(host->ids("chats").empty());
}

TEST_F(ChatHost, TakesAnOfferThatIsGivenBackToSomebodyElse) {
  host->start();
  offer("c1");
  ASSERT_EQ(asked("c1"), "ana");
  offer("c1");  // ana passed it on through the host, which asks again
  EXPECT_EQ(asked("c1"), "ben");
}

TEST_F(ChatHost, RefusesATransferToNobody) {
  host->start();
  for (const char* body :
       {"{}", R"({"to":"ben"})", R"({"to":"agent:"})", "[]", "{", R"({"to":"team:a","to":"team:b"})"})
    EXPECT_EQ(host->post("/api/v1/livechat/chats/c1/transfer", body, as("ana")).status, 400) << body;
  EXPECT_TRUE(passed.empty());
}

TEST_F(ChatHost, CountsNoChatInWhichNobodyWritesAnyMore) {
  host->config(R"({"capacity":1,"idle_minutes":10})");
  agents.erase("ben");
  host->start();
  conversations["c1"] = {{"id", "c1"}, {"status", "open"}, {"assignee", json::object{{"id", "ana"}}}};
  host->put("chats", "c1",
            to_text(json::object{
                {"agent", "ana"}, {"contact", "k9"}, {"since", 1}, {"active", now_ms() - 11 * 60'000}}));
  offer("c2");
  EXPECT_EQ(asked("c2"), "ana");
}

TEST_F(ChatHost, ForgetsAContactWhoWantsIt) {
  host->start();
  offer("c1");
  host->deliver("contact.erased", "k1", R"({"contact":"k1"})");
  EXPECT_TRUE(host->ids("places").empty());
}

TEST_F(ChatHost, ShowsTheQueueToTheTeam) {
  host->start();
  offer("c1");
  const json::object queue = parse_object(host->get("/api/v1/livechat/queue", as("ana")).body);
  ASSERT_EQ(queue.at("items").as_array().size(), 1u);
  EXPECT_EQ(queue.at("items").at(0).at("offered_to"), "ana");
  EXPECT_EQ(parse_object(host->get("/api/v1/livechat/offers", as("ben")).body).at("items").as_array().size(),
            0u);
  EXPECT_EQ(parse_object(host->call("livechat.queue@1")).at("items").as_array().size(), 1u);
}

}  // namespace
}  // namespace patchbay::livechat
