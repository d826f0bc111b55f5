#pragma once
// Markdown of authors to HTML: GitHub's flavour with tables, footnotes, task lists and raw HTML, DocFX's
// includes and callouts. The HTML is what the author wrote, not yet what readers may get: html_clean.hpp
// comes after it. Blocks carry data-sourcepos="line:…", what was included stands in <div
// data-include="path">, callouts in <div data-callout="note">. Bounded: 1 MB of input, ten times that of
// output, and nothing that cmark would need more than linear time for.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "problem.hpp"

namespace patchbay::kb {

constexpr std::size_t kMaxMarkdown = 1u << 20;

// The text of a file of the imported folder; nothing when there is none.
using ReadInclude = std::function<std::optional<std::string>(const std::string& path)>;

struct MarkdownSource {
  std::string_view text;  // without front matter
  std::string_view path;  // in the imported folder: what relative references start from
  int first_line = 1;     // the file's line `text` starts at
};

// Throws SourceError. A missing include, a cycle or one deeper than 5 is a warning and leaves its place
// empty.
std::string markdown_to_html(const MarkdownSource& source, const ReadInclude& include, Problems& problems);

// Throws SourceError naming the line when `text` would cost more than its size allows: huge tables, nesting,
// bracket runs.
void check_markdown_bounds(std::string_view text, int first_line);

}  // namespace patchbay::kb
