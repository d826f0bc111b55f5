#include <unistd.h>

#include <fstream>

#include "core/base/hash.hpp"
#include "tests/core/host/host_test.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

using Loading = HostTest;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Loading, StartsWhatHasATableAndStopsItInOrder) {
  install({.id = "alpha"});
  install({.id = "beta"});
  table("alpha", "alpha");
  start();
  EXPECT_EQ(info("alpha").state, State::serving);
  EXPECT_FALSE(info("beta").enabled);
  EXPECT_EQ(info("beta").state, State::found);
  EXPECT_EQ(host->stop(), 0);
  EXPECT_EQ(wire.line(), "create");
  EXPECT_EQ(wire.line(), "drain");
  EXPECT_EQ(wire.line(), "stop");
  EXPECT_EQ(wire.line(), "destroy");
  EXPECT_EQ(info("alpha").state, State::stopped);
}

TEST_F(Loading, RefusesMissingInterfacesByName) {
  install({.id = "future", .needs = {"pbay.store/2", "pbay.video/1"}});
  table("future", "future");
  start();
  const std::string why = info("future").why;
  EXPECT_EQ(info("future").state, State::refused);
  EXPECT_TRUE(contains(why, "future.so needs pbay.store/2; this host offers pbay.store/1")) << why;
  EXPECT_TRUE(contains(why, "and needs pbay.video/1; this host offers no pbay.video")) << why;
  EXPECT_TRUE(contains(why, "upgrade the host")) << why;
}

TEST_F(Loading, RefusesAnotherMagicAndAnotherMajor) {
  install({.id = "magic", .needs = {}});
  install({.id = "major", .needs = {}});
  table("magic", "magic");
  table("major", "major");
  start();
  EXPECT_TRUE(contains(info("magic").why, "no Patchbay plugin")) << info("magic").why;
  EXPECT_TRUE(contains(info("major").why, "built for plugin ABI 2")) << info("major").why;
}

TEST_F(Loading, RefusesALibraryThatIsNotThePluginJsons) {
  install({.id = "alpha", .version = "2.0.0"});
  install({.id = "beta", .needs = {"pbay.http/1"}});
  table("alpha", "alpha");
  table("beta", "beta");
  start();
  EXPECT_TRUE(contains(info("alpha").why, "says version 1.0.0, its plugin.json says 2.0.0"))
      << info("alpha").why;
  EXPECT_TRUE(contains(info("beta").why, "says it needs")) << info("beta").why;
}

TEST_F(Loading, RefusesAFileWithAnotherHash) {
  install({.id = "alpha", .sha256 = std::string(64, '0')});
  table("alpha", "alpha");
  start();
  EXPECT_TRUE(contains(info("alpha").why, "is not the file plugin.json describes")) << info("alpha").why;
  EXPECT_TRUE(wire.is_silent());
}

TEST_F(Loading, RefusesAFileTheConfigurationDoesNotPin) {
  install({.id = "alpha"});
  table("alpha", "alpha").sha256 = std::string(64, 'a');
  start();
  EXPECT_TRUE(contains(info("alpha").why, "is not the file the configuration pins")) << info("alpha").why;
}

TEST_F(Loading, RefusesFilesThatOthersMayWrite) {
  fs::permissions(install({.id = "alpha"}) / "alpha.so", fs::perms::group_write, fs::perm_options::add);
  fs::permissions(install({.id = "beta"}), fs::perms::others_write, fs::perm_options::add);
  table("alpha", "alpha");
  table("beta", "beta");
  start();
  EXPECT_TRUE(contains(info("alpha").why, "alpha.so may be written by others; take that away: chmod go-w"))
      << info("alpha").why;
  EXPECT_TRUE(contains(info("beta").why, "may be written by others")) << info("beta").why;
}

TEST_F(Loading, RefusesFilesOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const fs::path file = install({.id = "alpha"}) / "alpha.so";
  ASSERT_EQ(::chown(file.c_str(), 12345, 12345), 0);
  table("alpha", "alpha");
  start();
  EXPECT_TRUE(contains(info("alpha").why, "belongs to user 12345")) << info("alpha").why;
}

TEST_F(Loading, RunsAPrivateCopyThatALaterChangeDoesNotTouch) {
  const fs::path file = install({.id = "alpha"}) / "alpha.so";
  table("alpha", "alpha");
  start();
  fs::resize_file(file, 0);
  EXPECT_EQ(run("alpha", "say alive"), "alive");
  const std::string name = "alpha.1." +
                           sha256_hex([] {
                             std::ifstream in{probe_file("alpha"), std::ios::binary};
                             return std::string{std::istreambuf_iterator<char>{in}, {}};
                           }())
                               .substr(0, 8) +
                           ".so";
  EXPECT_TRUE(fs::exists(root / "data" / "run" / name));
  EXPECT_EQ(fs::status(root / "data" / "run").permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(Loading, RefusesIsolationInAProcessByName) {
  install({.id = "alpha"});
  table("alpha", "alpha").isolation = "process";
  construct();
  EXPECT_TRUE(contains(info("alpha").why, "isolation = \"process\" is not offered yet")) << info("alpha").why;
}

TEST_F(Loading, RefusesTheUseOfAnotherPluginsMethods) {
  install({.id = "alpha", .provides = {"alpha.find@1"}});
  install({.id = "beta", .uses = {"alpha.find@1"}});
  table("beta", "beta");
  construct();
  EXPECT_TRUE(contains(info("beta").why, "beta uses alpha.find@1, a method of the plugin alpha"))
      << info("beta").why;
}

TEST_F(Loading, RefusesMethodsThatAreNotThePluginsToOffer) {
  install({.id = "alpha", .provides = {"search.query@1"}});
  table("alpha", "alpha");
  construct();
  EXPECT_TRUE(contains(info("alpha").why, "alpha provides search.query@1, a method of the host"))
      << info("alpha").why;
}

TEST_F(Loading, RefusesASerialPluginThatProvidesAndCalls) {
  install({.id = "serial", .provides = {"answer.find@1"}, .uses = {"answer.generate@1"}});
  table("serial", "serial");
  start();
  EXPECT_TRUE(contains(info("serial").why, "must be PBAY_CONCURRENT")) << info("serial").why;
}

TEST_F(Loading, NamesThePlaceOfAWrongSetting) {
  install({.id = "alpha"});
  config::PluginTable& wrong = table("alpha", "alpha");
  wrong.settings["color"] = "red";
  wrong.positions["/color"] = {12, 5};
  construct();
  EXPECT_TRUE(contains(info("alpha").why, "patchbay.toml:12:5: config/color")) << info("alpha").why;
  ASSERT_EQ(host->problems().size(), 1u);
  EXPECT_EQ(host->problems()[0].line, 12);
}

TEST_F(Loading, GivesThePluginItsSettingsWithDefaults) {
  install({.id = "alpha"});
  table("alpha", "alpha", {{"start", "say ready"}});
  start();
  EXPECT_EQ(wire.line_of("start"), "start ready");
}

TEST_F(Loading, ReportsATableWithoutAPlugin) {
  table("ghost", "ghost");
  start();
  EXPECT_EQ(info("ghost").state, State::refused);
  EXPECT_TRUE(contains(info("ghost").why, "there is no plugin \"ghost\" in")) << info("ghost").why;
}

TEST_F(Loading, ReportsABrokenPluginJsonAndLoadsTheOthers) {
  write_text(root / "plugins" / "broken" / "plugin.json", "{\"id\":\"broken\",");
  install({.id = "alpha"});
  table("broken", "broken");
  table("alpha", "alpha");
  start();
  EXPECT_TRUE(contains(info("broken").why, "plugin.json: byte")) << info("broken").why;
  EXPECT_EQ(info("alpha").state, State::serving);
}

TEST_F(Loading, DestroysAndReportsAPluginWhoseStartFails) {
  install({.id = "alpha"});
  table("alpha", "alpha", {{"start", "status -8"}});
  start();
  EXPECT_EQ(info("alpha").state, State::failed);
  EXPECT_EQ(info("alpha").why, "start() failed: the test said no");
  EXPECT_EQ(wire.line(), "create");
  EXPECT_EQ(wire.line(), "destroy");
  EXPECT_TRUE(wire.is_silent());
}

TEST_F(Loading, SurvivesAnExceptionInStart) {
  install({.id = "alpha"});
  table("alpha", "alpha", {{"start", "throw"}});
  start();
  EXPECT_EQ(info("alpha").why, "start() let an exception out");
}

TEST_F(Loading, LeavesOutAPluginThatEndedTheHostUntilItChanges) {
  install({.id = "alpha"});
  config::PluginTable& settings = table("alpha", "alpha", {{"start", "crash"}});
  EXPECT_DEATH(start(), "");
  start();
  EXPECT_TRUE(contains(info("alpha").why, "the host ended while starting alpha the last time"))
      << info("alpha").why;
  EXPECT_TRUE(contains(info("alpha").why, "patchbay plugin enable alpha"));
  settings.settings["scripts"] = json::object{{"start", "say well"}};
  start();
  EXPECT_EQ(info("alpha").state, State::serving);
}

TEST_F(Loading, TriesAPluginAgainWhenTheOperatorSaysSo) {
  install({.id = "alpha"});
  table("alpha", "alpha");
  construct();
  write_text(root / "data" / "run" / "alpha.starting", "");
  start();
  EXPECT_EQ(info("alpha").state, State::serving) << "a marker of something else does not count";
}

TEST_F(Loading, RunsTwoInstancesOfOnePluginApart) {
  install({.id = "alpha"});
  table("first", "alpha");
  table("second", "alpha");
  start();
  EXPECT_EQ(run("first", "whoami; batch [{'op':'put','coll':'notes','id':'n','doc':{'a':1}}]").substr(0, 7),
            "first 0");
  EXPECT_EQ(run("second", "whoami; get notes n").substr(0, 9), "second -2");
  EXPECT_EQ(info("second").plugin, "alpha");
}

TEST_F(Loading, StartsOnlyWhatACommandNeeds) {
  install({.id = "alpha", .uses = {"answer.find@1"}});
  install({.id = "beta", .provides = {"answer.find@1"}});
  install({.id = "serial"});
  table("alpha", "alpha");
  provide(table("beta", "beta"), {"answer.find@1"});
  table("serial", "serial");
  construct();
  host->start_only({"alpha"}, front);
  EXPECT_EQ(info("alpha").state, State::serving);
  EXPECT_EQ(info("beta").state, State::serving);
  EXPECT_EQ(info("serial").state, State::found);
}

TEST_F(Loading, DeclaresTheJourneysThatPluginJsonNames) {
  const std::filesystem::path manifest = install({.id = "alpha"}) / "plugin.json";
  std::string text;
  std::getline(std::ifstream{manifest}, text, '\0');
  text.replace(text.find('{'), 1, R"({"journey":{"read":{"type":"object","required":["seconds"]}},)");
  std::ofstream{manifest} << text;
  table("alpha", "alpha");
  construct();
  inbox::JourneyEntry entry;
  entry.kind = "read";
  entry.browser = "b";
  EXPECT_THROW(inbox->record(inbox::Principal::system(), entry), Error);
  entry.data = {{"seconds", 12}};
  EXPECT_NO_THROW(inbox->record(inbox::Principal::system(), entry));
  entry.kind = "strange";
  EXPECT_THROW(inbox->record(inbox::Principal::system(), entry), Error);
}

}  // namespace
}  // namespace patchbay::host
