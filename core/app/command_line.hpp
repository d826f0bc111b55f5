#pragma once
// What was typed, taken apart. Options may stand anywhere; `--` ends them.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::app {

struct OptionSpec {
  std::string name;      // "role"
  std::string argument;  // "agent|admin"; empty = a flag
  std::string help;
  bool repeatable = false;
};

struct Syntax {
  std::string words;                    // "agent add"
  std::vector<std::string> positional;  // "EMAIL", "[JSON]" (may be left out), "WORD…" (one or more)
  std::string help;                     // one line
  std::vector<OptionSpec> options;
};

struct Typed {
  std::map<std::string, std::vector<std::string>> options;  // a flag has one empty text
  std::vector<std::string> positional;

  bool has(const std::string& option) const { return options.contains(option); }
  std::string value(const std::string& option, const std::string& fallback = {}) const;
};

// The words before and between options: enough to find the command. Values of the options every command has
// are left out.
std::vector<std::string> words_of(std::span<const std::string> arguments);

// `arguments` for one command, its words left out of the positional ones. UsageError with the nearest option
// or what is missing.
Typed parse(std::span<const std::string> arguments, const Syntax& syntax);

std::string usage(const Syntax& syntax);  // one line: "patchbay agent add EMAIL --name NAME"
std::string help_page(const Syntax& syntax);
std::span<const OptionSpec> common_options();  // --config, --data, --json, --help

}  // namespace patchbay::app
