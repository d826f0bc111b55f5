// What is refused before cmark sees it: Debian's 0.29.0.gfm.6 needs quadratic time for a few shapes nobody
// writes by hand.
#include <algorithm>

#include "markdown.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxColumns = 100;
constexpr std::size_t kMaxCells = 100'000;
constexpr std::size_t kMaxNesting = 60;  // of quotes and lists, counted in one line
constexpr std::size_t kMaxRun = 2'000;   // of openings with no end in one paragraph

// Columns of a table's delimiter row, 0 when the line is none.
std::size_t delimiter_columns(std::string_view line) {
  while (!line.empty() && (line.front() == '>' || line.front() == ' ' || line.front() == '\t'))
    line.remove_prefix(1);
  if (line.find('-') == std::string_view::npos || line.find_first_not_of("|-: \t") != std::string_view::npos)
    return 0;
  const auto bars = static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
  return bars == 0 ? 0 : bars + 1;
}

std::size_t nesting(std::string_view line) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool item = (c == '-' || c == '*' || c == '+') && at + 1 < line.size() &&
                      (line[at + 1] == ' ' || line[at + 1] == '\t');
    if (c == '>' || item)
      ++depth;
    else if (c != ' ' && c != '\t')
      break;
  }
  return depth;
}

// Counts, over a paragraph, what opens and is not closed: each may send the parser back to look again.
class Openings {
 public:
  bool add(std::string_view line) {
    if (trim(line).empty()) {
      brackets_ = marks_ = 0;
      return true;
    }
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char c = line[at];
      if (c == '\\')
        ++at;
      else if (c == '[')
        ++brackets_;
      else if (c == ']' && brackets_ > 0)
        --brackets_;
      else if (c == '*' || c == '_' || c == '~' || c == '<' || c == '@')
        ++marks_;
    }
    return brackets_ <= kMaxRun && marks_ <= 20 * kMaxRun;
  }

 private:
  std::size_t brackets_ = 0, marks_ = 0;
};

}  // namespace

void check_markdown_bounds(std::string_view text, int first_line) {
  if (text.size() > kMaxMarkdown)
    throw SourceError{0, "the text is " + std::to_string(text.size() >> 10) +
                             " KB, at most 1,024 are read: split the article"};
  std::size_t columns = 0, cells = 0;
  int number = first_line;
  Openings openings;
  for (const std::string_view line : lines_of(text)) {
    if (line.find_first_not_of(" \t>") == std::string_view::npos) columns = 0;
    columns = std::max(columns, delimiter_columns(line));
    cells += columns;
    if (columns > kMaxColumns)
      throw SourceError{number, "a table of more than 100 columns: split it, nobody can read it"};
    if (cells > kMaxCells)
      throw SourceError{number, "more than 100,000 table cells: offer the data as a file instead"};
    if (nesting(line) > kMaxNesting)
      throw SourceError{number, "lists and quotes nested more than 60 deep: flatten them"};
    if (!openings.add(line))
      throw SourceError{number,
                        "thousands of [, * or @ in one paragraph that begin nothing: escape them with \\"};
    ++number;
  }
}

}  // namespace patchbay::kb
