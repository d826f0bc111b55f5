#pragma once
// The plugin under check, and what one check finds.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.hpp"
#include "core/check/plugin_check.hpp"
#include "patchbay/fake_host.hpp"

namespace patchbay::check {

struct Finding {
  Status status = Status::ok;
  std::string text;
};
inline Finding ok() {
  return {};
}
inline Finding failed(std::string text) {
  return {Status::failed, std::move(text)};
}
inline Finding warning(std::string text) {
  return {Status::warning, std::move(text)};
}
inline Finding skipped(std::string text) {
  return {Status::skipped, std::move(text)};
}

class Subject {
 public:
  // Reads plugin.json beside the library where there is one; what is wrong with it is for the checks to say.
  explicit Subject(const Options& options);

  const std::string& library() const { return library_; }
  const std::string& folder() const { return folder_; }
  // Error{invalid} when plugin.json is missing or no JSON object.
  const json::object& manifest() const;
  std::vector<std::string> list(std::string_view key) const;  // of plugin.json, empty where there is none
  const std::string& settings() const { return settings_; }
  bool settings_given() const { return settings_given_; }

  // Opens the library in this process. Throws std::runtime_error.
  std::unique_ptr<FakeHost> open(const std::string& instance = "") const;
  // Opened with its settings and started; a grant and the interfaces are there. Throws Failure.
  std::unique_ptr<FakeHost> started() const;

 private:
  std::string library_, folder_, settings_, manifest_problem_;
  bool settings_given_ = false;
  json::object manifest_;
};

struct Check {
  const char* id;
  const char* what;
  Finding (*look)(const Subject&);
};

// The groups, in the order of the report.
std::vector<Check> manifest_checks();
std::vector<Check> elf_checks();
std::vector<Check> load_checks();
std::vector<Check> life_checks();
std::vector<Check> host_checks();
std::vector<Check> traffic_checks();

// "a, b and 3 more".
std::string some_of(const std::vector<std::string>& all);
// failed() naming the rules that were broken, or `fine`.
Finding unless_violated(const FakeHost& host, Finding fine = ok());

}  // namespace patchbay::check
