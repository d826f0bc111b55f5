#include "core/host/manifest.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_interface(std::string_view text) {
  const std::size_t slash = text.find('/');
  return text.size() <= 64 && slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(slash) + 1, text.end(), is_digit);
}

bool is_file_name(std::string_view text) {
  return !text.empty() && text[0] != '.' && text.find('/') == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw Error{Code::invalid, path.string() + ": cannot be read"};
  std::string text(kMaxBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxBytes) throw Error{Code::invalid, path.string() + ": larger than 1 MB"};
  return text;
}

// The names and bytes of every file below assets/: a browser may keep them for ever, so their address changes when they do.
std::string address_of_assets(const std::filesystem::path& folder, const std::string& id) {
  std::error_code none;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder, none})
    if (entry.is_regular_file(none)) files.push_back(entry.path());
  if (files.empty()) return {};
  std::sort(files.begin(), files.end());
  Sha256 hash;
  for (const std::filesystem::path& file : files) {
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    hash.add(file.lexically_relative(folder).string() + '\0' + std::to_string(bytes.size()) + '\0');
    hash.add(bytes);
  }
  return "/assets/" + id + "/" + hash.finish_hex().substr(0, 16) + "/";
}

// One plugin.json being read; every complaint starts with its path.
class Reader {
 public:
  Reader(std::filesystem::path path, json::object object)
      : path_{std::move(path)}, object_{std::move(object)} {}

  [[noreturn]] void complain(const std::string& text) const {
    throw Error{Code::invalid, path_.string() + ": " + text};
  }

  std::string text(std::string_view key, bool required) const {
    const json::value* member = object_.if_contains(key);
    if (member == nullptr && !required) return {};
    if (member == nullptr || !member->is_string())
      complain("\"" + std::string{key} + "\" must be given, as text");
    return std::string{member->get_string()};
  }

  std::vector<std::string> list(std::string_view key, bool (*valid)(std::string_view),
                                std::string_view example) const {
    std::vector<std::string> out;
    const json::value* member = object_.if_contains(key);
    if (member == nullptr) return out;
    if (!member->is_array()) complain("\"" + std::string{key} + "\" must be a list of text");
    for (const json::value& item : member->get_array()) {
      if (!item.is_string() || !valid(std::string_view{item.get_string()}))
        complain("\"" + std::string{key} + "\" holds " + to_text(item) + "; write \"" + std::string{example} +
                 "\"");
      out.emplace_back(item.get_string());
    }
    return out;
  }

  const json::object& object() const { return object_; }

 private:
  std::filesystem::path path_;
  json::object object_;
};

json::array read_commands(const Reader& reader, const Manifest& manifest) {
  const json::value* member = reader.object().if_contains("commands");
  if (member == nullptr) return {};
  if (!member->is_array()) reader.complain("\"commands\" must be a list of {\"name\",\"method\",…}");
  for (const json::value& item : member->get_array()) {
    const json::object* command = item.if_object();
    const json::value* name = command == nullptr ? nullptr : command->if_contains("name");
    const json::value* method = command == nullptr ? nullptr : command->if_contains("method");
    if (name == nullptr || !name->is_string() || method == nullptr || !method->is_string())
      reader.complain("a command needs \"name\" and \"method\"");
    if (std::find(manifest.provides.begin(), manifest.provides.end(), method->get_string()) ==
        manifest.provides.end())
      reader.complain("the command \"" + std::string{name->get_string()} + "\" calls " +
                      std::string{method->get_string()} + ", which \"provides\" does not list; add it there");
  }
  return member->get_array();
}

json::object read_schema(const Reader& reader, const std::filesystem::path& directory) {
  const json::value* member = reader.object().if_contains("config");
  if (member == nullptr)
    return {{"type", "object"}, {"properties", json::object{}}, {"additionalProperties", false}};
  if (!member->is_object())
    reader.complain("\"config\" must be a JSON Schema or {\"$ref\":\"config.schema.json\"}");
  const json::object& schema = member->get_object();
  const json::value* reference = schema.if_contains("$ref");
  if (reference == nullptr) return schema;
  if (!reference->is_string() || !is_file_name(std::string_view{reference->get_string()}))
    reader.complain("\"config\": \"$ref\" must name a file beside plugin.json");
  const std::filesystem::path path = directory / std::string{reference->get_string()};
  return parse_object(read_text(path), path.string());
}

// "journey": a list of kinds, or an object of kind → schema.
std::map<std::string, json::value> read_journey(const Reader& reader) {
  std::map<std::string, json::value> kinds;
  const json::value* member = reader.object().if_contains("journey");
  if (member == nullptr) return kinds;
  if (const json::object* schemas = member->if_object()) {
    for (const auto& [kind, schema] : *schemas) kinds.emplace(kind, schema);
    return kinds;
  }
  const auto is_kind = [](std::string_view text) { return !text.empty() && text.size() <= 40; };
  for (const std::string& kind : reader.list("journey", is_kind, "page"))
    kinds.emplace(kind, json::object{{"type", "object"}});
  return kinds;
}

bool is_any_text(std::string_view text) { return !text.empty() && text.size() <= 253; }

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

bool is_plugin_id(std::string_view text) noexcept {
  return text.size() >= 2 && text.size() <= 31 && is_lower(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_method(std::string_view text) noexcept {
  const std::size_t at = text.find('@');
  if (text.size() > 100 || at == std::string_view::npos || at + 1 == text.size() || !is_lower(text[0]))
    return false;
  if (!std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(), is_digit)) return false;
  const std::string_view name = text.substr(0, at);
  return name.find('.') != std::string_view::npos && name.back() != '.' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

std::string_view prefix_of(std::string_view method) noexcept {
  return method.substr(0, method.find('.'));
}

Manifest read_manifest(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "plugin.json";
  const Reader reader{path, parse_object(read_text(path), path.string())};
  Manifest manifest;
  manifest.directory = directory.string();
  manifest.id = reader.text("id", true);
  if (!is_plugin_id(manifest.id))
    reader.complain("\"id\" is \"" + manifest.id +
                    "\"; write one lower-case word of 2 to 31 letters, digits and '-'");
  const json::value* abi = reader.object().if_contains("abi");
  if (abi == nullptr || !abi->is_int64() || abi->get_int64() != 1)
    reader.complain(
        "\"abi\" must be 1, the only major this host loads; rebuild the plugin with this host's pbay.h");
  manifest.name = reader.text("name", false);
  if (manifest.name.empty()) manifest.name = manifest.id;
  manifest.version = reader.text("version", true);
  manifest.vendor = reader.text("vendor", false);
  manifest.file = reader.text("file", true);
  if (!is_file_name(manifest.file)) reader.complain("\"file\" must be the name of a file beside plugin.json");
  manifest.sha256 = reader.text("sha256", false);
  if (!is_sha256(manifest.sha256))
    reader.complain("\"sha256\" must be the SHA-256 of " + manifest.file +
                    ", 64 lower-case digits; patchbay_add_plugin() writes it, by hand: sha256sum " +
                    manifest.file);
  manifest.needs = reader.list("needs", is_interface, "pbay.http/1");
  manifest.wants = reader.list("wants", is_interface, "pbay.http/1");
  manifest.provides = reader.list("provides", is_method, manifest.id + ".find@1");
  manifest.uses = reader.list("uses", is_method, "search.query@1");
  manifest.egress = reader.list("egress", is_any_text, "api.example.com");
  manifest.network = reader.list("network", is_any_text, "imap");
  manifest.commands = read_commands(reader, manifest);
  manifest.journey = read_journey(reader);
  if (const json::value* parts = reader.object().if_contains("parts"); parts != nullptr && parts->is_object())
    for (const auto& [type, schema] : parts->get_object()) manifest.parts.emplace(type, schema);
  manifest.config = read_schema(reader, directory);
  manifest.assets = address_of_assets(directory / "assets", manifest.id);
  return manifest;
}

}  // namespace patchbay::host
