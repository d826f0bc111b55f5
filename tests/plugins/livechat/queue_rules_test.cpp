// Who is asked next, who waits where and for how long.
#include "queue_rules.hpp"

#include <gtest/gtest.h>

namespace patchbay::livechat {
namespace {

constexpr std::int64_t kNow = 1'000'000'000;
const Rules kRules{
    .capacity = 2, .offer_ms = 60'000, .max_wait_ms = 600'000, .max_queue = 50, .settled_at = 0};

Place place(std::string conversation, std::int64_t waited_ms = 1000, std::string team = "support") {
  Place one;
  one.conversation = std::move(conversation);
  one.team = std::move(team);
  one.since = kNow - waited_ms;
  return one;
}

Place offered(Place one, std::string to, std::int64_t left_ms) {
  one.offered_to = std::move(to);
  one.offered_until = kNow + left_ms;
  one.offered_at = one.offered_until - kRules.offer_ms;
  return one;
}

Agent agent(std::string id, int chats = 0, std::int64_t last_offered = 0,
            std::vector<std::string> teams = {"support"}) {
  Agent one;
  one.id = std::move(id);
  one.teams = std::move(teams);
  one.online = true;
  one.chats = chats;
  one.last_offered = last_offered;
  return one;
}

Agent offline(Agent one) {
  one.online = false;
  return one;
}

// "c1>ana", "c1!nobody", "c1=" (kept), joined by spaces.
std::string steps(const std::vector<Place>& places, const std::vector<Agent>& agents,
                  const Rules& rules = kRules) {
  std::string out;
  for (const Step& step : next_steps(places, agents, rules, kNow)) {
    out += (out.empty() ? "" : " ") + step.place.conversation;
    out += step.kind == Step::Kind::offer ? ">" + step.agent
                                          : (step.kind == Step::Kind::keep ? "=" : "!" + step.why);
  }
  return out;
}

TEST(QueueRules, AskTheAgentWhoseTurnIsLongestAgo) {
  EXPECT_EQ(steps({place("c1")}, {agent("ana", 0, 500), agent("ben", 1, 100), agent("cia", 0, 900)}),
            "c1>ben");
}

TEST(QueueRules, GoRoundAmongThoseWhoAreFree) {
  EXPECT_EQ(steps({place("c1", 3000), place("c2", 2000), place("c3", 1000)}, {agent("ana"), agent("ben")}),
            "c1>ana c2>ben c3>ana");
}

TEST(QueueRules, AskNobodyBeyondTheCapacity) {
  EXPECT_EQ(steps({place("c1", 3000), place("c2", 2000)}, {agent("ana", 1)}), "c1>ana");
}

TEST(QueueRules, CountAnOfferThatIsOutAsAChat) {
  EXPECT_EQ(steps({offered(place("c1"), "ana", 5000), place("c2")}, {agent("ana", 1), agent("ben", 2)}), "");
}

TEST(QueueRules, AskOnlyTheTeam) {
  EXPECT_EQ(steps({place("c1", 1000, "billing")}, {agent("ana"), agent("ben", 0, 9, {"support", "billing"})}),
            "c1>ben");
}

TEST(QueueRules, AskAnybodyWhereThereIsNoTeam) {
  EXPECT_EQ(steps({place("c1", 1000, "")}, {agent("ana", 0, 0, {})}), "c1>ana");
}

TEST(QueueRules, AskTheNextWhenAnOfferRunsOut) {
  const auto out =
      next_steps({offered(place("c1"), "ana", 0)}, {agent("ana"), agent("ben", 0, 99)}, kRules, kNow);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].agent, "ben");
  EXPECT_EQ(out[0].missed, "ana");
  EXPECT_EQ(out[0].place.asked, std::vector<std::string>{"ana"});
  EXPECT_EQ(out[0].place.offered_until, kNow + 60'000);
}

TEST(QueueRules, LeaveAnOfferThatIsStillOut) {
  EXPECT_EQ(steps({offered(place("c1"), "ana", 1)}, {agent("ana"), agent("ben")}), "");
}

TEST(QueueRules, TakeAnOfferFromAnAgentWhoLeft) {
  EXPECT_EQ(steps({offered(place("c1"), "ana", 30'000)}, {offline(agent("ana")), agent("ben")}), "c1>ben");
}

TEST(QueueRules, HandOnWhenEverybodyHadTheChance) {
  Place asked = offered(place("c1"), "ben", 0);
  asked.asked = {"ana"};
  EXPECT_EQ(steps({asked}, {agent("ana"), agent("ben")}), "c1!unanswered");
}

TEST(QueueRules, HandOnWhenNobodyIsThere) {
  EXPECT_EQ(steps({place("c1")}, {offline(agent("ana"))}), "c1!nobody");
}

TEST(QueueRules, WaitForAnAgentWhoIsBusy) {
  EXPECT_EQ(steps({place("c1", 599'999)}, {agent("ana", 2)}), "");
  EXPECT_EQ(steps({place("c1", 600'000)}, {agent("ana", 2)}), "c1!wait");
}

TEST(QueueRules, WaitWithoutEndWhereTheOperatorSaysSo) {
  Rules patient = kRules;
  patient.max_wait_ms = 0;
  EXPECT_EQ(steps({place("c1", 90'000'000)}, {agent("ana", 2)}, patient), "");
}

TEST(QueueRules, KeepThatAnOfferEndedWhereTheOthersAreBusy) {
  EXPECT_EQ(steps({offered(place("c1"), "ana", 0)}, {agent("ana", 0), agent("ben", 2)}), "c1=");
}

TEST(QueueRules, EndNothingUntilAgentsAreBackAfterAStart) {
  Rules starting = kRules;
  starting.settled_at = kNow + 1;
  EXPECT_EQ(steps({offered(place("c1"), "ana", -5000), place("c2")}, {offline(agent("ana"))}, starting), "");
  EXPECT_EQ(steps({place("c2")}, {agent("ben")}, starting), "c2>ben");
  starting.settled_at = kNow;
  EXPECT_EQ(steps({offered(place("c1"), "ana", -5000)}, {offline(agent("ana"))}, starting), "c1!unanswered");
}

TEST(QueueRules, LeaveWhatIsBeingHandedOn) {
  Place leaving = place("c1");
  leaving.leaving = true;
  EXPECT_EQ(steps({leaving}, {agent("ana")}), "");
}

TEST(QueueRules, LookAgainWhenSomethingFallsDue) {
  EXPECT_EQ(next_look({}, kRules), std::nullopt);
  EXPECT_EQ(next_look({place("c1", 1000), offered(place("c2"), "ana", 7000)}, kRules), kNow + 7000);
  EXPECT_EQ(next_look({place("c1", 1000)}, kRules), kNow - 1000 + 600'000);
}

TEST(QueueRules, NumberPlacesByTeam) {
  const std::vector<Place> places = {place("c1"), place("c2", 900, "billing"), place("c3", 800),
                                     place("c4", 700, "billing")};
  EXPECT_EQ(position_of(places, places[0]), 1);
  EXPECT_EQ(position_of(places, places[1]), 1);
  EXPECT_EQ(position_of(places, places[2]), 2);
  EXPECT_EQ(position_of(places, places[3]), 2);
}

TEST(QueueRules, TellFreeFromFullFromNobody) {
  using State = Duty::State;
  EXPECT_EQ(duty_of({}, {agent("ana", 1)}, kRules, "support").state, State::free);
  EXPECT_EQ(duty_of({}, {agent("ana", 2)}, kRules, "support").state, State::full);
  EXPECT_EQ(duty_of({}, {offline(agent("ana"))}, kRules, "support").state, State::nobody);
  EXPECT_EQ(duty_of({}, {agent("ana", 0, 0, {"billing"})}, kRules, "support").state, State::nobody);
  EXPECT_EQ(duty_of({place("c1")}, {agent("ana", 1)}, kRules, "support").state, State::full)
      << "who waits goes first";
  EXPECT_EQ(duty_of({place("c1", 1, "billing")}, {agent("ana", 1)}, kRules, "support").state, State::free);
}

TEST(QueueRules, ExpectTheMedianOfTheLastWaits) {
  EXPECT_EQ(wait_seconds({}, 1), std::nullopt);
  EXPECT_EQ(wait_seconds({10}, 3), 30);
  EXPECT_EQ(wait_seconds({10, 500, 20}, 1), 20) << "one long wait does not count much";
  EXPECT_EQ(wait_seconds({20, 10, 500}, 2), 40);
}

}  // namespace
}  // namespace patchbay::livechat
