#include "docfx.hpp"

#include "text.hpp"

namespace patchbay::kb {
namespace {

// Follows ``` and ~~~ fences from line to line: what they hold is code.
class Fence {
 public:
  bool holds(std::string_view line) {
    std::string_view text = line;
    while (!text.empty() && (text.front() == ' ' || text.front() == '>' || text.front() == '\t'))
      text.remove_prefix(1);
    const char mark = text.empty() ? '\0' : text.front();
    std::size_t count = 0;
    while (mark != '\0' && count < text.size() && text[count] == mark) ++count;
    const bool fence = (mark == '`' || mark == '~') && count >= 3;
    if (open_ == '\0') {
      const bool inline_code = mark == '`' && text.find('`', count) != std::string_view::npos;
      if (!fence || inline_code) return false;
      open_ = mark;
      size_ = count;
      return true;
    }
    if (fence && mark == open_ && count >= size_ && trim(text.substr(count)).empty()) open_ = '\0';
    return true;
  }

 private:
  char open_ = '\0';
  std::size_t size_ = 0;
};

// name="value" of a ::: tag.
std::string attribute(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    std::size_t next = at + name.size();
    if (at > 0 && tag[at - 1] != ' ' && tag[at - 1] != '\t') continue;
    while (next < tag.size() && tag[next] == ' ') ++next;
    if (next >= tag.size() || tag[next] != '=') continue;
    next = tag.find_first_of("\"'", next);
    if (next == std::string_view::npos) return {};
    const std::size_t end = tag.find(tag[next], next + 1);
    return std::string{tag.substr(next + 1, end == std::string_view::npos ? end : end - next - 1)};
  }
  return {};
}

std::string escaped(std::string_view text, std::string_view marks) {
  std::string out;
  for (const char c : text) {
    if (marks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string picture(std::string_view tag, int line, Problems& problems) {
  const std::string source = attribute(tag, "source");
  if (source.empty()) {
    problems.push_back({Severity::warning, {}, line, ":::image without source=\"…\": left out"});
    return {};
  }
  return "![" + escaped(attribute(tag, "alt-text"), "\\[]*_`<>!&") + "](<" + escaped(source, "\\<>") + ">)";
}

// One ::: tag, `tag` being what stands between ":::" and its end.
std::string replacement(std::string_view tag, int line, Problems& problems) {
  if (tag.starts_with("image ")) return picture(tag, line, problems);
  if (tag.starts_with("no-loc ")) return attribute(tag, "text");
  return {};
}

bool is_layout(std::string_view tag) {
  for (const std::string_view word : {"image-end", "zone", "zone-end", "row", "row-end", "column",
                                      "column-end", "moniker", "moniker-end", "end"})
    if (tag == word || (tag.starts_with(word) && (tag[word.size()] == ' ' || tag[word.size()] == ':')))
      return true;
  return false;
}

std::string rewrite_colons(std::string_view line, int number, Problems& problems) {
  std::string out;
  while (true) {
    const std::size_t at = line.find(":::");
    if (at == std::string_view::npos) return out += line;
    const std::size_t body = at + 3;
    const std::string_view inside = trim(line.substr(body));
    if (is_layout(inside)) return out += line.substr(0, at);
    const std::size_t end = line.find(":::", body);
    const bool known = inside.starts_with("image ") || inside.starts_with("no-loc ");
    if (!known) return out += line;
    out += line.substr(0, at);
    out += replacement(trim(line.substr(body, end == std::string_view::npos ? end : end - body)), number,
                       problems);
    if (end == std::string_view::npos) return out;
    line.remove_prefix(end + 3);
  }
}

// "# [Label](#tab/x)" → "# Label"
std::string rewrite_tab(std::string_view line) {
  const std::size_t open = line.find('['), close = line.find("](#tab/");
  const std::size_t end = close == std::string_view::npos ? close : line.find(')', close);
  if (open == std::string_view::npos || end == std::string_view::npos || open > close)
    return std::string{line};
  return std::string{line.substr(0, open)} + std::string{line.substr(open + 1, close - open - 1)} +
         std::string{line.substr(end + 1)};
}

std::string rewrite_markers(std::string_view line) {
  if (const std::size_t at = line.find("[!VIDEO "); at != std::string_view::npos) {
    const std::size_t end = line.find(']', at);
    if (end == std::string_view::npos) return std::string{line};
    const std::string url{trim(line.substr(at + 8, end - at - 8))};
    return std::string{line.substr(0, at)} + "[Video](<" + url + ">)" + std::string{line.substr(end + 1)};
  }
  const std::size_t at = line.find("[!div ");
  const std::size_t end = at == std::string_view::npos ? at : line.find(']', at);
  if (end == std::string_view::npos) return std::string{line};
  return std::string{line.substr(0, at)} + std::string{line.substr(end + 1)};
}

// An image tag may run over several lines; they are joined, and the lines it took stay as empty ones.
bool is_open_image(std::string_view line) {
  const std::size_t at = line.rfind(":::image ");
  return at != std::string_view::npos && line.find(":::", at + 3) == std::string_view::npos;
}

}  // namespace

std::string rewrite_docfx(std::string_view markdown, int first_line, Problems& problems) {
  if (markdown.find(":::") == std::string_view::npos && markdown.find("[!") == std::string_view::npos &&
      markdown.find("(#tab/") == std::string_view::npos)
    return std::string{markdown};
  std::string out;
  out.reserve(markdown.size() + 256);
  Fence fence;
  const std::vector<std::string_view> lines = lines_of(markdown);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int number = first_line + static_cast<int>(i);
    std::string line{lines[i]};
    std::size_t joined = 0;
    if (!fence.holds(line)) {
      while (joined < 8 && is_open_image(line) && i + 1 < lines.size()) {
        line += " " + std::string{trim(lines[++i])};
        ++joined;
      }
      if (line.find(":::") != std::string::npos) line = rewrite_colons(line, number, problems);
      if (line.find("(#tab/") != std::string::npos) line = rewrite_tab(line);
      if (line.find("[!") != std::string::npos) line = rewrite_markers(line);
    }
    out += line;
    out.append(joined + 1, '\n');
  }
  return out;
}

}  // namespace patchbay::kb
