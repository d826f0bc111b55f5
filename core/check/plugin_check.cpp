#include "core/check/plugin_check.hpp"

#include <chrono>
#include <filesystem>
#include <ostream>
#include <regex>

#include "core/base/error.hpp"
#include "core/check/child.hpp"
#include "core/check/subject.hpp"

namespace patchbay::check {
namespace {

std::vector<Check> every_check() {
  std::vector<Check> out;
  for (const auto& group :
       {manifest_checks(), elf_checks(), load_checks(), life_checks(), host_checks(), traffic_checks()})
    out.insert(out.end(), group.begin(), group.end());
  return out;
}

std::regex filter_of(const std::string& only) {
  try {
    return std::regex{only};
  } catch (const std::regex_error& error) {
    throw Error{Code::invalid, "--only " + only + " is no regular expression: " + error.what()};
  }
}

bool is_bad(Status status) {
  return status == Status::failed || status == Status::crashed;
}

void write_lines(const std::vector<Result>& results, std::ostream& out) {
  for (const Result& result : results) {
    out << name_of(result.status) << std::string(9 - name_of(result.status).size(), ' ') << result.id << "  "
        << result.what << '\n';
    if (!result.text.empty()) out << "         " << result.text << '\n';
  }
  std::size_t counts[5] = {};
  for (const Result& result : results) ++counts[static_cast<int>(result.status)];
  for (int i = 0; i < 5; ++i)
    if (counts[i] > 0) out << counts[i] << ' ' << name_of(static_cast<Status>(i)) << (i < 4 ? "  " : "");
  out << '\n';
}

void write_json(const Options& options, const std::vector<Result>& results, bool good, std::ostream& out) {
  json::array checks;
  for (const Result& result : results)
    checks.push_back({{"id", result.id},
                      {"what", result.what},
                      {"status", name_of(result.status)},
                      {"text", result.text},
                      {"took_ms", result.took_ms}});
  out << to_text(json::object{{"library", options.library},
                              {"verdict", good ? "ok" : "failed"},
                              {"checks", std::move(checks)}})
      << '\n';
}

}  // namespace

std::string_view name_of(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::failed:
      return "failed";
    case Status::crashed:
      return "crashed";
    case Status::skipped:
      return "skipped";
    case Status::warning:
      return "warning";
  }
  return "failed";
}

std::vector<std::pair<std::string, std::string>> all_checks() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Check& check : every_check()) out.emplace_back(check.id, check.what);
  return out;
}

std::vector<Result> check(const Options& options) {
  if (!std::filesystem::is_regular_file(options.library))
    throw Error{Code::not_found, options.library + " is no file; name the plugin's .so"};
  const std::regex only = filter_of(options.only);
  const Subject subject{options};
  std::vector<Result> out;
  for (const Check& check : every_check()) {
    if (!options.only.empty() && !std::regex_search(check.id, only)) continue;
    const auto began = std::chrono::steady_clock::now();
    const auto look = [&] { return check.look(subject); };
    Finding finding = options.in_process ? guarded(look) : in_child(look, options.limit_s);
    const auto took = std::chrono::steady_clock::now() - began;
    out.push_back({check.id, check.what, finding.status, std::move(finding.text),
                   std::chrono::duration_cast<std::chrono::milliseconds>(took).count()});
  }
  return out;
}

int run(const Options& options, std::ostream& out) {
  const std::vector<Result> results = check(options);
  bool good = true;
  for (const Result& result : results) good = good && !is_bad(result.status);
  if (options.json) {
    write_json(options, results, good, out);
  } else {
    write_lines(results, out);
  }
  return good ? 0 : 1;
}

}  // namespace patchbay::check
