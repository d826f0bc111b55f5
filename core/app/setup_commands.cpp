// setup
#include <unistd.h>

#include <boost/json/object.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "core/app/command.hpp"
#include "core/app/failure.hpp"
#include "core/app/plugin_settings.hpp"
#include "core/app/setup_file.hpp"
#include "core/config/config.hpp"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream text;
  if (in) text << in.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  std::error_code error;
  fs::create_directories(fs::path{path}.parent_path(), error);
  const std::string fresh = path + ".new";
  std::ofstream out{fresh, std::ios::binary | std::ios::trunc};
  out << text;
  out.close();
  if (!out || ::rename(fresh.c_str(), path.c_str()) != 0)
    throw Error{Code::unavailable, "cannot write " + path + ": " + system_reason() + "; run with the rights to change the configuration"};
}

// Back as it was when what was written has an error.
void write_checked(const Invocation& invocation, const SetupFile& file) {
  std::error_code error;
  const bool existed = fs::exists(file.path, error);
  const std::string before = existed ? read_file(file.path) : std::string{};
  write_file(file.path, file.text);
  config::Loaded loaded = config::load(invocation.config_path());
  const auto settings = check_plugin_settings(loaded.config);
  loaded.problems.insert(loaded.problems.end(), settings.begin(), settings.end());
  if (loaded.ok()) return;
  if (existed) write_file(file.path, before);
  else fs::remove(file.path, error);
  std::string all = "nothing was changed, because of:";
  for (const config::Problem& problem : loaded.problems)
    if (!problem.advice) all += "\n" + config::text_of(problem);
  throw UsageError{all};
}

bool agreed(const Invocation& invocation, const std::string& path) {
  if (invocation.typed.has("yes") || ::isatty(STDIN_FILENO) == 0) return true;
  invocation.terminal.note("Write this to " + path + "? [Y/n] ");
  std::string line;
  return !std::getline(std::cin, line) ? false : line.empty() || line.front() == 'y' || line.front() == 'Y';
}

int setup(const Invocation& invocation) {
  const auto ask = [&](const char* op, json::object args) {
    return invocation.run({.op = op, .args = std::move(args), .files = {}, .plugins = {}, .host_only = true});
  };
  const json::value link = ask("setup.open", {});
  invocation.terminal.note("Open this page, once, within half an hour; Ctrl-C ends it:\n  " + std::string{link.at("url").as_string()});
  const json::value answers = ask("setup.wait", {{"token", link.at("token")}});
  const config::Config config = invocation.config();
  const SetupFile file = setup_file(answers.as_object(), config, setup_path(config, invocation.config_path()));
  invocation.terminal.lines(file.text + "\n");
  for (const std::string& one : file.left_alone) invocation.terminal.note(one);
  if (!agreed(invocation, file.path)) {
    invocation.terminal.note("Nothing was written.");
    return kFailed;
  }
  write_checked(invocation, file);
  invocation.terminal.note("Wrote " + file.path);
  const json::value reply = ask("config.reload", {});
  for (const json::value& line : reply.at("said").as_array()) invocation.terminal.lines(std::string{line.as_string()} + "\n");
  return kDone;
}

}  // namespace

std::vector<Command> setup_commands() {
  return {{{"setup",
            {},
            "prints a one-time link; writes what its page says into conf.d/50-setup.toml and reloads",
            {{"yes", "", "do not ask before writing"}}},
           setup}};
}

}  // namespace patchbay::app
