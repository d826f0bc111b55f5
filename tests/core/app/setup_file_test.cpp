#include "core/app/setup_file.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/error.hpp"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAnswers = R"({"name":"Ana's \"Lamps\"\n[server]","public_url":"","locales":["bg","en"],"default_locale":"bg",
  "time_zone":"Europe/Sofia","accent":"#112233","plugins":["kb","portal"]})";

class SetupFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("patchbay-setup-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "conf.d");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream{folder_ / name} << text; }
  config::Loaded load() { return config::load((folder_ / "patchbay.toml").string()); }
  SetupFile made(const config::Config& running) {
    return setup_file(json::parse(kAnswers).as_object(), running, setup_path(running, (folder_ / "patchbay.toml").string()));
  }
  fs::path folder_;
};

TEST_F(SetupFileTest, IsReadBackAsWhatWasSaidWhateverTheTextsHold) {
  write("patchbay.toml", "");
  const SetupFile file = made(load().config);
  EXPECT_EQ(file.path, (folder_ / "conf.d" / "50-setup.toml").string());
  write("conf.d/50-setup.toml", file.text);
  const config::Loaded loaded = load();
  ASSERT_TRUE(loaded.ok()) << config::text_of(loaded.problems.front());
  EXPECT_EQ(loaded.config.site.name, "Ana's \"Lamps\"\n[server]");
  EXPECT_EQ(loaded.config.site.default_locale, "bg");
  EXPECT_EQ(loaded.config.plugins.size(), 2u);
  EXPECT_EQ(made(loaded.config).text, file.text) << "again: its own file is replaced, not left alone";
}

TEST_F(SetupFileTest, LeavesAloneWhatAnotherFileSays) {
  write("patchbay.toml", "[site]\nname = \"Mine\"\n[plugin.kb]\n[plugin.desk]\n");
  const SetupFile file = made(load().config);
  EXPECT_EQ(file.text.find("name ="), std::string::npos);
  EXPECT_EQ(file.text.find("[plugin.kb]"), std::string::npos);
  ASSERT_EQ(file.left_alone.size(), 2u);
  EXPECT_NE(file.left_alone[0].find("patchbay.toml:2"), std::string::npos) << file.left_alone[0];
  EXPECT_NE(file.left_alone[1].find("[plugin.desk] is on: remove it in"), std::string::npos);
  write("conf.d/50-setup.toml", file.text);
  EXPECT_TRUE(load().ok());
}

TEST_F(SetupFileTest, RefusesALanguageThatWasNotChosen) {
  json::object answers = json::parse(kAnswers).as_object();
  answers["default_locale"] = "vi";
  EXPECT_THROW(setup_file(answers, {}, "x"), Error);
}

}  // namespace
}  // namespace patchbay::app
