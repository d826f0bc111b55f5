// plugin … and call
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/app/command.hpp"
#include "core/app/failure.hpp"
#include "core/app/path_arguments.hpp"
#include "core/check/plugin_check.hpp"
#include "core/config/nearest.hpp"
#include "core/host/boot_marker.hpp"
#include "core/host/plugin_files.hpp"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

int list(const Invocation& invocation) {
  const config::Config config = invocation.config();
  House house{config, invocation.data_directory(config), invocation.terminal, invocation.signals};
  if (house.host_runs()) {
    invocation.terminal.result(house.run({.op = "plugin.list", .args = {}, .files = {}, .plugins = {}}));
    return kDone;
  }
  json::array rows;
  const host::Discovered found = host::discover(host::plugin_path(config.plugin_path));
  for (const host::Manifest& manifest : found.manifests) {
    std::string instances;
    for (const config::PluginTable& table : config.plugins)
      if (table.plugin == manifest.id) instances += (instances.empty() ? "" : ", ") + table.instance;
    rows.push_back(json::object{{"plugin", manifest.id},
                                {"version", manifest.version},
                                {"name", manifest.name},
                                {"on", instances.empty() ? "no" : instances},
                                {"why", ""}});
  }
  for (const auto& [folder, why] : found.refused)
    rows.push_back(
        json::object{{"plugin", folder}, {"version", ""}, {"name", ""}, {"on", "refused"}, {"why", why}});
  if (rows.empty() && !invocation.terminal.as_json()) invocation.terminal.note("No plugin is installed.");
  invocation.terminal.result(rows);
  return kDone;
}

host::Manifest manifest_of(const std::string& id, const config::Config& config) {
  const host::Discovered found = host::discover(host::plugin_path(config.plugin_path));
  std::vector<std::string> ids;
  for (const host::Manifest& manifest : found.manifests) {
    if (manifest.id == id) return manifest;
    ids.push_back(manifest.id);
  }
  const std::string near = config::nearest(id, ids);
  throw UsageError{"there is no plugin " + id +
                   (near.empty() ? "; see: patchbay plugin list" : "; did you mean " + near + "?")};
}

// Commands as a person types them.
json::array typed_commands(const std::string& id, const json::array& commands) {
  json::array lines;
  for (const json::value& command : commands) {
    const json::object& described = command.as_object();
    lines.push_back(json::object{{"command", "patchbay " + id + " " + string_or(described, "name", "")},
                                 {"summary", string_or(described, "summary", "")}});
  }
  return lines;
}

int info(const Invocation& invocation) {
  const config::Config config = invocation.config();
  const std::string& id = invocation.typed.positional[0];
  House house{config, invocation.data_directory(config), invocation.terminal, invocation.signals};
  json::object told;
  if (house.host_runs()) {
    told = house.run({.op = "plugin.info", .args = {{"id", id}}, .files = {}, .plugins = {}}).as_object();
  } else {
    const host::Manifest manifest = manifest_of(id, config);
    const auto texts = [](const std::vector<std::string>& words) {
      return json::array(words.begin(), words.end());
    };
    told = {{"plugin", manifest.id},           {"name", manifest.name},
            {"version", manifest.version},     {"vendor", manifest.vendor},
            {"directory", manifest.directory}, {"needs", texts(manifest.needs)},
            {"wants", texts(manifest.wants)},  {"provides", texts(manifest.provides)},
            {"uses", texts(manifest.uses)},    {"commands", manifest.commands}};
  }
  if (!invocation.terminal.as_json()) {
    told["commands"] =
        typed_commands(std::string{told.at("plugin").as_string()}, told.at("commands").as_array());
    if (const auto* routes = told.if_contains("routes")) {
      json::array lines;
      for (const json::value& route : routes->as_array()) lines.push_back(json::object{{"route", route}});
      told["routes"] = lines;
    }
  }
  invocation.terminal.result(told);
  return kDone;
}

int check_library(const Invocation& invocation) {
  check::Options options;
  options.library = invocation.typed.positional[0];
  options.json = invocation.terminal.as_json();
  options.only = invocation.typed.value("only");
  options.settings = invocation.typed.value("settings");
  options.in_process = invocation.typed.has("in-process");
  return check::run(options, std::cout) == 0 ? kDone : kFailed;
}

fs::path switch_file(const config::Config& config, const std::string& path, const std::string& id) {
  fs::path folder =
      path.empty() ? (config.files.empty() ? fs::path{"."} : fs::path{config.files.front()}.parent_path())
                   : fs::path{path}.parent_path();
  if (folder.empty()) folder = ".";
  if (folder.filename() == "conf.d") folder = folder.parent_path();
  return folder / "conf.d" / ("60-" + id + ".toml");
}

int enable(const Invocation& invocation) {
  const config::Config config = invocation.config();
  const std::string& id = invocation.typed.positional[0];
  host::BootMarker::allow(fs::path{invocation.data_directory(config)} / "run", id);
  for (const config::PluginTable& table : config.plugins)
    if (table.instance == id) {
      invocation.terminal.note(id + " is on already: " + table.file + ":" + std::to_string(table.line));
      return kDone;
    }
  manifest_of(id, config);
  const fs::path file = switch_file(config, invocation.config_path(), id);
  std::error_code error;
  fs::create_directories(file.parent_path().empty() ? "." : file.parent_path(), error);
  std::ofstream out{file};
  out << "# Written by: patchbay plugin enable " << id << "\n[plugin." << id << "]\n";
  out.close();
  if (!out)
    throw Error{Code::unavailable, "cannot write " + file.string() + ": " + system_reason() +
                                       "; run with the rights to change the configuration"};
  invocation.terminal.lines("Wrote " + file.string() + ". It is on after a restart of the host.\n");
  return kDone;
}

int disable(const Invocation& invocation) {
  const config::Config config = invocation.config();
  const std::string& id = invocation.typed.positional[0];
  const auto table = std::ranges::find(config.plugins, id, &config::PluginTable::instance);
  if (table == config.plugins.end()) {
    invocation.terminal.note(id + " is not on.");
    return kDone;
  }
  const fs::path file = switch_file(config, invocation.config_path(), id);
  std::error_code error;
  if (!fs::equivalent(table->file, file, error))
    throw UsageError{table->file + ":" + std::to_string(table->line) + ": [plugin." + id +
                     "] stands in a file of yours; remove the table there"};
  if (!fs::remove(file, error))
    throw Error{Code::unavailable, "cannot remove " + file.string() + ": " + error.message()};
  invocation.terminal.lines("Removed " + file.string() +
                            ". It is off after a restart of the host; what it stored stays.\n");
  return kDone;
}

int reload(const Invocation& invocation) {
  throw Error{
      Code::unsupported,
      "this version cannot exchange a running plugin; restart the host (sockets resume by themselves): " +
          invocation.typed.positional[0] + " was not reloaded"};
}

std::string json_argument(const Typed& typed) {
  if (typed.positional.size() < 2) return "{}";
  const std::string& text = typed.positional[1];
  if (!text.starts_with('@')) return text;
  const std::string path = text.substr(1);
  if (path == "-") return read_all(STDIN_FILENO, 4u << 20, "the standard input");
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) throw UsageError{"cannot open " + path + ": " + system_reason()};
  return read_all(file.get(), 4u << 20, path);
}

// Of a plugin's own command, what its schema calls a path is the caller's.
void open_paths(const host::Manifest& manifest, const std::string& method, json::value& argument,
                PathArguments& paths) {
  if (!argument.is_object()) return;
  for (const json::value& command : manifest.commands) {
    const json::object& described = command.as_object();
    const json::value* schema = described.if_contains("arguments");
    if (string_or(described, "method", "") == method && schema && schema->is_object())
      paths.open_all(argument.get_object(), schema->get_object());
  }
}

int call(const Invocation& invocation) {
  const std::string& method = invocation.typed.positional[0];
  json::value argument;
  try {
    argument = parse_json(json_argument(invocation.typed), "the argument");
  } catch (const Error& error) {
    throw UsageError{error.what()};
  }
  const config::Config config = invocation.config();
  House::Request request{.op = "call", .args = {{"method", method}}, .files = {}, .plugins = {}};
  PathArguments paths;
  if (invocation.typed.has("instance")) request.args["instance"] = invocation.typed.value("instance");
  const std::string bare = method.substr(0, method.find('#'));
  for (const host::Manifest& manifest : host::discover(host::plugin_path(config.plugin_path)).manifests) {
    if (std::ranges::find(manifest.provides, bare) == manifest.provides.end()) continue;
    for (const config::PluginTable& table : config.plugins)
      if (table.plugin == manifest.id) request.plugins.push_back(table.instance);
    open_paths(manifest, bare, argument, paths);
  }
  request.args["json"] = to_text(argument);
  request.files = paths.files();
  House house{config, invocation.data_directory(config), invocation.terminal, invocation.signals};
  invocation.terminal.lines(to_text(house.run(request)) + "\n");
  return kDone;
}

}  // namespace

std::vector<Command> plugin_commands() {
  return {
      {{"plugin list", {}, "lists what is installed and what is on", {}}, list},
      {{"plugin info", {"ID"}, "tells what a plugin needs, offers and serves", {}}, info},
      {{"plugin check",
        {"FILE.so"},
        "tests whether a plugin keeps the contract",
        {{"only", "RE", "only the checks whose id matches"},
         {"settings", "JSON", "settings to start it with"},
         {"in-process", "", "without children, for a debugger"}}},
       check_library},
      {{"plugin enable", {"ID"}, "turns a plugin on: writes conf.d/60-ID.toml", {}}, enable},
      {{"plugin disable", {"ID"}, "turns it off again", {}}, disable},
      {{"plugin reload", {"ID"}, "not in this version: restart the host", {}}, reload},
      {{"call",
        {"METHOD", "[JSON|@FILE]"},
        "calls one method through the bus and prints its reply",
        {{"instance", "I", "that provider, not the first"}}},
       call},
  };
}

}  // namespace patchbay::app
