#include "core/app/command_line.hpp"

#include <gtest/gtest.h>

#include "core/app/failure.hpp"

namespace patchbay::app {
namespace {

const Syntax kAdd{"agent add",
                  {"EMAIL"},
                  "adds an agent",
                  {{"name", "NAME", "what others see"},
                   {"group", "G", "may come again", true},
                   {"password-stdin", "", "read it"}}};

Typed typed(std::vector<std::string> arguments, const Syntax& syntax = kAdd) {
  return parse(arguments, syntax);
}

std::string complaint(std::vector<std::string> arguments, const Syntax& syntax = kAdd) {
  try {
    parse(arguments, syntax);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(CommandLine, OptionsMayStandAnywhere) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"agent", "add", "ana@example.com", "--name", "Ana"},
           {"agent", "add", "--name=Ana", "ana@example.com"},
           {"--data", "d", "agent", "--name", "Ana", "add", "ana@example.com"}}) {
    const Typed result = typed(arguments);
    EXPECT_EQ(result.positional, std::vector<std::string>{"ana@example.com"});
    EXPECT_EQ(result.value("name"), "Ana");
    EXPECT_FALSE(result.has("password-stdin"));
  }
}

TEST(CommandLine, AFlagTakesNoValueAndARepeatableOptionCollects) {
  const Typed result =
      typed({"agent", "add", "--password-stdin", "--group", "a", "--group=b", "x@example.com"});
  EXPECT_TRUE(result.has("password-stdin"));
  EXPECT_EQ(result.options.at("group"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(result.positional.size(), 1u);
}

TEST(CommandLine, TwoDashesEndTheOptions) {
  const Typed result = typed({"agent", "add", "--", "--name"});
  EXPECT_EQ(result.positional, std::vector<std::string>{"--name"});
}

TEST(CommandLine, AnUnknownOptionNamesTheNearest) {
  const std::string told = complaint({"agent", "add", "x@example.com", "--nmae", "Ana"});
  EXPECT_NE(told.find("there is no option --nmae; did you mean --name?"), std::string::npos) << told;
  EXPECT_NE(told.find("usage: patchbay agent add EMAIL"), std::string::npos) << told;
}

TEST(CommandLine, MissingAndSurplusArgumentsAreTold) {
  EXPECT_NE(complaint({"agent", "add"}).find("EMAIL is missing"), std::string::npos);
  EXPECT_NE(complaint({"agent", "add", "a@b.c", "d@e.f"}).find("\"d@e.f\" is one argument too many"),
            std::string::npos);
  EXPECT_FALSE(complaint({"agent", "add", "a@b.c", "--name"}).empty()) << "an option without its value";
  const Syntax optional{"call", {"METHOD", "[JSON]"}, "", {}};
  EXPECT_EQ(complaint({"call", "a@1"}, optional), "");
  const Syntax many{"search", {"QUERY…"}, "", {}};
  EXPECT_EQ(typed({"search", "how", "to", "search"}, many).positional,
            (std::vector<std::string>{"how", "to", "search"}));
}

TEST(CommandLine, HelpNeedsNoArguments) {
  EXPECT_TRUE(typed({"agent", "add", "--help"}).has("help"));
}

TEST(CommandLine, WordsLeaveOutTheValuesOfCommonOptions) {
  EXPECT_EQ(words_of(std::vector<std::string>{"--data", "d", "agent", "--json", "list", "--", "x"}),
            (std::vector<std::string>{"agent", "list"}));
}

}  // namespace
}  // namespace patchbay::app
