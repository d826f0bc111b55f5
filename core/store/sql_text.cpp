#include "core/store/sql_text.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::store {
namespace {

// The place after the quoted text or comment that begins at `at`; `at` itself where none begins.
std::size_t skip_quoted(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '\'' || c == '"') {
    const std::size_t end = sql.find(c, at + 1);
    return end == std::string_view::npos ? sql.size() : end + 1;
  }
  if (sql.substr(at, 2) == "--") {
    const std::size_t end = sql.find('\n', at);
    return end == std::string_view::npos ? sql.size() : end;
  }
  if (sql.substr(at, 2) == "/*") {
    const std::size_t end = sql.find("*/", at + 2);
    return end == std::string_view::npos ? sql.size() : end + 2;
  }
  return at;
}

[[noreturn]] void refuse(std::string_view sql, std::string_view why) {
  throw Error{Code::invalid, "SQL parameters are $1, $2, … each once and in that order; " + std::string{why} +
                                 ": " + cut_utf8(sql, 200)};
}

}  // namespace

int count_parameters(std::string_view sql) {
  int count = 0;
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t after = skip_quoted(sql, at); after != at) {
      at = after;
      continue;
    }
    const char c = sql[at++];
    if (c == '?' || c == '@' || c == ':') refuse(sql, std::string{"'"} + c + "' is no parameter here");
    if (c != '$') continue;
    const std::size_t start = at;
    while (at < sql.size() && sql[at] >= '0' && sql[at] <= '9') ++at;
    const std::string wanted = std::to_string(++count);
    if (sql.substr(start, at - start) != wanted) refuse(sql, "$" + wanted + " was expected");
  }
  return count;
}

std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  std::string current;
  for (const std::string_view raw : split(sql, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty() || line.starts_with("--")) continue;
    current.append(raw.substr(0, raw.find_last_not_of(" \t\r") + 1));
    if (line.back() == ';') {
      current.pop_back();
      statements.push_back(std::move(current));
      current.clear();
    } else {
      current += '\n';
    }
  }
  if (!trim(current).empty())
    throw Error{Code::invalid, "the last statement of a migration has no ';': " + current};
  return statements;
}

std::string parameter_list(int first, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i == 0 ? "$" : ", $") + std::to_string(first + i);
  return list;
}

}  // namespace patchbay::store
