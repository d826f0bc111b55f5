#include "core/app/command_line.hpp"

#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>

#include "core/app/failure.hpp"
#include "core/base/text.hpp"
#include "core/config/nearest.hpp"

namespace patchbay::app {
namespace {

const std::vector<OptionSpec> kCommon = {
    {"config", "FILE", "the configuration; else ./patchbay.toml, else /etc/patchbay/patchbay.toml"},
    {"data", "DIR", "the data directory; else ./data, or /var/lib/patchbay with an installed configuration"},
    {"json", "", "one JSON document on stdout"},
    {"help", "", "this page"},
};

std::vector<OptionSpec> options_of(const Syntax& syntax) {
  std::vector<OptionSpec> all = syntax.options;
  all.insert(all.end(), kCommon.begin(), kCommon.end());
  return all;
}

Poco::Util::OptionSet option_set(const std::vector<OptionSpec>& specs) {
  Poco::Util::OptionSet set;
  for (const OptionSpec& spec : specs) {
    Poco::Util::Option option{spec.name, "", spec.help, false};
    option.repeatable(spec.repeatable);
    if (!spec.argument.empty()) option.argument(spec.argument, true);
    set.addOption(option);
  }
  return set;
}

std::string unknown_option(const std::string& typed, const std::vector<OptionSpec>& specs,
                           const Syntax& syntax) {
  std::vector<std::string> names;
  for (const OptionSpec& spec : specs) names.push_back(spec.name);
  std::string word = typed.substr(0, typed.find('='));
  word.erase(0, word.find_first_not_of('-'));
  const std::string near = config::nearest(word, names);
  return "there is no option --" + word + (near.empty() ? "" : "; did you mean --" + near + "?") +
         "\nusage: " + usage(syntax);
}

bool may_be_left_out(const std::string& positional) {
  return positional.starts_with('[');
}
bool takes_many(const std::string& positional) {
  return positional.find("…") != std::string::npos;
}

void check_count(const Typed& typed, const Syntax& syntax) {
  const std::size_t have = typed.positional.size();
  const auto least = static_cast<std::size_t>(
      std::ranges::count_if(syntax.positional, [](const auto& name) { return !may_be_left_out(name); }));
  if (have < least) throw UsageError{syntax.positional[have] + " is missing\nusage: " + usage(syntax)};
  const bool many = !syntax.positional.empty() && takes_many(syntax.positional.back());
  if (!many && have > syntax.positional.size())
    throw UsageError{"\"" + typed.positional[syntax.positional.size()] +
                     "\" is one argument too many\nusage: " + usage(syntax)};
}

}  // namespace

std::span<const OptionSpec> common_options() {
  return kCommon;
}

std::string Typed::value(const std::string& option, const std::string& fallback) const {
  const auto found = options.find(option);
  return found == options.end() ? fallback : found->second.back();
}

std::vector<std::string> words_of(std::span<const std::string> arguments) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& argument = arguments[at];
    if (argument == "--") break;
    if (argument == "--config" || argument == "--data")
      ++at;
    else if (!argument.starts_with('-'))
      words.push_back(argument);
  }
  return words;
}

Typed parse(std::span<const std::string> arguments, const Syntax& syntax) {
  const auto specs = options_of(syntax);
  const Poco::Util::OptionSet set = option_set(specs);
  Poco::Util::OptionProcessor processor{set};
  processor.setUnixStyle(true);
  auto words = syntax.words.empty() ? std::vector<std::string_view>{} : split(syntax.words, ' ');
  Typed typed;
  try {
    bool ended = false;
    for (const std::string& argument : arguments) {
      std::string name, value;
      if (!ended && argument == "--") {
        ended = true;
      } else if (!ended && argument != "-" && processor.process(argument, name, value)) {
        if (!name.empty()) typed.options[name].push_back(value);
      } else if (!words.empty() && argument == words.front()) {
        words.erase(words.begin());
      } else {
        typed.positional.push_back(argument);
      }
    }
    processor.checkRequired();
  } catch (const Poco::Util::UnknownOptionException& error) {
    throw UsageError{unknown_option(error.message(), specs, syntax)};
  } catch (const Poco::Util::OptionException& error) {
    throw UsageError{std::string{error.displayText()} + "\nusage: " + usage(syntax)};
  }
  if (!typed.has("help")) check_count(typed, syntax);
  return typed;
}

std::string usage(const Syntax& syntax) {
  std::string line = "patchbay" + (syntax.words.empty() ? "" : " " + syntax.words);
  for (const std::string& name : syntax.positional) line += " " + name;
  for (const OptionSpec& spec : syntax.options)
    line += " [--" + spec.name + (spec.argument.empty() ? "" : " " + spec.argument) + "]" +
            (spec.repeatable ? "…" : "");
  return line;
}

std::string help_page(const Syntax& syntax) {
  std::string page = usage(syntax) + "\n\n  " + syntax.help + "\n";
  const auto list = [&](std::span<const OptionSpec> specs) {
    for (const OptionSpec& spec : specs) {
      std::string left = "  --" + spec.name + (spec.argument.empty() ? "" : " " + spec.argument);
      if (left.size() < 26) left.append(26 - left.size(), ' ');
      page += left + " " + spec.help + "\n";
    }
  };
  if (!syntax.options.empty()) page += "\n";
  list(syntax.options);
  page += "\nEvery command:\n";
  list(kCommon);
  return page;
}

}  // namespace patchbay::app
