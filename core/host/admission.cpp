#include "core/host/admission.hpp"

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/json_schema.hpp"
#include "core/host/asking.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/loaded_library.hpp"
#include "core/host/methods.hpp"

namespace patchbay::host {
namespace {

// Methods any plugin may offer or ask although their first word is the host's or a plugin's.
constexpr std::array<std::string_view, 3> kShared = {"handoff.offer@1", "pathway.status@1", "desk.page@1"};

bool is_shared(std::string_view method) {
  return std::find(kShared.begin(), kShared.end(), method) != kShared.end();
}

// First words of methods that are the host's alone, now or later. "content" is not among them: what content
// there is, every plugin says for itself (content.sections@1).
constexpr std::array<std::string_view, 13> kHostWords = {
    "search",  "teach", "contact", "conversation", "message", "handoff", "journey",
    "session", "agent", "site",    "frame",        "cache",   "pathway"};

class Reasons {
 public:
  explicit Reasons(const config::PluginTable& table) : table_{table} {}

  void add(const std::string& text) {
    list.push_back({table_.file, table_.line, table_.column, text, false});
  }

  void add_at(const std::string& pointer, const std::string& text) {
    config::Problem problem{table_.file, table_.line, table_.column, text, false};
    // The nearest place that is known: the value's own, else that of what holds it.
    for (std::string at = pointer; !at.empty(); at.resize(at.rfind('/'))) {
      const auto found = table_.positions.find(at);
      if (found == table_.positions.end()) continue;
      problem.line = found->second.first;
      problem.column = found->second.second;
      break;
    }
    list.push_back(std::move(problem));
  }

  std::vector<config::Problem> list;

 private:
  const config::PluginTable& table_;
};

const Manifest* owner_of(std::string_view method, const std::vector<Manifest>& manifests) {
  const auto found = std::find_if(manifests.begin(), manifests.end(), [method](const Manifest& manifest) {
    return manifest.id == prefix_of(method);
  });
  return found == manifests.end() ? nullptr : &*found;
}

void check_methods(Reasons& reasons, const Manifest& manifest, const std::vector<Manifest>& manifests) {
  if (std::find(kHostWords.begin(), kHostWords.end(), manifest.id) != kHostWords.end())
    reasons.add("the id \"" + manifest.id +
                "\" is a word of the host's own methods; the plugin needs another id");
  for (const std::string& method : manifest.uses) {
    const Manifest* owner = is_shared(method) ? nullptr : owner_of(method, manifests);
    if (owner != nullptr && owner->id != manifest.id)
      reasons.add(manifest.id + " uses " + method + ", a method of the plugin " + owner->id +
                  "; plugins never name one another: ask a method the host or any plugin may offer");
  }
  for (const std::string& method : manifest.provides) {
    if (is_shared(method)) continue;
    const Manifest* owner = owner_of(method, manifests);
    const bool of_another = owner != nullptr && owner->id != manifest.id;
    if (of_another || find_host_method(method) != nullptr ||
        std::find(kHostWords.begin(), kHostWords.end(), prefix_of(method)) != kHostWords.end())
      reasons.add(manifest.id + " provides " + method + ", a method of " +
                  (of_another ? "the plugin " + owner->id : "the host") +
                  "; a plugin's own methods start with \"" + manifest.id +
                  ".\", shared ones with no plugin's id");
  }
}

void check_settings(Reasons& reasons, const config::PluginTable& table, const Manifest& manifest,
                    json::object& settings) {
  const json::value schema = manifest.config;
  const auto mistakes = check_schema(schema);
  if (!mistakes.empty()) {
    reasons.add(manifest.directory + ": the schema of its settings is wrong at " + mistakes.front().pointer +
                ": " + mistakes.front().text);
    return;
  }
  const json::value given = table.settings;
  for (const SchemaProblem& problem : validate(given, schema))
    reasons.add_at(problem.pointer, "config" + problem.pointer + ": " + problem.text);
  settings = with_defaults(given, schema).as_object();
}

}  // namespace

std::vector<config::Problem> reasons_against(const config::PluginTable& table, const Manifest& manifest,
                                             const std::vector<Manifest>& manifests, json::object& settings) {
  Reasons reasons{table};
  if (table.isolation == "process")
    reasons.add(
        "isolation = \"process\" is not offered yet; write isolation = \"inline\" or take the line out");
  else if (table.isolation != "inline")
    reasons.add("isolation is \"" + table.isolation + "\"; write \"inline\"");
  if (const std::string missing = missing_interfaces(manifest, offered_interfaces()); !missing.empty())
    reasons.add(missing);
  check_methods(reasons, manifest, manifests);
  check_settings(reasons, table, manifest, settings);
  return reasons.list;
}

}  // namespace patchbay::host
