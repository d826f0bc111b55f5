// patchbay <plugin> <command> …: arguments typed as the command's schema says.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "core/app/command.hpp"
#include "core/app/failure.hpp"
#include "core/app/path_arguments.hpp"
#include "core/base/json_schema.hpp"
#include "core/base/text.hpp"
#include "core/config/nearest.hpp"
#include "core/host/plugin_files.hpp"

namespace patchbay::app {
namespace {

struct Arguments {
  json::object schema;                  // as plugin.json has it
  std::vector<std::string> positional;  // names of properties
  const json::object& properties() const {
    static const json::object kNone;
    const json::value* found = schema.if_contains("properties");
    return found && found->is_object() ? found->get_object() : kNone;
  }
};

std::string type_of(const json::object& property) {
  return string_or(property, "type", "string");
}

std::string upper(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '_' ? '-' : c;
  return out;
}

bool is_required(const json::object& schema, const std::string& name) {
  const json::value* list = schema.if_contains("required");
  return list && list->is_array() && std::ranges::any_of(list->get_array(), [&](const json::value& item) {
           return item == json::value(name);
         });
}

Syntax syntax_of(const std::string& words, const json::object& command, const Arguments& arguments) {
  Syntax syntax{words, {}, string_or(command, "summary", ""), {}};
  for (const std::string& name : arguments.positional) {
    const json::value* property = arguments.properties().if_contains(name);
    std::string shown = upper(name);
    if (property && property->is_object() && type_of(property->get_object()) == "array") shown += "…";
    syntax.positional.push_back(is_required(arguments.schema, name) ? shown : "[" + shown + "]");
  }
  for (const auto& [key, property] : arguments.properties()) {
    const std::string name{key};
    if (!property.is_object() || std::ranges::find(arguments.positional, name) != arguments.positional.end())
      continue;
    const std::string type = type_of(property.get_object());
    syntax.options.push_back({name, type == "boolean" ? "" : upper(name),
                              string_or(property.get_object(), "description", ""), type == "array"});
  }
  return syntax;
}

// Typed text as the JSON the schema asks for; opens paths.
class Reader {
 public:
  Reader(const Arguments& arguments, PathArguments& paths) : arguments_{arguments}, paths_{paths} {}

  void take(const std::string& name, const std::vector<std::string>& texts) {
    const json::value* found = arguments_.properties().if_contains(name);
    const json::object property = found && found->is_object() ? found->get_object() : json::object{};
    if (type_of(property) != "array") {
      value[name] = scalar(name, property, texts.back());
      return;
    }
    const json::value* items = property.if_contains("items");
    json::array list;
    for (const std::string& text : texts)
      list.push_back(scalar(name, items && items->is_object() ? items->get_object() : json::object{}, text));
    value[name] = std::move(list);
  }

  json::object value;

 private:
  json::value scalar(const std::string& name, const json::object& property, const std::string& text) {
    const std::string type = type_of(property);
    if (type == "boolean") return text.empty() || text == "true";
    if (type == "integer") {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc{} || end != text.data() + text.size())
        throw UsageError{name + " is \"" + text + "\"; write a whole number"};
      return number;
    }
    if (type == "number" || type == "object" || type == "array") return parse_json(text, name);
    if (string_or(property, "format", "") == "path") return json::value(paths_.open(name, text));
    return json::value(text);
  }

  const Arguments& arguments_;
  PathArguments& paths_;
};

json::object read_arguments(const Arguments& arguments, const Typed& typed, PathArguments& paths) {
  Reader reader{arguments, paths};
  for (std::size_t at = 0; at < arguments.positional.size() && at < typed.positional.size(); ++at) {
    const bool last = at + 1 == arguments.positional.size();
    const auto from = typed.positional.begin() + static_cast<std::ptrdiff_t>(at);
    reader.take(arguments.positional[at], last ? std::vector<std::string>{from, typed.positional.end()}
                                               : std::vector<std::string>{*from});
  }
  for (const auto& [name, texts] : typed.options)
    if (arguments.properties().contains(name)) reader.take(name, texts);
  const auto problems = validate(reader.value, arguments.schema);
  if (!problems.empty()) throw UsageError{to_text(problems)};
  return std::move(reader.value);
}

Command make_command(const std::string& words, const std::string& id, const json::object& described) {
  Arguments arguments;
  if (const json::value* schema = described.if_contains("arguments"); schema && schema->is_object())
    arguments.schema = schema->get_object();
  if (const json::value* names = described.if_contains("positional"); names && names->is_array())
    for (const json::value& name : names->get_array()) arguments.positional.emplace_back(name.as_string());
  const std::string method = required_string(described, "method");
  return {syntax_of(words, described, arguments), [arguments, method, id](const Invocation& invocation) {
            const config::Config config = invocation.config();
            House::Request request{.op = "call", .args = {{"method", method}}, .files = {}, .plugins = {}};
            for (const config::PluginTable& table : config.plugins)
              if (table.plugin == id) request.plugins.push_back(table.instance);
            if (request.plugins.empty())
              throw UsageError{id + " is off; turn it on with: patchbay plugin enable " + id};
            PathArguments paths;
            request.args["json"] = to_text(read_arguments(arguments, invocation.typed, paths));
            request.files = paths.files();
            House house{config, invocation.data_directory(config), invocation.terminal, invocation.signals};
            invocation.terminal.result(house.run(request));
            return static_cast<int>(kDone);
          }};
}

}  // namespace

std::optional<Command> command_of_plugin(const std::vector<std::string>& words,
                                         const config::Config& config) {
  if (words.empty()) return std::nullopt;
  for (const host::Manifest& manifest : host::discover(host::plugin_path(config.plugin_path)).manifests) {
    if (manifest.id != words[0]) continue;
    std::vector<std::string> names;
    for (const json::value& command : manifest.commands) {
      names.push_back(required_string(command.as_object(), "name"));
      if (words.size() > 1 && names.back() == words[1])
        return make_command(words[0] + " " + words[1], manifest.id, command.as_object());
    }
    std::string known;
    for (const std::string& name : names) known += "\n  patchbay " + words[0] + " " + name;
    const std::string near = words.size() > 1 ? config::nearest(words[1], names) : "";
    throw UsageError{
        (words.size() > 1 ? words[0] + " has no command " + words[1] : words[0] + " needs a command") +
        (near.empty() ? "; it has:" + (known.empty() ? " none" : known) : "; did you mean " + near + "?")};
  }
  return std::nullopt;
}

}  // namespace patchbay::app
