#pragma once
// The YAML block at the head of a Markdown file, as far as people write it there: scalars (plain, quoted,
// folded, literal), lists and maps in block and flow form, comments. No anchors, aliases, tags or documents.
// Every scalar is text.
#include <map>
#include <string>
#include <string_view>

#include "json.hpp"
#include "problem.hpp"

namespace patchbay::kb {

struct FrontMatter {
  json::object values;               // in the order they stand
  std::map<std::string, int> lines;  // top-level key → line of the file
  std::size_t body = 0;              // where the text after it starts
  int body_line = 1;                 // the line of the file that is

  int line_of(std::string_view key) const;  // 0 when it is absent
};

// A file without front matter gives an empty one. Throws SourceError with the line and the remedy. What is
// odd but can be understood becomes a warning. A BOM is skipped. At most 64 KB and 8 levels.
FrontMatter parse_front_matter(std::string_view file, Problems& problems);

// The block for these values, "---" lines included; parse_front_matter() of it gives the same values.
std::string write_front_matter(const json::object& values);

}  // namespace patchbay::kb
