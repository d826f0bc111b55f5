#include "front_matter.hpp"

#include <algorithm>

#include "text.hpp"
#include "yaml_block.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxBytes = 64u << 10;

struct Head {
  std::vector<YamlLine> lines;
  std::size_t body = 0;
  int body_line = 1;
};

YamlLine line_at(std::string_view whole, int number) {
  const std::size_t indent = std::min(whole.find_first_not_of(' '), whole.size());
  const std::string_view text = trim(whole.substr(indent));
  if (!text.empty() && whole[indent] == '\t')
    throw SourceError{number, "a tab indents this line: use spaces, YAML does not allow tabs here"};
  return {number, indent, text, whole};
}

bool is_fence(std::string_view line, std::string_view mark) {
  return line.starts_with(mark) && trim(line.substr(mark.size())).empty();
}

// The lines between the fences; `at` stands behind the opening one.
Head head_of(std::string_view file, std::size_t at) {
  Head head;
  for (int number = 2; at < file.size(); ++number) {
    const std::size_t end = std::min(file.find('\n', at), file.size());
    std::string_view line = file.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = std::min(end + 1, file.size());
    if (is_fence(line, "---") || is_fence(line, "...")) {
      head.body = at;
      head.body_line = number + 1;
      return head;
    }
    if (at > kMaxBytes)
      throw SourceError{1, "the front matter is longer than 64 KB: is its closing --- missing?"};
    head.lines.push_back(line_at(line, number));
  }
  throw SourceError{1, "the front matter opened here is never closed: end it with a line ---"};
}

bool needs_quotes(std::string_view text) {
  static constexpr std::string_view kMarks = "-?:,[]{}#&*!|>'\"%@`~";
  if (text.empty() || text == "null" || trim(text) != text) return true;
  if (kMarks.find(text.front()) != std::string_view::npos) return true;
  if (text.find_first_of("\n\r\t") != std::string_view::npos || squeeze(text) != text) return true;
  return text.find(": ") != std::string_view::npos || text.ends_with(':') ||
         text.find(" #") != std::string_view::npos;
}

std::string scalar(std::string_view text, std::string_view also) {
  if (!needs_quotes(text) && text.find_first_of(also) == std::string_view::npos) return std::string{text};
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else
      (c == '"' || c == '\\') ? (out += '\\', out += c) : out += c;
  }
  return out + '"';
}

std::string flow_text(const json::value& value) {
  if (value.is_string()) return scalar(view(value.get_string()), ",[]{}:#\"'");
  std::string out;
  if (const json::array* items = value.if_array()) {
    for (const json::value& item : *items) out += (out.empty() ? "" : ", ") + flow_text(item);
    return "[" + out + "]";
  }
  if (const json::object* object = value.if_object()) {
    for (const auto& [key, item] : *object)
      out += (out.empty() ? "" : ", ") + scalar(key, ",[]{}:#\"'") + ": " + flow_text(item);
    return "{" + out + "}";
  }
  return scalar(to_text(value), ",[]{}");
}

}  // namespace

int FrontMatter::line_of(std::string_view key) const {
  const auto found = lines.find(std::string{key});
  return found == lines.end() ? 0 : found->second;
}

FrontMatter parse_front_matter(std::string_view file, Problems& problems) {
  FrontMatter matter;
  const std::size_t bom = file.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  matter.body = bom;
  const std::size_t end = file.find('\n', bom);
  if (end == std::string_view::npos || !is_fence(file.substr(bom, end - bom), "---")) return matter;
  Head head = head_of(file, end + 1);
  matter.body = head.body;
  matter.body_line = head.body_line;
  YamlBlock block{std::move(head.lines), problems};
  matter.values = block.read();
  for (const YamlBlock::Key& key : block.keys()) matter.lines.emplace(key.name, key.line);
  return matter;
}

std::string write_front_matter(const json::object& values) {
  std::string out = "---\n";
  for (const auto& [key, value] : values) {
    out += scalar(key, "") + ": ";
    out += value.is_string() ? scalar(view(value.get_string()), "") : flow_text(value);
    out += '\n';
  }
  return out + "---\n";
}

}  // namespace patchbay::kb
