#include "core/check/plugin_check.hpp"

#include <boost/json/array.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "gtest/gtest.h"

namespace patchbay::check {
namespace {

const std::string kHello = PATCHBAY_BINARY_DIR "/examples/greeter/greeter.so";

Options options(std::string only = "") {
  Options out;
  out.library = kHello;
  out.only = std::move(only);
  return out;
}

class Examples : public ::testing::TestWithParam<const char*> {};

TEST_P(Examples, HaveNothingWrong) {
  Options all = options();
  all.library = std::string{PATCHBAY_BINARY_DIR "/examples/"} + GetParam() + "/" + GetParam() + ".so";
  if (!std::filesystem::exists(all.library)) GTEST_SKIP() << "no compiler for it here";
  for (const Result& result : check(all))
    EXPECT_TRUE(result.status == Status::ok || result.status == Status::skipped)
        << name_of(result.status) << " " << result.id << ": " << result.text;
}

INSTANTIATE_TEST_SUITE_P(InEveryLanguage, Examples,
                         ::testing::Values("greeter", "greeter-c", "greeter-rust"));

TEST(PluginCheck, LooksAtAtLeastTwentyFiveThings) {
  std::set<std::string> ids;
  for (const auto& [id, what] : all_checks()) {
    EXPECT_TRUE(ids.insert(id).second) << id;
    EXPECT_FALSE(what.empty()) << id;
  }
  EXPECT_GE(ids.size(), 25u);
}

TEST(PluginCheck, HasEveryCheckInItsPage) {
  std::ifstream in{PATCHBAY_SOURCE_DIR "/docs/plugin-author/checks.md"};
  const std::string page{std::istreambuf_iterator<char>{in}, {}};
  for (const auto& [id, what] : all_checks())
    EXPECT_NE(page.find("| `" + id + "` | " + what + " |"), std::string::npos) << id;
}

TEST(PluginCheck, RunsOnlyWhatIsAskedFor) {
  const auto results = check(options("^elf\\.exports$"));
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].status, Status::ok) << results[0].text;
}

TEST(PluginCheck, RefusesAWrongExpressionAndAMissingFile) {
  EXPECT_THROW(check(options("(")), Error);
  Options missing = options();
  missing.library = "/nowhere/x.so";
  EXPECT_THROW(check(missing), Error);
  Options broken = options();
  broken.settings = "no json";
  EXPECT_THROW(check(broken), Error);
}

TEST(PluginCheck, WritesOneJsonDocument) {
  Options json = options("^elf");
  json.json = true;
  std::ostringstream out;
  EXPECT_EQ(run(json, out), 0);
  const json::object document = parse_object(out.str());
  EXPECT_EQ(string_or(document, "verdict", ""), "ok");
  for (const json::value& check : document.at("checks").as_array())
    EXPECT_EQ(string_or(check.as_object(), "status", ""), "ok");
}

TEST(PluginCheck, TakesTheSettingsItIsGiven) {
  Options given = options("^life.starts$");
  given.settings = R"({"greeting":7})";
  EXPECT_EQ(check(given)[0].status, Status::failed);
}

}  // namespace
}  // namespace patchbay::check
