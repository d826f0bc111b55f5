#include "core/check/subject.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/error.hpp"
#include "core/base/json_schema.hpp"

namespace patchbay::check {
namespace {

constexpr int kPatienceMs = 2000;  // with an answer that comes late, of 10 s a customer would wait

std::string defaults_of(const json::object& manifest, const std::string& folder) {
  const json::value* schema = manifest.if_contains("config");
  if (schema == nullptr || !schema->is_object()) return "{}";
  json::value own = *schema;
  if (const std::string file = string_or(schema->get_object(), "$ref", ""); !file.empty() && file[0] != '#') {
    std::ifstream in{folder + "/" + file, std::ios::binary};
    own = parse_json(std::string{std::istreambuf_iterator<char>{in}, {}}, file);
  }
  return to_text(with_defaults(json::object{}, own));
}

}  // namespace

Subject::Subject(const Options& options) : library_{std::filesystem::absolute(options.library).string()} {
  folder_ = std::filesystem::path{library_}.parent_path().string();
  std::ifstream in{folder_ + "/plugin.json", std::ios::binary};
  try {
    if (!in)
      throw Error{Code::invalid, folder_ + "/plugin.json is missing; patchbay_add_plugin() puts it there"};
    manifest_ = parse_object(std::string{std::istreambuf_iterator<char>{in}, {}}, folder_ + "/plugin.json");
    settings_ = defaults_of(manifest_, folder_);
  } catch (const std::exception& error) {
    manifest_problem_ = error.what();
    settings_ = "{}";
  }
  settings_given_ = !options.settings.empty();
  if (settings_given_) settings_ = to_text(json::value(parse_object(options.settings, "the settings")));
}

const json::object& Subject::manifest() const {
  if (!manifest_problem_.empty()) throw Error{Code::invalid, manifest_problem_};
  return manifest_;
}

std::vector<std::string> Subject::list(std::string_view key) const {
  std::vector<std::string> out;
  const json::value* member = manifest_.if_contains(key);
  if (member == nullptr || !member->is_array()) return out;
  for (const json::value& item : member->get_array())
    if (item.is_string()) out.emplace_back(item.get_string());
  return out;
}

std::unique_ptr<FakeHost> Subject::open(const std::string& instance) const {
  auto host = FakeHost::open(library_, instance);
  host->config(settings_);
  host->patience(kPatienceMs);
  return host;
}

std::unique_ptr<FakeHost> Subject::started() const {
  auto host = open();
  host->start();
  return host;
}

std::string some_of(const std::vector<std::string>& all) {
  constexpr std::size_t kShown = 4;
  std::string out;
  for (std::size_t i = 0; i < all.size() && i < kShown; ++i) out += (i > 0 ? ", " : "") + all[i];
  return all.size() > kShown ? out + " and " + std::to_string(all.size() - kShown) + " more" : out;
}

Finding unless_violated(const FakeHost& host, Finding fine) {
  const auto violations = host.violations();
  return violations.empty() ? std::move(fine) : failed(some_of(violations));
}

}  // namespace patchbay::check
