// GET /api/v1/openapi.json: the host's own description and each plugin's, merged.
#include <fstream>
#include <set>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/conversation_description.hpp"
#include "core/gateway/own_description.hpp"
#include "core/gateway/route_table.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxDescription = 4 << 20;

// Members of `from` that `into` does not have; the first description of a thing wins.
void merge(json::object& into, const json::object& from) {
  for (const auto& [name, value] : from) {
    json::value* known = into.if_contains(name);
    if (!known) into[name] = value;
    else if (known->is_object() && value.is_object()) merge(known->as_object(), value.get_object());
  }
}

void merge_plugin(json::object& document, const host::PluginInfo& plugin) {
  try {
    std::ifstream file{plugin.openapi};
    std::stringstream text;
    text << file.rdbuf();
    const json::object described = parse_object(text.str(), plugin.openapi, kMaxDescription);
    for (const char* section : {"paths", "components"})
      if (const json::value* part = described.if_contains(section); part && part->is_object())
        merge(document[section].as_object(), part->get_object());
  } catch (const Error& error) {
    log::warn("gateway", "a plugin's openapi.json cannot be read", {{"instance", plugin.instance}, {"error", error.what()}});
  }
}

// "/kb/{slug}" and "/kb/{rest*}" as descriptions write them: "/kb/{}".
std::string shape_of(std::string_view pattern) {
  std::string out;
  for (const std::string_view segment : split(pattern.substr(1), '/')) {
    out += '/';
    out += segment.starts_with('{') ? std::string_view{"{}"} : segment;
  }
  return out;
}

json::array undescribed(const RouteTable& table, const json::object& paths) {
  std::set<std::string> described;
  for (const auto& path : paths)
    if (const json::object* operations = path.value().if_object())
      for (const auto& operation : *operations)
        described.insert(std::string{operation.key()} + " " + shape_of(std::string_view{path.key()}));
  json::array missing;
  for (const host::Route* route : table.routes())
    for (const std::string_view written : split(route->methods, ',')) {
      const std::string method{trim(written)};
      if (method == "HEAD" || route->pattern == "/ws/echo") continue;
      if (!described.contains(lower_ascii(method) + " " + shape_of(route->pattern)))
        missing.emplace_back(method + " " + route->pattern);
    }
  return missing;
}

void describe(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::object document = parse_object(kOwnDescription, "the host's description", kMaxDescription);
  merge(document, conversation_description());
  for (const host::PluginInfo& plugin : parts.target.plugins())
    if (!plugin.openapi.empty() && plugin.state == host::State::serving) merge_plugin(document, plugin);
  const auto table = parts.pipeline.table();
  json::object out = {{"openapi", "3.1.0"},
                      {"info", {{"title", exchange->settings->config.site.name}, {"version", "1"}}},
                      {"servers", json::array{{{"url", exchange->settings->public_url}}}},
                      {"x-patchbay-undescribed", undescribed(*table, document["paths"].as_object())}};
  merge(out, document);
  parts.answers.json(exchange, 200, to_text(out));
}

}  // namespace

void add_description_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "GET", "/api/v1/openapi.json", PBAY_FOR_PUBLIC, describe));
}

}  // namespace patchbay::gateway
