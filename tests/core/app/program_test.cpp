// The program as a person at a shell meets it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/core/app/child.hpp"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

class Shell : public testing::Test {
 protected:
  Shell() {
    std::string name = (fs::temp_directory_path() / "patchbay-shell-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Shell() override { fs::remove_all(folder_); }

  Ended type(const std::vector<std::string>& arguments, const std::string& input = {}) {
    return run(folder_, arguments, input);
  }
  Child serve(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"serve", "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Child{folder_, arguments};
  }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((fs::path{folder_} / name).parent_path());
    std::ofstream{fs::path{folder_} / name} << text;
  }

  std::string folder_;
};

const std::string kPassword = "correct horse battery";

TEST_F(Shell, VersionAndHelpAreDone) {
  EXPECT_EQ(type({"--version"}).out.substr(0, 9), "patchbay ");
  const Ended help = type({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.out.find("patchbay serve"), std::string::npos);
  EXPECT_NE(type({"agent", "add", "--help"}).out.find("--password-stdin"), std::string::npos);
}

TEST_F(Shell, WrongUsageEndsWithTwoAndTheRemedy) {
  const Ended typo = type({"serv"});
  EXPECT_EQ(typo.code, 2);
  EXPECT_NE(typo.err.find("did you mean serve?"), std::string::npos) << typo.err;
  EXPECT_EQ(type({}).code, 2);
  EXPECT_EQ(type({"agent"}).code, 2);
  EXPECT_EQ(type({"agent", "add"}).code, 2);
  EXPECT_EQ(type({"agent", "add", "ana@example.com"}).code, 2) << "a name is needed";
  EXPECT_EQ(type({"call", "x@1", "{"}).code, 2) << "broken JSON";
  EXPECT_FALSE(fs::exists(folder_ + "/data")) << "a typo makes no data directory";
}

TEST_F(Shell, ConfigCheckTellsEveryProblemAndEndsWithTwo) {
  EXPECT_EQ(type({"config", "check"}).code, 0);
  write("patchbay.toml", "[server]\nlisen = 1\n[site]\nlocales = []\n[plugin.nosuch]\n");
  const Ended checked = type({"config", "check"});
  EXPECT_EQ(checked.code, 2);
  EXPECT_NE(checked.out.find("patchbay.toml:2:1: there is no key server.lisen; did you mean listen?"),
            std::string::npos)
      << checked.out;
  EXPECT_NE(checked.out.find("patchbay.toml:4:11: site.locales is empty"), std::string::npos);
  EXPECT_NE(checked.out.find("patchbay.toml:5:1: there is no plugin nosuch"), std::string::npos);
  EXPECT_EQ(type({"agent", "list"}).code, 2) << "nothing runs with a broken configuration";
}

TEST_F(Shell, AccountsAreKeptWithoutAHost) {
  const Ended added = type({"agent", "add", "ana@example.com", "--name", "Ana", "--role", "admin"});
  EXPECT_EQ(added.code, 0) << added.err;
  EXPECT_NE(added.out.find("/signin?token="), std::string::npos);
  EXPECT_EQ(type({"agent", "add", "ana@example.com", "--name", "Ana"}).code, 1);
  EXPECT_EQ(
      type({"agent", "add", "ben@example.com", "--name", "Ben", "--password-stdin"}, kPassword + "\n").code,
      0);
  const Ended listed = type({"agent", "list", "--json"});
  EXPECT_NE(
      listed.out.find(
          R"("email":"ana@example.com","name":"Ana","role":"admin","groups":[],"enabled":true,"password":false)"),
      std::string::npos)
      << listed.out;
  EXPECT_NE(listed.out.find(R"("email":"ben@example.com")"), std::string::npos);
  EXPECT_EQ(listed.out.find("argon2"), std::string::npos);
  EXPECT_EQ(type({"agent", "add", "eve@example.com", "--name", "Eve", "--password-stdin"}, "short\n").code,
            1);
}

TEST_F(Shell, TheFirstStartPrintsALinkForTheFirstAdmin) {
  Child host = serve();
  EXPECT_NE(host.line_with("/signin?token=").find("http://127.0.0.1:"), std::string::npos);
  host.signal(SIGTERM);
  const Ended ended = host.wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err.find("token="), std::string::npos) << "the log holds no secret";
}

TEST_F(Shell, CommandsAreCarriedOutByTheRunningHost) {
  Child host = serve();
  ASSERT_FALSE(host.line_with("/signin?token=").empty());
  EXPECT_EQ(type({"agent", "add", "ana@example.com", "--name", "Ana"}).code, 0);
  EXPECT_NE(type({"agent", "list"}).out.find("ana@example.com"), std::string::npos);
  EXPECT_EQ(type({"agent", "reset", "nobody@example.com"}).code, 1);
  const Ended token = type({"agent", "token", "ana@example.com"});
  EXPECT_EQ(token.out.size(), 44u) << token.out;
  EXPECT_EQ(type({"check"}).code, 0);
  EXPECT_EQ(type({"plugin", "list"}).code, 0);
  const Ended second = type({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.code, 3);
  EXPECT_NE(second.err.find("is in use by `patchbay serve`"), std::string::npos) << second.err;
  EXPECT_EQ(type({"restore", "x.tar"}).code, 3);
  host.signal(SIGINT);
  const Ended ended = host.wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err.find(token.out.substr(0, 43)), std::string::npos) << "the log holds no secret";
}

TEST_F(Shell, ReloadSaysWhatItDidAndWhatWaits) {
  write("patchbay.toml", "[site]\nname = \"One\"\n");
  EXPECT_EQ(type({"config", "reload"}).code, 3) << "no host runs";
  Child host = serve();
  ASSERT_FALSE(host.line_with("/signin?token=").empty());
  write("patchbay.toml", "[site]\nname = \"Two\"\n[server]\npage_cache = \"1M\"\n");
  const Ended reloaded = type({"config", "reload"});
  EXPECT_EQ(reloaded.code, 0) << reloaded.err;
  EXPECT_NE(reloaded.out.find("site.name is in effect now"), std::string::npos) << reloaded.out;
  EXPECT_NE(reloaded.out.find("server.page_cache waits for a restart"), std::string::npos);
  write("patchbay.toml", "[site]\nnam = \"Three\"\n");
  const Ended broken = type({"config", "reload", "--config", "patchbay.toml"});
  EXPECT_NE(broken.code, 0);
  write("patchbay.toml", "[site]\nname = \"Two\"\n[server]\npage_cache = \"1M\"\n");
  EXPECT_NE(type({"config", "reload"}).out.find("nothing has changed"), std::string::npos)
      << "a broken file changed nothing";
  host.signal(SIGTERM);
  EXPECT_EQ(host.wait().code, 0);
}

TEST_F(Shell, ABackupOfARunningHostRestoresIntoAnEmptyDirectoryOnly) {
  Child host = serve();
  ASSERT_FALSE(host.line_with("/signin?token=").empty());
  ASSERT_EQ(type({"agent", "add", "ana@example.com", "--name", "Ana"}).code, 0);
  const Ended made = type({"backup", "copy.tar"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(fs::status(folder_ + "/copy.tar").permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(type({"backup", "copy.tar"}).code, 2) << "never over an older one";
  host.signal(SIGTERM);
  ASSERT_EQ(host.wait().code, 0);
  EXPECT_EQ(type({"restore", "copy.tar"}).code, 1) << "the directory is not empty";
  const Ended restored = type({"restore", "copy.tar", "--data", "fresh"});
  EXPECT_EQ(restored.code, 0) << restored.err;
  EXPECT_NE(type({"agent", "list", "--data", "fresh"}).out.find("ana@example.com"), std::string::npos);
  EXPECT_EQ(type({"check", "--data", "fresh"}).code, 0);
}

TEST_F(Shell, ABackupThatFailsLeavesNoFile) {
  write("patchbay.toml", "[site]\nname = \"\"\n");
  EXPECT_NE(type({"backup", "copy.tar"}).code, 0);
  EXPECT_FALSE(fs::exists(folder_ + "/copy.tar"));
}

TEST_F(Shell, ADeepDataDirectoryIsServed) {
  std::string deep = folder_;
  for (int i = 0; i < 12; ++i) deep += "/a-folder-with-a-long-name";
  Child host = serve({"--data", deep});
  ASSERT_FALSE(host.line_with("/signin?token=").empty());
  EXPECT_EQ(type({"agent", "list", "--data", deep}).code, 0);
  host.signal(SIGTERM);
  EXPECT_EQ(host.wait().code, 0);
}

TEST_F(Shell, APersonIsInvitedExportedAndErased) {
  const Ended invited =
      type({"person", "invite", "mira@example.com", "--kind", "employee", "--groups", "warehouse"});
  EXPECT_EQ(invited.code, 0) << invited.err;
  EXPECT_NE(invited.out.find("/signin?token="), std::string::npos);
  EXPECT_NE(type({"person", "export", "mira@example.com"}).out.find("\"warehouse\""), std::string::npos);
  EXPECT_EQ(type({"person", "erase", "mira@example.com"}).code, 0);
  EXPECT_EQ(type({"person", "export", "mira@example.com"}).code, 1);
}

TEST_F(Shell, APluginThatIsNotThereCannotBeTurnedOn) {
  const Ended missing = type({"plugin", "enable", "nosuch"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_FALSE(fs::exists(folder_ + "/conf.d/60-nosuch.toml"));
  EXPECT_EQ(type({"plugin", "disable", "nosuch"}).code, 0);
}

}  // namespace
}  // namespace patchbay::app
