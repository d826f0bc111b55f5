#include "core/app/setup_file.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

// A TOML basic string. JSON's escapes are TOML's, but for the slash, which JSON text of ours never escapes.
std::string quoted(const std::string& text) {
  return to_text(json::value(text));
}

std::vector<std::string> texts(const json::object& answers, std::string_view key) {
  std::vector<std::string> out;
  const json::value* list = answers.if_contains(key);
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& item : list->get_array())
    if (item.is_string()) out.emplace_back(item.get_string());
  return out;
}

std::string list_of(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + quoted(item);
  return "[" + out + "]";
}

class Writer {
 public:
  Writer(const config::Config& running, SetupFile& file) : running_{running}, file_{file} {}

  // Writes nothing where another file has the key: a key set in two files is an error.
  void set(const std::string& key, const std::string& value) {
    const auto place = running_.places.find(table_ + "." + key);
    if (place != running_.places.end() && place->second.file != file_.path) {
      file_.left_alone.push_back(table_ + "." + key + ": change it in " + place->second.file + ":" + std::to_string(place->second.line));
      return;
    }
    if (!open_) file_.text += "\n[" + table_ + "]\n";
    open_ = true;
    file_.text += key + " = " + value + "\n";
  }
  void table(std::string name) {
    table_ = std::move(name);
    open_ = false;
  }

 private:
  const config::Config& running_;
  SetupFile& file_;
  std::string table_;
  bool open_ = false;
};

}  // namespace

std::string setup_path(const config::Config& config, const std::string& config_path) {
  fs::path folder = config_path.empty() ? (config.files.empty() ? fs::path{"."} : fs::path{config.files.front()}.parent_path())
                                        : fs::path{config_path}.parent_path();
  if (folder.empty()) folder = ".";
  if (folder.filename() == "conf.d") folder = folder.parent_path();
  return (folder / "conf.d" / "50-setup.toml").string();
}

SetupFile setup_file(const json::object& answers, const config::Config& running, const std::string& path) {
  SetupFile file{path, "# Written by: patchbay setup\n", {}};
  Writer writer{running, file};
  const auto said = [&](std::string_view key) { return string_or(answers, key, ""); };
  std::vector<std::string> locales = texts(answers, "locales");
  const std::string first = said("default_locale");
  if (locales.empty()) throw Error{Code::invalid, "choose at least one language"};
  if (std::ranges::find(locales, first) == locales.end())
    throw Error{Code::invalid, "the first language, \"" + cut_utf8(first, 20) + "\", is not among those chosen"};
  if (!said("public_url").empty()) {
    writer.table("server");
    writer.set("public_url", quoted(said("public_url")));
  }
  writer.table("site");
  writer.set("name", quoted(said("name")));
  writer.set("locales", list_of(locales));
  writer.set("default_locale", quoted(first));
  if (!said("time_zone").empty()) writer.set("time_zone", quoted(said("time_zone")));
  if (!said("accent").empty()) writer.set("accent", quoted(said("accent")));
  for (const std::string& id : texts(answers, "plugins")) {
    const auto table = std::ranges::find(running.plugins, id, &config::PluginTable::instance);
    if (table == running.plugins.end() || table->file == path) file.text += "\n[plugin." + id + "]\n";
  }
  for (const config::PluginTable& table : running.plugins) {
    const auto chosen = texts(answers, "plugins");
    if (table.file != path && std::ranges::find(chosen, table.instance) == chosen.end() && table.instance == table.plugin)
      file.left_alone.push_back("[plugin." + table.instance + "] is on: remove it in " + table.file + ":" + std::to_string(table.line));
  }
  return file;
}

}  // namespace patchbay::app
