#include "core/config/placeholder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/text.hpp"

namespace patchbay::config {
namespace {

constexpr std::uintmax_t kLargestFile = 64u << 10;

void fill_env(const std::string& name, Filled& filled) {
  if (const char* value = std::getenv(name.c_str())) {
    filled.text += value;
  } else {
    filled.problem = "the environment has no " + name + "; set it, or write the value here";
  }
}

void fill_file(const std::string& written, const std::string& folder, Filled& filled) {
  const std::filesystem::path path =
      std::filesystem::path{written}.is_absolute() ? written : folder + "/" + written;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) {
    filled.problem =
        "cannot read " + path.string() + " (" + error.message() + "); make the file, or correct the path";
    return;
  }
  if (size > kLargestFile) {
    filled.problem = path.string() + " is larger than 64 KiB; ${file:…} is for single values";
    return;
  }
  std::ifstream in{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in) {
    filled.problem = "cannot read " + path.string() + "; let the user that runs patchbay read it";
    return;
  }
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  filled.text += text;
}

}  // namespace

Filled fill(std::string_view text, const std::string& folder) {
  Filled filled;
  while (!text.empty() && filled.problem.empty()) {
    const auto at = text.find("${");
    if (at == std::string_view::npos) break;
    if (at > 0 && text[at - 1] == '$') {
      filled.text += std::string{text.substr(0, at - 1)} + "${";
      text.remove_prefix(at + 2);
      continue;
    }
    filled.text += text.substr(0, at);
    const auto end = text.find('}', at);
    const std::string inside{end == std::string_view::npos ? "" : text.substr(at + 2, end - at - 2)};
    if (inside.starts_with("env:") && inside.size() > 4) {
      fill_env(inside.substr(4), filled);
    } else if (inside.starts_with("file:") && inside.size() > 5) {
      fill_file(inside.substr(5), folder, filled);
    } else {
      filled.problem = "write ${env:NAME} or ${file:PATH}; a plain ${ is written $${";
    }
    filled.changed = true;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  filled.text += text;
  if (filled.problem.empty() && !is_utf8(filled.text))
    filled.problem = "what is put in here is not UTF-8 text";
  return filled;
}

}  // namespace patchbay::config
