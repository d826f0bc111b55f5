#include <atomic>
#include <thread>

#include "tests/core/host/host_test.hpp"

namespace patchbay::host {
namespace {

const std::string kFind = "answer.find@1", kGenerate = "answer.generate@1";

// alpha offers answer.find@1 and beta answer.generate@1; each may call the other's and the host's.
class Calling : public HostTest {
 protected:
  void serve(const std::map<std::string, std::string>& alpha,
             const std::map<std::string, std::string>& beta = {}) {
    const std::vector<std::string> uses = {kFind, kGenerate, "session.actor@1", "site.get@1",
                                           "journey.record@1"};
    install({.id = "alpha", .provides = {kFind}, .uses = uses});
    install({.id = "beta", .provides = {kGenerate}, .uses = uses});
    provide(table("alpha", "alpha", alpha), {kFind});
    provide(table("beta", "beta", beta), {kGenerate});
    start();
    ASSERT_EQ(info("alpha").state, State::serving) << info("alpha").why;
    ASSERT_EQ(info("beta").state, State::serving) << info("beta").why;
  }
};

TEST_F(Calling, BringsTheProvidersAnswer) {
  serve({{"hello", "say hello from; whoami"}});
  EXPECT_EQ(call(kFind, R"({"run":"hello"})"), R"("hello from alpha")");
}

TEST_F(Calling, BringsTheProvidersErrorWithItsText) {
  serve({{"no", "status -2; say no such thing"}});
  try {
    call(kFind, R"({"run":"no"})");
    FAIL();
  } catch (const Error& caught) {
    EXPECT_EQ(caught.code(), Code::not_found);
    EXPECT_STREQ(caught.what(), "no such thing");
  }
}

TEST_F(Calling, TellsNobodyFromNotServing) {
  serve({});
  EXPECT_EQ(code_of_call("speech.transcribe@1", "{}"), Code::unsupported);
  EXPECT_EQ(code_of_call(kFind + "#other", "{}"), Code::unsupported);
  run("alpha", "fail");
  wire.line_of("destroy");
  while (info("alpha").state != State::failed) std::this_thread::yield();
  EXPECT_EQ(code_of_call(kFind, "{}"), Code::unavailable);
}

TEST_F(Calling, LetsAPluginCallAnother) {
  serve({{"ask", "call answer.generate@1 {'run':'made'}"}}, {{"made", "whoami; say made it"}});
  EXPECT_EQ(call(kFind, R"({"run":"ask"})"), R"("0:\"beta made it\"")");
}

TEST_F(Calling, RefusesMethodsThatPluginJsonDoesNotList) {
  serve({});
  EXPECT_EQ(run("alpha", "call search.query@1 {}"),
            "-4:plugin.json does not list search.query@1 under \"uses\"; add it");
}

TEST_F(Calling, StopsACircleOfTwo) {
  serve({{"a", "call answer.generate@1 {'run':'b'}"}}, {{"b", "call answer.find@1 {'run':'a'}"}});
  const std::string answer = call(kFind, R"({"run":"a"})");
  EXPECT_NE(answer.find("-10:alpha is already on this chain of calls"), std::string::npos) << answer;
}

TEST_F(Calling, StopsACircleAcrossThreadsAtDepthSixteen) {
  serve({{"a", "thread call answer.generate@1 {'run':'b'}"}},
        {{"b", "thread call answer.find@1 {'run':'a'}"}});
  const std::string answer = call(kFind, R"({"run":"a"})");
  EXPECT_NE(answer.find("-5:calls are nested deeper than 16"), std::string::npos) << answer;
}

TEST_F(Calling, RefusesAPluginThatCallsItself) {
  serve({{"a", "call answer.find@1 {'run':'a'}"}});
  EXPECT_NE(call(kFind, R"({"run":"a"})").find("-10:"), std::string::npos);
}

TEST_F(Calling, WaitsForALateAnswer) {
  serve({{"late", "later; say at last"}});
  std::string answer;
  std::thread asking{[&] { answer = call(kFind, R"({"run":"late"})", 20'000); }};
  wire.open_gate();
  asking.join();
  EXPECT_EQ(answer, R"("at last")");
}

TEST_F(Calling, EndsAtTheDeadlineAndCallsTheLateAnswerGone) {
  serve({{"late", "later; say too late"}});
  EXPECT_EQ(code_of_call(kFind, R"({"run":"late"})", 30), Code::timeout);
  wire.open_gate();
  EXPECT_EQ(wire.line_of("reply"), "reply -11");
}

TEST_F(Calling, InheritsTheDeadlineOfTheRequest) {
  serve({}, {{"never", "never"}});
  HttpRequest request;
  request.id = 900;
  request.method = "POST";
  request.body = "call answer.generate@1 {'run':'never'}";
  request.deadline_steady_ms = clock.steady_ms() + 50;
  ASSERT_TRUE(host->dispatch(front.route("/alpha/run"), std::move(request)));
  EXPECT_EQ(front.wait(900).body, "-6:no answer in time");
}

TEST_F(Calling, RefusesAnAnswerThatIsNotJson) {
  serve({});
  EXPECT_EQ(code_of_call(kFind, R"({"bad":1})"), Code::internal);
}

TEST_F(Calling, TurnsAnExceptionOfTheProviderIntoAnError) {
  serve({{"throw", "throw"}});
  EXPECT_EQ(code_of_call(kFind, R"({"run":"throw"})"), Code::internal);
  EXPECT_EQ(call(kFind, R"({"run":"none"})"), R"("")") << "and lives on";
}

TEST_F(Calling, ReportsProgressAndCancelsOnRequest) {
  serve({{"work", "progress; progress; progress"}});
  std::vector<json::object> steps;
  const auto answer = host->call(inbox::Principal::system(), kFind, R"({"run":"work"})", 0,
                                 [&steps](const json::object& step) {
                                   steps.push_back(step);
                                   return steps.size() < 2;
                                 });
  EXPECT_EQ(answer, R"("0 -7 -7")");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].at("text"), "half");
}

TEST_F(Calling, NoticesACallerWhoLeftASilentProvider) {
  serve({{"never", "never"}});
  const auto gone = [](const json::object&) { return false; };
  EXPECT_THROW(host->call(inbox::Principal::system(), kFind, R"({"run":"never"})", 0, gone), Error);
}

TEST_F(Calling, LetsASerialProviderAnswerOneCallAtATime) {
  install({.id = "serial", .provides = {kFind}});
  provide(table("serial", "serial", {{"gate", "gate; say through"}}), {kFind});
  start();
  std::atomic<int> answered{0};
  std::vector<std::thread> asking;
  for (int i = 0; i < 3; ++i)
    asking.emplace_back([&] {
      EXPECT_EQ(call(kFind, R"({"run":"gate"})", 20'000), R"("through")");
      ++answered;
    });
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(wire.line_of("inside"), "inside 1");
    wire.open_gate();
  }
  for (std::thread& thread : asking) thread.join();
  EXPECT_EQ(answered.load(), 3);
}

TEST_F(Calling, CannotUseUpThePoolByWaiting) {
  serve({{"ask", "call answer.generate@1 {'run':'late'}"}}, {{"late", "later; say woken"}});
  std::vector<pbay_id> asking;
  for (int i = 0; i < 100; ++i) asking.push_back(post("alpha", "call answer.generate@1 {'run':'late'}"));
  // As many wait as may; the rest was told to come again, and somebody is left to do other work.
  EXPECT_EQ(run("beta", "say still here"), "still here");
  wire.open_gate(100);
  int woken = 0, refused = 0;
  for (const pbay_id id : asking) {
    const std::string body = front.wait(id).body;
    woken += body == "0:\"woken\"" ? 1 : 0;
    refused += body.starts_with("-5:too many calls wait") ? 1 : 0;
  }
  EXPECT_EQ(woken + refused, 100);
  EXPECT_GE(woken, 56);
}

TEST_F(Calling, ListsProvidersInTheOperatorsOrder) {
  install({.id = "alpha", .provides = {"handoff.offer@1"}});
  install({.id = "beta", .provides = {"handoff.offer@1"}});
  provide(table("alpha", "alpha", {{"who", "whoami"}}), {"handoff.offer@1"});
  provide(table("beta", "beta", {{"who", "whoami"}}), {"handoff.offer@1"});
  config.handoff_order = {"beta", "alpha"};
  start();
  EXPECT_EQ(
      run("alpha", "providers handoff.offer@1"),
      R"(0:{"instance":"beta","plugin":"beta","state":"serving"}|{"instance":"alpha","plugin":"alpha","state":"serving"})");
  EXPECT_EQ(call("handoff.offer@1", R"({"run":"who"})"), R"("beta")");
  EXPECT_EQ(call("handoff.offer@1#alpha", R"({"run":"who"})"), R"("alpha")");
}

TEST_F(Calling, SaysWhoIsActing) {
  serve({});
  inbox::Principal ana;
  ana.kind = inbox::Kind::customer;
  ana.id = "p1";
  ana.verified = true;
  const std::string answer = run("alpha", "call session.actor@1 {}", ana);
  EXPECT_NE(answer.find(R"("kind":"customer","id":"p1")"), std::string::npos) << answer;
  EXPECT_NE(run("alpha", "thread call session.actor@1 {}", ana).find("\"customer\""), std::string::npos)
      << "the ctx counts, not the thread";
}

TEST_F(Calling, SaysAnAgentsTeams) {
  config.teams["support"].members = {"ben@example.com"};
  serve({});
  inbox::Principal ben;
  ben.kind = inbox::Kind::agent;
  ben.id = "a1";
  ben.email = "ben@example.com";
  EXPECT_NE(run("alpha", "call session.actor@1 {}", ben).find(R"("teams":["support"])"), std::string::npos);
}

TEST_F(Calling, DescribesTheSite) {
  config.site.name = "Acorn";
  config.inboxes["default"].sites = {"https://shop.example.com"};
  config.site.time_zone = "Europe/Sofia";
  config.hours["default"].days["mon"] = {{9 * 60, 18 * 60 + 30}};
  serve({});
  EXPECT_NE(run("alpha", "call site.get@1 {}").find(R"("hours":{"default":{"days":{"mon":["09:00-18:30"]},"holidays":[],"time_zone":"Europe/Sofia"}})"), std::string::npos);
  EXPECT_NE(run("alpha", "call site.get@1 {}").find(R"("name":"Acorn","locales":["en","bg"])"),
            std::string::npos);
  EXPECT_NE(run("alpha", "call site.get@1 {}").find(R"("inboxes":{"default":{"sites":["https://shop.example.com"]}})"), std::string::npos);
}

TEST_F(Calling, NamesThePathwaysThatExist) {
  install({.id = "alpha", .provides = {"pathway.status@1"}});
  write_text(root / "plugins" / "alpha" / "locales" / "bg.json", R"({"pathway.label":"Пиши ни"})");
  provide(table("alpha", "alpha"), {"pathway.status@1"});
  config.pathways_order = {"search", "faq", "alpha"};
  config.pathways_reveal["alpha"] = "after_no";
  start();
  const auto steps = host->pathways(inbox::Principal::anonymous(), "bg");
  ASSERT_EQ(steps.size(), 2u) << "faq is not on";
  EXPECT_EQ(steps[0].id, "search");
  EXPECT_EQ(steps[1].label, "Пиши ни");
  EXPECT_EQ(steps[1].reveal, "after_no");
  EXPECT_FALSE(steps[1].available) << "the probe's answer is no status";
}

// What a step's reveal rule says to a visitor of whom this is known.
class Revealing : public Calling {
 protected:
  void SetUp() override {
    install({.id = "alpha", .provides = {"pathway.status@1"}});
    provide(table("alpha", "alpha"), {"pathway.status@1"});
    config.pathways_order = {"search", "alpha"};
    config.pathways_reveal["alpha"] = "after_attempt";
  }
  bool shown(Said said = {}, inbox::Principal by = {}) { return host->pathways(by, "en", said).at(1).revealed; }
};

TEST_F(Revealing, ShowsAStepAfterAnAttempt) {
  start();
  EXPECT_FALSE(shown());
  EXPECT_TRUE(shown({.attempted = true}));
  EXPECT_TRUE(shown({.no = true})) << "a No is more than an attempt";
  EXPECT_TRUE(host->pathways({}, "en").at(0).revealed);
}

TEST_F(Revealing, ShowsAStepAfterANo) {
  config.pathways_reveal["alpha"] = "after_no";
  start();
  EXPECT_FALSE(shown({.attempted = true}));
  EXPECT_TRUE(shown({.no = true}));
}

TEST_F(Revealing, LooksAtWhatAContactDid) {
  start();
  inbox::Principal visitor = inbox->start_visit("default", "en").principal;
  inbox->record(visitor, {"page", clock.now_ms(), "en", "/", visitor.contact, "", {}});
  EXPECT_FALSE(shown({}, visitor)) << "looking at a page is no attempt";
  inbox->record(visitor, {"search", clock.now_ms() - 31 * 60'000, "en", "/", visitor.contact, "", {{"q", "lamp"}, {"hits", 0}, {"locale", "en"}}});
  EXPECT_FALSE(shown({}, visitor)) << "that was another journey";
  inbox->record(visitor, {"search", clock.now_ms(), "en", "/", visitor.contact, "", {{"q", "lamp"}, {"hits", 0}, {"locale", "en"}}});
  EXPECT_TRUE(shown({}, visitor));
}

}  // namespace
}  // namespace patchbay::host
