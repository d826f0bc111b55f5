#include "core/app/program.hpp"

#include <algorithm>

#include "core/app/failure.hpp"
#include "core/app/version.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/config/nearest.hpp"

namespace patchbay::app {
namespace {

constexpr const char* kNoSuch = "; see: patchbay --help";

bool begins(const std::vector<std::string>& words, std::string_view command) {
  const auto parts = split(command, ' ');
  return words.size() >= parts.size() && std::equal(parts.begin(), parts.end(), words.begin());
}

bool asks(std::span<const std::string> arguments, std::string_view option) {
  const auto end = std::ranges::find(arguments, std::string{"--"});
  return std::find(arguments.begin(), end, option) != end;
}

// --config, before it is known which command this is.
std::map<std::string, std::vector<std::string>> config_option(std::span<const std::string> arguments) {
  std::map<std::string, std::vector<std::string>> options;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == "--config" && at + 1 < arguments.size()) options["config"] = {arguments[at + 1]};
    if (arguments[at].starts_with("--config=")) options["config"] = {arguments[at].substr(9)};
  }
  return options;
}

int exit_code(const Error& error) {
  if (dynamic_cast<const UsageError*>(&error)) return kUsage;
  return dynamic_cast<const UnreachableError*>(&error) ? kUnreachable : kFailed;
}

}  // namespace

Program::Program(Serve serve) {
  commands_.push_back(
      {{"serve",
        {},
        "runs the host until it is told to stop (SIGTERM, Ctrl-C); SIGHUP reloads the configuration",
        {{"listen", "HOST:PORT", "instead of server.listen"},
         {"daemon", "", "in the background; the log goes to DIR/patchbay.log"}}},
       serve});
  for (auto& group :
       {config_commands(), plugin_commands(), account_commands(), data_commands(), search_commands(), setup_commands()})
    commands_.insert(commands_.end(), group.begin(), group.end());
}

std::string Program::overview(const std::string& prefix) const {
  std::string page = "Patchbay " + std::string{kVersion} + ": customer support made of plugins\n\n";
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t width = 0;
  for (const Command& command : commands_) {
    if (!command.syntax.words.starts_with(prefix)) continue;
    std::string left = "  patchbay " + command.syntax.words;
    for (const std::string& name : command.syntax.positional) left += " " + name;
    width = std::max(width, left.size());
    lines.emplace_back(left, command.syntax.help);
  }
  for (auto& [left, help] : lines) page += left + std::string(width - left.size() + 2, ' ') + help + "\n";
  if (prefix.empty()) {
    page += "  patchbay PLUGIN COMMAND" + std::string(width > 25 ? width - 25 + 2 : 2, ' ') +
            "what a plugin offers: patchbay plugin info PLUGIN\n";
    page +=
        "\npatchbay COMMAND --help tells more. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, "
        "3 could not\n"
        "reach the host or the data.\n";
  }
  return page;
}

std::string Program::what_was_meant(const std::string& word) const {
  std::vector<std::string> names;
  for (const Command& command : commands_) names.emplace_back(split(command.syntax.words, ' ').front());
  const std::string near = config::nearest(word, names);
  return near.empty() ? kNoSuch : "; did you mean " + near + "?";
}

int Program::run_command(const Command& command, std::span<const std::string> arguments, bool as_json) {
  const Typed typed = parse(arguments, command.syntax);
  Terminal terminal{as_json};
  if (typed.has("help")) {
    terminal.lines(help_page(command.syntax));
    return kDone;
  }
  // What the rooms log is for the operator of a host; a person at a shell is told by the command itself.
  if (command.syntax.words != "serve") log::set_level(log::Level::error);
  return command.run({typed, terminal, signals_});
}

int Program::dispatch(std::span<const std::string> arguments, bool as_json) {
  const auto words = words_of(arguments);
  Terminal terminal{as_json};
  if (asks(arguments, "--version")) {
    terminal.lines("patchbay " + std::string{kVersion} + "\n");
    return kDone;
  }
  const Command* best = nullptr;
  for (const Command& command : commands_)
    if (begins(words, command.syntax.words) &&
        (!best || command.syntax.words.size() > best->syntax.words.size()))
      best = &command;
  if (best) return run_command(*best, arguments, as_json);
  const bool help = asks(arguments, "--help") || words.empty() || words[0] == "help";
  if (words.empty() || words[0] == "help") {
    terminal.lines(overview(""));
    return help && (asks(arguments, "--help") || !words.empty()) ? kDone : kUsage;
  }
  const bool group = std::ranges::any_of(
      commands_, [&](const Command& command) { return command.syntax.words.starts_with(words[0] + " "); });
  if (group) {
    if (!help)
      throw UsageError{"patchbay " + words[0] + " needs one of its commands\n" + overview(words[0] + " ")};
    terminal.lines(overview(words[0] + " "));
    return kDone;
  }
  const Typed before{config_option(arguments), {}};
  const auto command = command_of_plugin(words, Invocation{before, terminal, signals_}.config());
  if (!command) throw UsageError{"there is no command \"" + words[0] + "\"" + what_was_meant(words[0])};
  return run_command(*command, arguments, as_json);
}

int Program::run(std::span<const std::string> arguments) {
  int code = kFailed;
  const bool as_json = asks(arguments, "--json");
  try {
    code = dispatch(arguments, as_json);
  } catch (const Error& error) {
    if (error.code() == Code::cancelled)
      Terminal::error("cancelled");
    else
      Terminal::error(error.what());
    code = exit_code(error);
  } catch (const std::exception& error) {
    Terminal::error(std::string{"this should not have happened: "} + error.what());
  }
  log::stop();
  return code;
}

}  // namespace patchbay::app
