#include <thread>

#include "core/host/manifest.hpp"
#include "tests/core/host/host_test.hpp"

namespace patchbay::host {
namespace {

class Serving : public HostTest {
 protected:
  void serve(const std::string& plugin, const std::map<std::string, std::string>& scripts = {}) {
    install({.id = plugin});
    table(plugin, plugin, scripts);
    start();
    EXPECT_EQ(info(plugin).state, State::serving) << info(plugin).why;
    EXPECT_EQ(wire.line(), "create");
  }
};

TEST_F(Serving, HandsOverTheRequestAndItsAnswer) {
  serve("alpha");
  const pbay_id id = post("alpha", "say hello; whoami");
  const Answer answer = front.wait(id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello alpha");
  ASSERT_EQ(answer.headers.size(), 1u);
  EXPECT_EQ(answer.headers[0], (Header{"content-type", "text/plain"}));
}

TEST_F(Serving, SaysWhereThePluginsOwnFilesAreAndGivesThemANewAddressWhenTheyChange) {
  const std::filesystem::path folder = install({.id = "alpha"});
  EXPECT_EQ(read_manifest(folder).assets, "");
  std::filesystem::create_directories(folder / "assets");
  const auto address = [&folder](const std::string& file) {
    write_text(folder / "assets" / "page.js", file);
    return read_manifest(folder).assets;
  };
  const std::string first = address("1"), second = address("2");
  EXPECT_TRUE(first.starts_with("/assets/alpha/") && first.ends_with("/")) << first;
  EXPECT_NE(first, second) << "browsers keep what has the old address";
  serve("alpha");
  EXPECT_EQ(run("alpha", "header patchbay-assets"), second);
}

TEST_F(Serving, LetsAnAnswerComeLater) {
  serve("alpha");
  const pbay_id id = post("alpha", "later; say done");
  EXPECT_EQ(run("alpha", "say meanwhile"), "meanwhile");
  EXPECT_FALSE(front.is_answered(id));
  wire.open_gate();
  EXPECT_EQ(front.wait(id).body, "done");
}

TEST_F(Serving, CallsASecondAnswerGone) {
  serve("alpha");
  run("alpha", "twice; say once");
  EXPECT_EQ(wire.line_of("second"), "second -11");
}

TEST_F(Serving, StreamsAnAnswer) {
  serve("alpha");
  EXPECT_EQ(front.wait(get("/alpha/stream")).body, "one,two");
}

TEST_F(Serving, HandsABodyOverInPieces) {
  serve("alpha");
  HttpRequest request;
  request.id = 77;
  request.method = "POST";
  request.path = "/alpha/body";
  request.body = std::string(100'000, 'x');
  ASSERT_TRUE(host->dispatch(front.route("/alpha/body"), std::move(request)));
  EXPECT_EQ(front.wait(77).body, "streamed");
  EXPECT_EQ(wire.line_of("body"), "body 65536 0");
  EXPECT_EQ(wire.line_of("body"), "body 34464 1");
}

TEST_F(Serving, TellsThePluginThatTheClientLeft) {
  serve("alpha");
  const pbay_id id = get("/alpha/never/{what}");
  EXPECT_EQ(wire.line_of("request"), "request GET /alpha/never/{what}");
  host->cancel(id);
  EXPECT_EQ(wire.line_of("cancel"), "cancel -11") << "an answer after the end is gone";
}

TEST_F(Serving, TakesAnInstanceOutAfterThreeMissedDeadlines) {
  serve("alpha");
  for (int i = 0; i < 3; ++i) {
    const pbay_id id = get("/alpha/never/{what}", -1);
    wire.line_of("request");
    host->cancel(id);
  }
  EXPECT_EQ(wire.line_of("destroy"), "destroy");
  while (info("alpha").state != State::failed) std::this_thread::yield();
  EXPECT_NE(info("alpha").why.find("three deadlines"), std::string::npos) << info("alpha").why;
  EXPECT_EQ(post("alpha", "say hello"), 0u);
}

TEST_F(Serving, AnswersForAHandlerThatLetsAnExceptionOut) {
  serve("alpha");
  EXPECT_EQ(front.wait(post("alpha", "throw")).status, 500);
  EXPECT_EQ(run("alpha", "say alive"), "alive");
}

TEST_F(Serving, RunsASerialInstanceOneAtATime) {
  serve("serial");
  const pbay_id first = post("serial", "gate; say one"), second = post("serial", "gate; say two");
  EXPECT_EQ(wire.line_of("inside"), "inside 1");
  EXPECT_FALSE(front.is_answered(second));
  wire.open_gate(2);
  EXPECT_EQ(front.wait(first).body, "one");
  EXPECT_EQ(wire.line_of("inside"), "inside 1");
  EXPECT_EQ(front.wait(second).body, "two");
}

TEST_F(Serving, RunsAConcurrentInstanceSideBySide) {
  serve("alpha");
  const pbay_id first = post("alpha", "gate; say one"), second = post("alpha", "gate; say two");
  EXPECT_EQ(wire.line_of("inside"), "inside 1");
  EXPECT_EQ(wire.line_of("inside"), "inside 2");
  wire.open_gate(2);
  EXPECT_EQ(front.wait(first).body, "one");
  EXPECT_EQ(front.wait(second).body, "two");
}

TEST_F(Serving, SaysFullWhenTheQueueIsAndDropsNothingItTook) {
  serve("alpha");
  std::vector<pbay_id> taken;
  for (int i = 0; i < 8; ++i) taken.push_back(post("alpha", "gate; say done"));
  for (int i = 0; i < 8; ++i) wire.line_of("inside");
  pbay_id last = 0;
  do taken.push_back(last = post("alpha", "say queued"));
  while (last != 0);
  taken.pop_back();
  EXPECT_EQ(taken.size(), 1008u);
  wire.open_gate(8);
  for (const pbay_id id : taken) EXPECT_EQ(front.wait(id).status, 200);
}

TEST_F(Serving, GivesAnIdOnlyToWhomItWasGiven) {
  install({.id = "alpha"});
  install({.id = "beta"});
  table("alpha", "alpha");
  table("beta", "beta");
  start();
  const pbay_id id = get("/alpha/never/{what}");
  wire.line_of("request");
  // beta guesses alpha's ctx: the probe's own ctx is the only one it can use.
  EXPECT_EQ(run("beta", "batch []").substr(0, 1), "0");
  host->cancel(id);
}

TEST_F(Serving, DropsCachedPagesOfWhatWasWritten) {
  serve("alpha");
  EXPECT_EQ(run("alpha", "batch [{'op':'put','coll':'notes','id':'n1','doc':{'lang':'en'}}]"),
            R"(0:[{"id":"n1","rev":1}])");
  EXPECT_EQ(front.dropped(), (std::vector<std::string>{"alpha/notes", "alpha/notes/n1"}));
}

TEST_F(Serving, ShowsDocumentsToThoseWhoMaySeeThem) {
  serve("alpha");
  run("alpha", "batch [{'op':'put','coll':'notes','id':'n1','doc':{'audience':'employee'}}]");
  inbox::Principal employee;
  employee.kind = inbox::Kind::employee;
  EXPECT_EQ(run("alpha", "get notes n1").substr(0, 2), "-2");
  EXPECT_EQ(run("alpha", "get notes n1", employee), R"(0:{"id":"n1","rev":1,"doc":{"audience":"employee"}})");
}

TEST_F(Serving, FindsDocumentsAndSaysWhereItGoesOn) {
  serve("alpha");
  run("alpha",
      "batch "
      "[{'op':'put','coll':'notes','id':'a','doc':{'lang':'en'}},{'op':'put','coll':'notes','id':'b','doc':{'"
      "lang':'bg'}}]");
  EXPECT_EQ(run("alpha", "find notes {'where':[['/lang','eq','bg']]}"),
            R"(0:{"id":"b","rev":1,"doc":{"lang":"bg"}}|{"next":null})");
  EXPECT_EQ(run("alpha", "batch [{'op':'put','coll':'notes','id':'a','if_rev':9,'doc':{}}]").substr(0, 2),
            "-3");
  EXPECT_EQ(run("alpha", "batch [{'op':'sing','coll':'notes'}]"),
            R"(-1:batch: "op" is "sing"; write "put" or "delete")");
}

TEST_F(Serving, KeepsBlobs) {
  serve("alpha");
  EXPECT_NE(run("alpha", "blob b1 content").find("\"size\":7"), std::string::npos);
  EXPECT_NE(run("alpha", "blob b1 content").find("|content"), std::string::npos);
}

TEST_F(Serving, CarriesSocketsInOrder) {
  serve("alpha");
  HttpRequest request;
  request.path = "/alpha/socket";
  host->ws_open(front.route("/alpha/socket"), 5, std::move(request), "kept", true);
  for (int i = 0; i < 20; ++i) host->ws_message("alpha", 5, false, std::to_string(i));
  EXPECT_EQ(wire.line_of("open"), "open /alpha/socket kept 1");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(wire.line_of("message"), "message " + std::to_string(i));
  host->ws_closed("alpha", 5, 1000);
  EXPECT_EQ(wire.line_of("closed"), "closed 1000");
  EXPECT_EQ(front.groups(), std::vector<std::string>{"alpha/all"});
}

TEST_F(Serving, TakesAPluginThatGivesUpOutOfService) {
  serve("alpha");
  run("alpha", "fail");
  EXPECT_EQ(wire.line_of("destroy"), "destroy");
  while (info("alpha").state != State::failed) std::this_thread::yield();
  EXPECT_EQ(info("alpha").why, "the plugin gave up: the test said so");
  EXPECT_EQ(front.route("/alpha/run").pattern, "") << "its routes are gone";
}

TEST_F(Serving, WaitsForOpenRequestsWhenItDrains) {
  serve("alpha");
  const pbay_id id = post("alpha", "gate; say finished");
  wire.line_of("inside");
  std::thread ending{[this] { host->drain(); }};
  EXPECT_EQ(wire.line_of("drain"), "drain");
  EXPECT_EQ(post("alpha", "say new"), 0u) << "no new work follows";
  wire.open_gate();
  EXPECT_EQ(front.wait(id).body, "finished");
  ending.join();
  EXPECT_EQ(host->stop(), 0);
}

TEST_F(Serving, CountsWhatAPluginDoes) {
  serve("alpha");
  EXPECT_EQ(run("alpha", "metric things_total"), "0:");
  const std::string text = metrics->text();
  EXPECT_NE(text.find("patchbay_alpha_things_total{instance=\"alpha\"} 2"), std::string::npos) << text;
  EXPECT_NE(text.find("patchbay_plugin_requests_total{instance=\"alpha\"} 1"), std::string::npos) << text;
}

TEST_F(Serving, ReportsReadinessOfEachInstance) {
  install({.id = "alpha"});
  table("alpha", "alpha");
  table("ghost", "ghost");
  start();
  const json::object ready = host->readiness();
  EXPECT_EQ(ready.at("plugin.alpha").at("ready"), true);
  EXPECT_EQ(ready.at("plugin.ghost").at("ready"), false);
}

}  // namespace
}  // namespace patchbay::host
