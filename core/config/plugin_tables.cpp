#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "core/base/text.hpp"
#include "core/config/tables.hpp"

namespace patchbay::config {
namespace {

std::string escape_pointer(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

// Turns a plugin's `config` into JSON, noting where each value stands.
class Settings {
 public:
  Settings(Section& section, PluginTable& plugin) : section_{section}, plugin_{plugin} {}

  json::object object(const toml::table& table, const std::string& pointer, const std::string& dotted) {
    json::object out;
    for (const auto& [key, node] : table) {
      const std::string name{key.str()};
      out[name] = value(node, pointer + "/" + escape_pointer(name), dotted + "." + name);
    }
    return out;
  }

 private:
  json::value value(const toml::node& node, const std::string& pointer, const std::string& dotted) {
    const auto at = node.source().begin;
    plugin_.positions[pointer] = {static_cast<int>(at.line), static_cast<int>(at.column)};
    if (const auto* table = node.as_table()) return object(*table, pointer, dotted);
    if (const auto* list = node.as_array()) return array(*list, pointer, dotted);
    if (node.is_string()) return json::string(section_.text_of(node, dotted, ""));
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    if (const auto* real = node.as_floating_point()) {
      if (std::isfinite(real->get())) return real->get();
      section_.reading().problem(&node, dotted + " is not finite; write a number");
      return nullptr;
    }
    std::ostringstream date;
    node.visit([&](const auto& other) {
      if constexpr (toml::is_chronological<decltype(other)>) date << other.get();
    });
    return json::string(date.str());
  }

  json::array array(const toml::array& list, const std::string& pointer, const std::string& dotted) {
    json::array out;
    for (const toml::node& item : list) {
      const std::string at = std::to_string(out.size());
      out.push_back(value(item, pointer + "/" + at, dotted + "[" + at + "]"));
    }
    return out;
  }

  Section& section_;
  PluginTable& plugin_;
};

void read_grants(Section& section, PluginTable& plugin) {
  const toml::node* node = section.node("files");
  if (!node) return;
  const auto* list = node->as_array();
  if (!list) return section.problem("files", "must be a list: [{ dir = \"/srv/help\", locale = \"en\" }]");
  for (const toml::node& item : *list) {
    const std::string at = std::to_string(plugin.files.size());
    if (!item.is_table()) {
      section.reading().problem(
          &item,
          section.dotted("files") + " is a list of tables; write { dir = \"/srv/help\", locale = \"en\" }");
      continue;
    }
    Section entry{section.reading(), item.as_table(), section.dotted("files[" + at + "]")};
    Grant grant{entry.text("dir", ""), entry.text("locale", ""), entry.text("name", at)};
    if (!grant.dir.empty() && !grant.dir.starts_with('/'))
      grant.dir = section.reading().folder + "/" + grant.dir;
    std::error_code ignored;
    if (grant.dir.empty()) {
      section.reading().problem(&item,
                                entry.dotted("dir") + " is missing; name the folder the plugin may read");
    } else if (!std::filesystem::exists(grant.dir, ignored)) {
      entry.problem("dir", "names " + grant.dir + ", which is not there; make it, or correct the path");
    }
    entry.finish();
    plugin.files.push_back(std::move(grant));
  }
}

void read_listen(Section& section, PluginTable& plugin) {
  const toml::node* node = section.node("listen");
  if (!node) return;
  const auto* table = node->as_table();
  if (!table) return section.problem("listen", "must be a table: { smtp = \"127.0.0.1:2525\" }");
  for (const auto& [name, address] : *table) {
    const auto text = address.value<std::string>();
    if (text && text->rfind(':') != std::string::npos) plugin.listen[std::string{name.str()}] = *text;
    else section.reading().problem(&address, section.dotted("listen") + "." + std::string{name.str()} + " must be HOST:PORT, such as \"127.0.0.1:2525\"");
  }
}

PluginTable read_plugin(Section section, const std::string& name) {
  PluginTable plugin;
  plugin.instance = name;
  const auto& source = section.table()->source();
  plugin.file = source.path ? *source.path : "";
  plugin.line = static_cast<int>(source.begin.line);
  plugin.column = static_cast<int>(source.begin.column);
  plugin.plugin = section.text("use", name);
  if (!is_plugin_id(name) || !is_plugin_id(plugin.plugin))
    section.reading().problem(section.table(),
                              "plugin." + name +
                                  " is no plugin name; write 2 to 31 lower-case letters, digits "
                                  "and dashes, such as [plugin.kb] or [plugin.acme-crm]");
  plugin.isolation = section.choice("isolation", plugin.isolation, {"inline", "process"});
  plugin.sha256 = lower_ascii(section.text("sha256", ""));
  const bool hex = std::ranges::all_of(
      plugin.sha256, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!plugin.sha256.empty() && (plugin.sha256.size() != 64 || !hex))
    section.problem("sha256", "is not 64 hexadecimal digits; write what sha256sum says of the .so");
  read_listen(section, plugin);
  read_grants(section, plugin);
  const Section settings = section.section("config");
  if (settings.table())
    plugin.settings = Settings{section, plugin}.object(*settings.table(), "", section.dotted("config"));
  section.finish();
  return plugin;
}

}  // namespace

bool is_plugin_id(std::string_view text) {
  return text.size() >= 2 && text.size() <= 31 && text[0] >= 'a' && text[0] <= 'z' &&
         std::ranges::all_of(
             text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void read_plugin_tables(Section& root) {
  Config& config = root.reading().config;
  for (auto& [name, section] : root.section("plugin").sections())
    if (section.present()) config.plugins.push_back(read_plugin(section, name));
  // In the order of the files, not of the names.
  const auto rank = [&](const PluginTable& plugin) {
    const auto at = std::ranges::find(config.files, plugin.file);
    return std::pair{at - config.files.begin(), plugin.line};
  };
  std::ranges::stable_sort(config.plugins, {}, rank);
}

}  // namespace patchbay::config
