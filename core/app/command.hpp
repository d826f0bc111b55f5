#pragma once
// The commands of the program: what each is called, and what it does.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/app/command_line.hpp"
#include "core/app/house.hpp"
#include "core/app/signals.hpp"
#include "core/app/terminal.hpp"
#include "core/config/config.hpp"

namespace patchbay::app {

// One command under way.
struct Invocation {
  const Typed& typed;
  Terminal& terminal;
  Signals& signals;

  std::string config_path() const { return typed.value("config"); }
  // The configuration; its problems go to stderr. UsageError when it has errors.
  config::Config config() const;
  std::string data_directory(const config::Config& config) const;
  // Runs one operation wherever it can run.
  json::value run(House::Request request) const;
};

struct Command {
  Syntax syntax;
  std::function<int(const Invocation&)> run;  // the exit code
};

std::vector<Command> config_commands();
std::vector<Command> plugin_commands();
std::vector<Command> account_commands();
std::vector<Command> data_commands();
std::vector<Command> search_commands();
std::vector<Command> setup_commands();

// `patchbay <plugin> <command> …` from the plugin's plugin.json; nullopt where no plugin of that name is
// installed.
std::optional<Command> command_of_plugin(const std::vector<std::string>& words, const config::Config& config);

}  // namespace patchbay::app
