// Who takes a conversation over: channels are asked in the operator's order.
#include <thread>

#include "tests/core/host/host_test.hpp"
#include "tests/plugin-api/traffic/contracts.hpp"

namespace patchbay::host {
namespace {

const std::string kOffer = "handoff.offer@1";
const std::string kDeclined = "whoami; json {'state':'declined','reason':'nobody'}";
const std::string kOffered = "json {'state':'offered','eta_seconds':60}";

// alpha and beta are channels, asked in this order; what they answer is a script.
class Handoff : public HostTest {
 protected:
  void serve(const std::string& alpha, const std::string& beta) {
    for (const auto& [id, script] : {std::pair{"alpha", alpha}, std::pair{"beta", beta}}) {
      install({.id = id, .provides = {kOffer}, .uses = {"handoff.pass@1"}});
      provide(table(id, id, {{"call", "tell asked " + std::string{id} + "; " + script}}), {kOffer});
    }
    if (config.handoff_order.empty()) config.handoff_order = {"alpha", "beta"};
    start();
    ASSERT_EQ(info("alpha").state, State::serving) << info("alpha").why;
    visitor = inbox->start_visit("default", "bg").principal;
    inbox::Draft draft;
    draft.cmid = "c1";
    draft.body = "My lamp is broken";
    conversation = conversations->append(visitor, draft).conversation;
  }
  json::object ask() {
    return parse_object(host->call(visitor, "handoff.request@1",
                                   R"({"reason":"asked for a person","summary":"A lamp"})", 20'000));
  }
  json::object now() { return handoffs->get(inbox::Principal::system(), conversation); }
  // Waits for what another thread does.
  std::string state_once_not(const std::string& state) {
    for (int i = 0; i < 200'000; ++i) {
      if (const std::string is = string_or(now(), "state", ""); is != state) return is;
      std::this_thread::yield();
    }
    return state;
  }
  inbox::Principal agent() {
    inbox->add_agent(inbox::Principal::system(), "ana@example.com", "Ana", inbox::Kind::agent, {},
                     std::nullopt);
    inbox::Principal ana;
    ana.kind = inbox::Kind::agent;
    ana.id = inbox->agents(inbox::Principal::system()).front().id;
    ana.name = "Ana";
    ana.email = "ana@example.com";
    return ana;
  }
  std::string give_back(const inbox::Principal& by) {
    return run("alpha", "call handoff.pass@1 {'conversation':'" + conversation + "'}", by);
  }

  inbox::Principal visitor;
  std::string conversation;
};

TEST_F(Handoff, GoesToTheFirstThatDoesNotDecline) {
  serve(kDeclined, kOffered);
  const json::object handoff = ask();
  EXPECT_EQ(handoff.at("state"), "offered");
  EXPECT_EQ(handoff.at("offered_to"), "beta");
  EXPECT_TRUE(handoff.at("eta").is_string());
  EXPECT_EQ(wire.line_of("asked"), "asked alpha");
  EXPECT_EQ(wire.line_of("asked"), "asked beta");
}

TEST_F(Handoff, AsksNobodyBehindTheOneThatTakesIt) {
  serve(kOffered, kOffered);
  EXPECT_EQ(ask().at("offered_to"), "alpha");
  EXPECT_EQ(wire.line_of("asked"), "asked alpha");
  EXPECT_EQ(ask().at("offered_to"), "alpha") << "asking again gives the same one";
  EXPECT_TRUE(wire.is_silent());
}

TEST_F(Handoff, KeepsTheOperatorsOrder) {
  config.handoff_order = {"beta", "alpha"};
  serve(kOffered, kOffered);
  EXPECT_EQ(ask().at("offered_to"), "beta");
}

TEST_F(Handoff, LeavesAMessageWhereNobodyTakesIt) {
  config.hours["default"].days["mon"] = {{540, 1080}};
  config.teams["support"].hours = "default";
  config.inboxes["default"].team = "support";
  serve(kDeclined, kDeclined);
  const json::object handoff = ask();
  EXPECT_EQ(handoff.at("state"), "left_message");
  EXPECT_EQ(conversations->get(visitor, conversation).at("status"), "open");
}

TEST_F(Handoff, TellsAChannelEverythingThatIsKnown) {
  config.teams["support"] = {};
  config.inboxes["default"].team = "support";
  serve("heard; " + kDeclined, kDeclined);
  ask();
  const std::string heard = wire.line_of("heard").substr(6);
  EXPECT_EQ(Contracts{}.wrong_with(kOffer, "request", heard), "");
  const json::object asked = parse_object(heard);
  EXPECT_EQ(asked.at("conversation"), json::value(conversation));
  EXPECT_EQ(asked.at("contact"), json::value(visitor.contact));
  EXPECT_EQ(asked.at("team"), "support");
  EXPECT_EQ(asked.at("summary"), "A lamp");
  EXPECT_EQ(asked.at("locale"), "bg");
}

TEST_F(Handoff, TakesABrokenChannelForADeclinedOne) {
  serve("status -8; say not now", "json {'state':'mailed'}");
  EXPECT_EQ(ask().at("state"), "mailed");
}

TEST_F(Handoff, TakesAnAnswerNobodyKnowsForADeclinedOne) {
  serve("json {'state':'maybe'}", "json {'state':'scheduled','eta_seconds':600}");
  EXPECT_EQ(ask().at("state"), "scheduled");
}

TEST_F(Handoff, WaitsTwoSecondsForAChannel) {
  serve("never", kOffered);
  EXPECT_EQ(ask().at("offered_to"), "beta");
}

TEST_F(Handoff, AsksThoseBehindAChannelThatGivesItBack) {
  serve(kOffered, "json {'state':'mailed'}");
  ask();
  const std::string said = give_back(inbox::Principal::system());
  EXPECT_NE(said.find(R"("state":"requested")"), std::string::npos) << said;
  EXPECT_EQ(state_once_not("requested"), "mailed");
  EXPECT_EQ(now().at("offered_to"), "beta");
}

TEST_F(Handoff, AsksEverybodyAgainWhenAnAgentGivesItBack) {
  serve(kOffered, kOffered);
  ask();
  const inbox::Principal ana = agent();
  handoffs->accept(ana, std::string{now().at("id").as_string()});
  give_back(ana);
  EXPECT_EQ(state_once_not("requested"), "offered");
  EXPECT_EQ(now().at("offered_to"), "alpha");
  EXPECT_EQ(conversations->get(ana, conversation).at("assignee"), json::value(nullptr));
}

TEST_F(Handoff, TakesNothingFromAnAgent) {
  serve(kOffered, kOffered);
  ask();
  handoffs->accept(agent(), std::string{now().at("id").as_string()});
  EXPECT_EQ(give_back(inbox::Principal::system()), "-3:Ana has taken this conversation");
  EXPECT_EQ(now().at("state"), "accepted");
}

TEST_F(Handoff, StandsWhenAnAgentTakesItWhileChannelsAreAsked) {
  serve("gate; json {'state':'offered'}", kOffered);
  json::object answer;
  std::thread asking{[&] { answer = ask(); }};
  EXPECT_EQ(wire.line_of("inside"), "inside 1");
  handoffs->accept(agent(), std::string{now().at("id").as_string()});
  wire.open_gate();
  asking.join();
  EXPECT_EQ(answer.at("state"), "accepted");
  EXPECT_EQ(now().at("agent").at("name"), "Ana");
}

TEST_F(Handoff, IsAskedAboutOnceAtATime) {
  serve("gate; json {'state':'mailed'}", kOffered);
  std::thread asking{[&] { ask(); }};
  EXPECT_EQ(wire.line_of("inside"), "inside 1");
  EXPECT_EQ(ask().at("state"), "requested") << "somebody is asking already";
  wire.open_gate();
  asking.join();
  EXPECT_EQ(now().at("state"), "mailed");
}

TEST_F(Handoff, IsAcceptedAtOnceByAChannelThatSaysSo) {
  construct();
  const std::string ana = agent().id;
  serve("json {'state':'accepted','agent':'" + ana + "'}", kOffered);
  EXPECT_EQ(ask().at("state"), "accepted");
  EXPECT_EQ(now().at("agent").at("name"), "Ana");
}

}  // namespace
}  // namespace patchbay::host
