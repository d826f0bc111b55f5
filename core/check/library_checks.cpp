// What plugin.json and the library say before anything runs.
#include <algorithm>
#include <filesystem>
#include <set>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/json_schema.hpp"
#include "core/check/elf_file.hpp"
#include "core/check/plugin_schema.hpp"
#include "core/check/subject.hpp"

namespace patchbay::check {
namespace {

// ---------- plugin.json ----------

Finding manifest_valid(const Subject& subject) {
  const auto problems =
      validate(json::value(subject.manifest()), parse_json(kPluginSchema, "the schema of plugin.json"));
  return problems.empty() ? ok() : failed("plugin.json: " + to_text(problems));
}

Finding manifest_names(const Subject& subject) {
  const std::filesystem::path library{subject.library()};
  const std::string id = string_or(subject.manifest(), "id", "");
  const std::string folder = std::filesystem::path{subject.folder()}.filename().string();
  if (library.filename() != id + ".so")
    return failed("the library of \"" + id + "\" is called " + library.filename().string() + "; call it " +
                  id + ".so");
  if (folder != id) return failed("the folder is called " + folder + "; call it " + id);
  return ok();
}

Finding manifest_sha256(const Subject& subject) {
  const std::string actual = sha256_hex(read_bytes(subject.library()));
  if (string_or(subject.manifest(), "sha256", "") == actual) return ok();
  return failed("plugin.json names another file than this; write \"sha256\": \"" + actual + "\"");
}

Finding manifest_config(const Subject& subject) {
  const json::value* schema = subject.manifest().if_contains("config");
  if (schema == nullptr) return skipped("no settings");
  if (const auto problems = check_schema(*schema);
      !problems.empty() && !schema->get_object().contains("$ref"))
    return failed("config" + to_text(problems));
  std::vector<std::string> mute;
  if (const json::value* all = schema->get_object().if_contains("properties");
      all != nullptr && all->is_object())
    for (const auto& [key, one] : all->get_object())
      if (!one.is_object() || !one.get_object().contains("description")) mute.emplace_back(key);
  return mute.empty() ? ok() : warning("no description for " + some_of(mute));
}

Finding manifest_commands(const Subject& subject) {
  const json::value* commands = subject.manifest().if_contains("commands");
  if (commands == nullptr || !commands->is_array() || commands->get_array().empty())
    return skipped("no commands");
  const auto provides = subject.list("provides");
  for (const json::value& command : commands->get_array()) {
    const std::string method = string_or(command.as_object(), "method", "");
    if (std::find(provides.begin(), provides.end(), method) == provides.end())
      return failed("the command calls " + method + ", which \"provides\" does not list");
    const json::value* arguments = command.as_object().if_contains("arguments");
    if (arguments == nullptr) continue;
    if (const auto problems = check_schema(*arguments); !problems.empty())
      return failed(method + ": arguments" + to_text(problems));
  }
  return ok();
}

// ---------- the library ----------

Finding elf_type(const Subject& subject) {
  const ElfFile file = read_elf(subject.library());
  return file.for_this_machine ? ok() : failed(file.why_not);
}

Finding elf_exports(const Subject& subject) {
  ElfFile file = read_elf(subject.library());
  if (std::find(file.exports.begin(), file.exports.end(), "pbay_entry") == file.exports.end())
    return failed("pbay_entry is not exported; define it with PBAY_EXPORT (in C++: PBAY_PLUGIN)");
  std::erase(file.exports, "pbay_entry");
  if (file.exports.empty()) return ok();
  return failed("more than pbay_entry is exported: " + some_of(file.exports) +
                "; link with a version script {global: pbay_entry; local: *;}");
}

Finding elf_unique(const Subject& subject) {
  const ElfFile file = read_elf(subject.library());
  return file.unique.empty() ? ok() : failed(some_of(file.unique) + "; compile with -fno-gnu-unique");
}

// "GLIBCXX_3.4.31" beside "GLIBCXX_3.4.30", number by number.
bool is_newer(std::string_view version, std::string_view limit) {
  const auto numbers = [](std::string_view text) {
    std::vector<int> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] < '0' || text[i] > '9') continue;
      int number = 0;
      for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) number = number * 10 + (text[i] - '0');
      out.push_back(number);
    }
    return out;
  };
  return numbers(version) > numbers(limit);
}

Finding elf_versions(const Subject& subject) {
  constexpr std::pair<std::string_view, std::string_view> kNewest[] = {{"GLIBC_", "GLIBC_2.36"},
                                                                       {"GLIBCXX_", "GLIBCXX_3.4.30"},
                                                                       {"CXXABI_", "CXXABI_1.3.13"},
                                                                       {"GCC_", "GCC_12.0.0"}};
  std::vector<std::string> newer;
  for (const std::string& version : read_elf(subject.library()).versions)
    for (const auto& [prefix, limit] : kNewest)
      if (version.starts_with(prefix) && is_newer(version.substr(prefix.size()), limit.substr(prefix.size())))
        newer.push_back(version);
  if (newer.empty()) return ok();
  return failed("needs " + some_of(newer) +
                ", newer than Debian 12 has; build there, or link with -static-libstdc++ -static-libgcc");
}

Finding elf_relocations(const Subject& subject) {
  const ElfFile file = read_elf(subject.library());
  if (file.text_relocations) return failed("text relocations: compile everything with -fPIC");
  if (file.executable_stack)
    return failed("asks for an executable stack; assembly needs a .note.GNU-stack section");
  if (file.static_tls)
    return warning(
        "takes static thread storage, of which a process has little; use -ftls-model=global-dynamic");
  return ok();
}

Finding elf_run_path(const Subject& subject) {
  const std::string path = read_elf(subject.library()).run_path;
  return path.empty() ? ok()
                      : failed("RPATH " + path + ": the host loads a copy from elsewhere; link without it");
}

Finding elf_binding(const Subject& subject) {
  return read_elf(subject.library()).binds_now
             ? ok()
             : failed("binds lazily; link with -Wl,-z,now so that a missing symbol shows at load");
}

Finding elf_needed(const Subject& subject) {
  static const std::set<std::string> kPlain = {"libc.so.6",
                                               "libm.so.6",
                                               "libstdc++.so.6",
                                               "libgcc_s.so.1",
                                               "ld-linux-x86-64.so.2",
                                               "ld-linux-aarch64.so.1"};
  std::vector<std::string> others;
  for (const std::string& name : read_elf(subject.library()).needed)
    if (!kPlain.contains(name)) others.push_back(name);
  if (others.empty()) return ok();
  const bool boost = std::any_of(others.begin(), others.end(),
                                 [](const auto& name) { return name.starts_with("libboost_"); });
  if (boost)
    return failed("links a shared Boost (" + some_of(others) +
                  "): two plugins with two versions cannot share a process; link patchbay::plugin_json");
  return warning("needs " + some_of(others) + " on every machine it runs on");
}

}  // namespace

std::vector<Check> manifest_checks() {
  return {{"manifest.valid", "plugin.json keeps its schema", manifest_valid},
          {"manifest.names", "id, folder and library are called the same", manifest_names},
          {"manifest.sha256", "plugin.json stands for this very file", manifest_sha256},
          {"manifest.config", "the settings have a sound, described schema", manifest_config},
          {"manifest.commands", "every command calls a method it provides", manifest_commands}};
}

std::vector<Check> elf_checks() {
  return {{"elf.type", "a shared object for this machine", elf_type},
          {"elf.exports", "exports pbay_entry and nothing else", elf_exports},
          {"elf.unique", "no unique symbols, which pin a library", elf_unique},
          {"elf.versions", "needs no newer C or C++ library than the host", elf_versions},
          {"elf.relocations", "position-independent, no executable stack", elf_relocations},
          {"elf.run-path", "brings no library path of its own", elf_run_path},
          {"elf.binding", "binds every symbol at load", elf_binding},
          {"elf.needed", "depends on nothing but the C and C++ libraries", elf_needed}};
}

}  // namespace patchbay::check
