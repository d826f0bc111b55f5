#include "core/config/config.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <cstdlib>

#include "tests/core/config/folder.hpp"

namespace patchbay::config {
namespace {

class ConfigFile : public testing::Test {
 protected:
  Loaded read(std::string_view text) { return load(folder_.write("patchbay.toml", text)); }

  // Every problem as text with the folder cut off.
  static std::vector<std::string> texts(const Loaded& loaded) {
    std::vector<std::string> out;
    for (const Problem& problem : loaded.problems) {
      const std::string text = text_of(problem);
      out.push_back(text.substr(text.rfind('/', text.find(": ")) + 1));
    }
    return out;
  }
  std::vector<std::string> problems(std::string_view text) { return texts(read(text)); }

  Folder folder_;
};

TEST_F(ConfigFile, AnEmptyFileGivesTheDefaults) {
  const Loaded loaded = read("");
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.config.server.listen, "127.0.0.1:8080");
  EXPECT_EQ(loaded.config.site.locales, std::vector<std::string>{"en"});
  EXPECT_EQ(loaded.config.limits.number("connections_per_address"), 64);
}

TEST_F(ConfigFile, AMissingNamedFileIsAProblem) {
  const Loaded loaded = load(folder_.path("none.toml"));
  EXPECT_FALSE(loaded.ok());
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_NE(loaded.problems[0].text.find("cannot be read"), std::string::npos);
}

TEST_F(ConfigFile, EveryKeyOfTheManualIsRead) {
  folder_.write("help/x.md", "x");
  folder_.write("cert.pem", "x");
  folder_.write("key.pem", "x");
  const Loaded loaded = read(R"(
[server]
listen = "[::1]:8443"
public_url = "https://help.example.com"
trusted_proxies = ["10.0.0.0/8", "::1"]
page_cache = "1M"
tls = { cert = "cert.pem", key = "key.pem", hsts = "subdomains" }
files_url = "https://files.example.com"
[log]
level = "debug"
format = "text"
[site]
name = "Example"
locales = ["en", "bg", "vi"]
default_locale = "bg"
time_zone = "Europe/Sofia"
synonyms = [["refund", "money back"]]
[mail]
smtp = "smtps://mail.example.com"
from = "help@example.com"
[limits]
connections_per_address = "off"
messages = "20/10s"
search = "5/s burst 20"
upload_bytes = "1G"
[hours.default]
mon-fri = ["09:00-12:00", "13:00-18:00"]
holidays = ["2026-12-25"]
[team.support]
members = ["ana@example.com"]
[inbox.default]
sites = ["https://shop.example.com"]
team = "support"
reopen_days = 3
[pathways]
order = ["search", "livechat"]
reveal = { livechat = "after_attempt" }
[handoff]
order = ["livechat"]
[plugin.kb]
files = [{ dir = "help", locale = "en" }]
config = { per_page = 20, deep = { list = [1, "two"] } }
[plugin.second-kb]
use = "kb"
)");
  EXPECT_EQ(texts(loaded), std::vector<std::string>{});
  const Config& config = loaded.config;
  EXPECT_EQ(config.server.page_cache, 1 << 20);
  EXPECT_TRUE(config.server.tls.hsts_subdomains);
  EXPECT_EQ(config.limits.number("connections_per_address"), -1);
  EXPECT_EQ(config.limits.number("upload_bytes"), 1 << 30);
  EXPECT_DOUBLE_EQ(config.limits.rate("messages").per_second, 2);
  EXPECT_DOUBLE_EQ(config.limits.rate("messages").burst, 20);
  EXPECT_DOUBLE_EQ(config.limits.rate("search").per_second, 5);
  EXPECT_EQ(config.hours.at("default").days.at("wed").size(), 2u);
  EXPECT_EQ(config.hours.at("default").days.count("sat"), 0u);
  ASSERT_EQ(config.plugins.size(), 2u);
  EXPECT_EQ(config.plugins[0].instance, "kb");
  EXPECT_EQ(config.plugins[1].plugin, "kb");
  EXPECT_EQ(config.plugins[0].files[0].name, "0");
  EXPECT_EQ(config.plugins[0].settings.at("per_page").as_int64(), 20);
  EXPECT_EQ(config.plugins[0].positions.at("/deep/list/1").first, 42);
}

TEST_F(ConfigFile, EveryProblemIsToldAtOnceWithItsPlaceAndARemedy) {
  EXPECT_EQ(
      problems(R"([server]
lisen = "x"
listen = 8080
[site]
locales = ["en"]
default_locale = "de"
time_zone = "Europe/Sofa"
[limts]
)"),
      (std::vector<std::string>{
          "patchbay.toml:2:1: there is no key server.lisen; did you mean listen?",
          "patchbay.toml:3:10: server.listen is a number; write text in quotes",
          "patchbay.toml:6:18: site.default_locale is \"de\", which is not in site.locales; add it there",
          "patchbay.toml:7:13: site.time_zone is \"Europe/Sofa\", which this system does not know; write "
          "\"Europe/Sofia\", \"UTC\"",
          "patchbay.toml:8:2: there is no key limts; did you mean limits?",
      }));
}

TEST_F(ConfigFile, AKeySetInTwoFilesNamesBoth) {
  folder_.write("conf.d/50-a.toml", "[site]\nname = \"B\"\n");
  const auto told = problems("[site]\nname = \"A\"\naccent = \"#000000\"\n");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].substr(0, 48),
            "50-a.toml:2:1: site.name is already set at " + folder_.path("").substr(0, 5));
  EXPECT_NE(told[0].find("patchbay.toml:2:1; keep one of the two"), std::string::npos);
}

TEST_F(ConfigFile, TablesOfSeveralFilesJoinInTheOrderOfTheirNames) {
  folder_.write("conf.d/60-kb.toml", "[plugin.kb]\n");
  folder_.write("conf.d/50-zz.toml", "[plugin.zz]\n[site]\nname = \"Joined\"\n");
  folder_.write("conf.d/notes.txt", "not = toml = at all");
  const Loaded loaded = read("[site]\ntime_zone = \"UTC\"\n");
  EXPECT_EQ(texts(loaded), std::vector<std::string>{});
  EXPECT_EQ(loaded.config.site.name, "Joined");
  ASSERT_EQ(loaded.config.plugins.size(), 2u);
  EXPECT_EQ(loaded.config.plugins[0].instance, "zz");
  EXPECT_EQ(loaded.config.files.size(), 3u);
}

TEST_F(ConfigFile, ASyntaxErrorInOneFileDoesNotHideTheOthers) {
  folder_.write("conf.d/a.toml", "[server]\nlistn = \"x\"\n");
  const auto told = problems("[site\n");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].substr(0, 16), "patchbay.toml:1:");
  EXPECT_EQ(told[1], "a.toml:2:1: there is no key server.listn; did you mean listen?");
}

TEST_F(ConfigFile, PlaceholdersAreFilledAndShownAsWritten) {
  ASSERT_EQ(setenv("PATCHBAY_TEST_SECRET", "0123456789abcdef0123456789abcdef", 1), 0);
  folder_.write("pass", "hunter22\n");
  const Loaded loaded = read(R"([inbox.default]
identity_keys = ["hs256:${env:PATCHBAY_TEST_SECRET}"]
[plugin.kb]
config = { token = "${file:pass}", plain = "$${x}", password = "typed in" }
)");
  EXPECT_EQ(texts(loaded), std::vector<std::string>{});
  EXPECT_EQ(loaded.config.inboxes.at("default").identity_keys[0], "hs256:0123456789abcdef0123456789abcdef");
  EXPECT_EQ(loaded.config.plugins[0].settings.at("token").as_string(), "hunter22");
  EXPECT_EQ(loaded.config.plugins[0].settings.at("plain").as_string(), "${x}");
  const std::string shown = show(loaded.config);
  EXPECT_EQ(shown.find("hunter22"), std::string::npos);
  EXPECT_EQ(shown.find("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(shown.find("typed in"), std::string::npos);
  EXPECT_NE(shown.find("\"hs256:${env:PATCHBAY_TEST_SECRET}\""), std::string::npos);
  EXPECT_NE(shown.find("token = \"${file:pass}\""), std::string::npos);
}

TEST_F(ConfigFile, AMissingVariableOrFileIsToldAtTheTextThatNamesIt) {
  unsetenv("PATCHBAY_TEST_NONE");
  const auto told = problems(
      "[site]\nname = \"${env:PATCHBAY_TEST_NONE}\"\nlogo = \"${file:none}\"\naccent = \"${other}\"\n");
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0],
            "patchbay.toml:2:8: site.name: the environment has no PATCHBAY_TEST_NONE; set it, or write the "
            "value here");
  EXPECT_NE(told[1].find("3:8: site.logo: cannot read"), std::string::npos);
  EXPECT_NE(told[2].find("4:10: site.accent: write ${env:NAME} or ${file:PATH}"), std::string::npos);
}

TEST_F(ConfigFile, WhatIsShownReadsBackAsTheSame) {
  const Loaded first = read(
      "[site]\nname = \"A \\\"quoted\\\" name\"\n[limits]\nmessages = \"7/3s\"\nlogin = "
      "\"off\"\n[hours.default]\nsat = \"10:00-12:00\"\n"
      "[pathways]\norder = [\"search\"]\nreveal = { search = \"always\" }\n[plugin.kb]\nconfig = { a = [1, "
      "2.5, true] }\n");
  ASSERT_EQ(texts(first), std::vector<std::string>{});
  const std::string shown = show(first.config);
  const Loaded again = load(folder_.write("again.toml", shown));
  std::erase_if(const_cast<std::vector<Problem>&>(again.problems),
                [](const Problem& problem) { return problem.advice; });
  EXPECT_EQ(texts(again), std::vector<std::string>{});
  EXPECT_EQ(show(again.config), shown);
}

TEST_F(ConfigFile, WrongValuesAreRefusedWithAnExample) {
  for (const std::string_view text : {
           "[server]\nlisten = \"8080\"",
           "[server]\nlisten = \"127.0.0.1:99999\"",
           "[server]\npublic_url = \"https://a.example/path\"",
           "[server]\ntrusted_proxies = [\"10.0.0.0/33\"]",
           "[server]\ntrusted_proxies = [\"proxy\"]",
           "[server]\npage_cache = \"lots\"",
           "[server]\ntls = { cert = \"none.pem\" }",
           "[log]\nlevel = \"loud\"",
           "[store]\nengine = \"oracle\"",
           "[site]\nlocales = []",
           "[site]\nlocales = [\"english\"]",
           "[site]\naccent = \"green\"",
           "[site]\nsynonyms = [[\"alone\"]]",
           "[mail]\nsmtp = \"mail.example.com\"",
           "[mail]\nfrom = \"help@example.com\"",
           "[limits]\nsearch = 5",
           "[limits]\nsearch = \"5 per second\"",
           "[limits]\nconnections = -1",
           "[limits]\nconnections = \"16M\"",
           "[hours.default]\nmon-fri = \"18:00-09:00\"",
           "[hours.default]\nmonday = \"09:00-18:00\"",
           "[hours.default]\nmon-fri = \"09:00-18:00\"\nwed = \"09:00-12:00\"",
           "[hours.default]\nholidays = [\"2026-02-29\"]",
           "[team.a]\nmembers = [\"ana\"]",
           "[team.a]\nhours = \"nights\"",
           "[inbox.default]\nsites = [\"shop.example.com\"]",
           "[inbox.default]\nteam = \"none\"",
           "[inbox.default]\nreopen_days = 1000",
           "[inbox.default]\nidentity_keys = [\"hs256:short\"]",
           "[pathways]\norder = [\"search\", \"search\"]",
           "[pathways]\nreveal = { phone = \"always\" }",
           "[plugin.Kb]\n",
           "[plugin.kb]\nisolation = \"thread\"",
           "[plugin.kb]\nsha256 = \"12\"",
           "[plugin.kb]\nfiles = [{ dir = \"none\" }]",
           "[plugin.kb]\nfiles = [\"help\"]",
           "[plugin.kb]\nconfig = { x = inf }",
           "plugin = 1",
       }) {
    const Loaded loaded = read(text);
    EXPECT_FALSE(loaded.ok()) << text;
    for (const Problem& problem : loaded.problems) {
      EXPECT_GT(problem.line, 0) << text << " → " << text_of(problem);
      EXPECT_NE(problem.text.find(';'), std::string::npos) << "no remedy: " << text_of(problem);
    }
  }
}

TEST_F(ConfigFile, AnAccentTooLightGetsTheNearestThatIsNot) {
  const Loaded loaded = read("[site]\naccent = \"#ffcc00\"\n");
  EXPECT_TRUE(loaded.ok());
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_TRUE(loaded.problems[0].advice);
  EXPECT_NE(loaded.problems[0].text.find("is the nearest that is not"), std::string::npos);
}

TEST_F(ConfigFile, SenselessSetsAreAdvisedAgainst) {
  EXPECT_EQ(
      problems("[plugin.livechat]\n"),
      std::vector<std::string>{
          "patchbay.toml:1:1: advice: livechat is on and nobody can answer: turn on desk ([plugin.desk])"});
  EXPECT_EQ(problems("[server]\nlisten = \"0.0.0.0:80\"\n").size(), 1u);
  EXPECT_EQ(
      problems("[pathways]\norder = [\"kbb\"]\n[plugin.kb]\n"),
      std::vector<std::string>{
          "patchbay.toml:2:10: advice: pathways.order names \"kbb\", which is not on; did you mean \"kb\"?"});
}

TEST_F(ConfigFile, ATeamMemberWithoutAccountIsAdvised) {
  const Loaded loaded = read("[team.support]\nmembers = [\"ana@example.com\", \"ben@example.com\"]\n");
  const auto told =
      advise(loaded.config, [](const std::string& email) { return email == "ana@example.com"; });
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].line, 2);
  EXPECT_EQ(told[0].column, 31);
  EXPECT_NE(told[0].text.find("ben@example.com has no account"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::config
