// plugin …, call and event …
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/app/operation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::app {
namespace {

json::array texts(const std::vector<std::string>& list) {
  json::array out;
  for (const std::string& text : list) out.emplace_back(text);
  return out;
}

json::value list_plugins(const Call& call) {
  json::array list;
  for (const host::PluginInfo& plugin : call.rooms.plugins.plugins())
    list.push_back(json::object{{"instance", plugin.instance},
                                {"plugin", plugin.plugin},
                                {"version", plugin.version},
                                {"state", plugin.enabled ? host::name_of(plugin.state) : "off"},
                                {"why", plugin.why}});
  return list;
}

json::value plugin_info(const Call& call) {
  const std::string wanted = required_string(call.args, "id");
  for (const host::PluginInfo& plugin : call.rooms.plugins.plugins())
    if (plugin.instance == wanted || plugin.plugin == wanted)
      return json::object{{"instance", plugin.instance},
                          {"plugin", plugin.plugin},
                          {"name", plugin.name},
                          {"version", plugin.version},
                          {"vendor", plugin.vendor},
                          {"directory", plugin.directory},
                          {"state", plugin.enabled ? host::name_of(plugin.state) : "off"},
                          {"why", plugin.why},
                          {"needs", texts(plugin.needs)},
                          {"wants", texts(plugin.wants)},
                          {"provides", texts(plugin.provides)},
                          {"uses", texts(plugin.uses)},
                          {"routes", texts(plugin.routes)},
                          {"commands", plugin.commands}};
  throw Error{Code::not_found, "there is no plugin " + cut_utf8(wanted, 40) + "; see: patchbay plugin list"};
}

json::value call_method(const Call& call) {
  std::string method = required_string(call.args, "method");
  if (const std::string instance = string_or(call.args, "instance", ""); !instance.empty())
    method += "#" + instance;
  const std::string reply = call.rooms.plugins.call(
      inbox::Principal::system(), method, string_or(call.args, "json", "{}"), 0, call.progress, call.files);
  return reply.empty() ? json::value(nullptr) : parse_json(reply, "the reply of " + method, 64u << 20);
}

json::value list_parked(const Call& call) {
  json::array list;
  for (const auto& parked : call.rooms.plugins.parked_events())
    list.push_back(json::object{{"id", parked.id},
                                {"subscriber", parked.subscriber},
                                {"topic", parked.topic},
                                {"key", parked.key},
                                {"attempts", parked.attempts},
                                {"since", iso_time(parked.at_ms)},
                                {"error", parked.error}});
  return list;
}

json::value retry_parked(const Call& call) {
  call.rooms.plugins.retry_parked(required_string(call.args, "id"));
  return json::object{{"retried", required_string(call.args, "id")}};
}

json::value drop_parked(const Call& call) {
  call.rooms.plugins.drop_parked(required_string(call.args, "id"));
  return json::object{{"dropped", required_string(call.args, "id")}};
}

constexpr Operation kOperations[] = {
    {"plugin.list", list_plugins}, {"plugin.info", plugin_info},  {"call", call_method},
    {"event.list", list_parked},   {"event.retry", retry_parked}, {"event.drop", drop_parked},
};

}  // namespace

std::span<const Operation> plugin_operations() {
  return kOperations;
}

}  // namespace patchbay::app
