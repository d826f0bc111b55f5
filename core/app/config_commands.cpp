// config …
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_from.hpp>

#include "core/app/command.hpp"
#include "core/app/failure.hpp"
#include "core/app/plugin_settings.hpp"

namespace patchbay::app {
namespace {

json::object problem_json(const config::Problem& problem) {
  return {{"file", problem.file},
          {"line", problem.line},
          {"column", problem.column},
          {"text", problem.text},
          {"advice", problem.advice}};
}

// Where a host runs, it knows the agents: team members without an account are told too.
void add_account_advice(const Invocation& invocation, config::Loaded& loaded) {
  if (loaded.config.teams.empty()) return;
  House house{loaded.config, invocation.data_directory(loaded.config), invocation.terminal,
              invocation.signals};
  try {
    if (!house.host_runs()) return;
    const json::value agents = house.run({.op = "agent.list", .args = {}, .files = {}, .plugins = {}});
    const auto more = config::advise(loaded.config, [&](const std::string& email) {
      for (const json::value& agent : agents.as_array())
        if (agent.at("email").as_string() == email) return true;
      return false;
    });
    loaded.problems.insert(loaded.problems.end(), more.begin(), more.end());
  } catch (const Error&) {
    // Advice is a courtesy; a host that cannot be asked does not make the file wrong.
  }
}

int check(const Invocation& invocation) {
  const std::string path =
      invocation.typed.positional.empty() ? invocation.config_path() : invocation.typed.positional[0];
  config::Loaded loaded = config::load(path);
  const auto settings = check_plugin_settings(loaded.config);
  loaded.problems.insert(loaded.problems.end(), settings.begin(), settings.end());
  if (loaded.ok()) add_account_advice(invocation, loaded);
  json::array list;
  for (const config::Problem& problem : loaded.problems) list.push_back(problem_json(problem));
  if (invocation.terminal.as_json()) {
    invocation.terminal.result(json::object{
        {"ok", loaded.ok()}, {"files", json::value_from(loaded.config.files)}, {"problems", list}});
  } else {
    for (const config::Problem& problem : loaded.problems)
      invocation.terminal.lines(config::text_of(problem) + "\n");
    if (loaded.problems.empty())
      invocation.terminal.lines(loaded.config.files.empty() ? "No file: everything is at its default.\n"
                                                            : "No problem found.\n");
  }
  return loaded.ok() ? kDone : kUsage;
}

int show(const Invocation& invocation) {
  invocation.terminal.lines(config::show(invocation.config()));
  return kDone;
}

int reload(const Invocation& invocation) {
  const json::value reply =
      invocation.run({.op = "config.reload", .args = {}, .files = {}, .plugins = {}, .host_only = true});
  if (invocation.terminal.as_json())
    invocation.terminal.result(reply);
  else
    for (const json::value& line : reply.at("said").as_array())
      invocation.terminal.lines(std::string{line.as_string()} + "\n");
  return kDone;
}

}  // namespace

std::vector<Command> config_commands() {
  return {
      {{"config check",
        {"[FILE]"},
        "tells every problem at once, with its place and the remedy; exit code 0 or 2",
        {}},
       check},
      {{"config show", {}, "prints the configuration in effect, secrets masked", {}}, show},
      {{"config reload", {}, "makes the running host read its files again; says what needs a restart", {}},
       reload},
  };
}

}  // namespace patchbay::app
