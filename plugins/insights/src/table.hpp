#pragma once
// A table of a report: shown as HTML, taken away as CSV.
#include <string>
#include <vector>

#include "figures.hpp"
#include "patchbay/messages.hpp"

namespace patchbay::insights {

struct Gap {  // what people search for and do not find
  std::string text, locale;
  std::int64_t asked = 0, empty = 0;
};

struct Table {
  std::string name;  // of the file, "days"
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

Table days_table(const Figures& figures, const Messages& say);
Table handoff_table(const Figures& figures, const Messages& say);
Table locales_table(const Figures& figures, const Messages& say);
Table ratings_table(const Ratings& ratings, const Messages& say);
Table gaps_table(const std::vector<Gap>& gaps, const Messages& say);

// RFC 4180 with a byte order mark, for spreadsheets. A cell that a spreadsheet would run is marked as text.
std::string csv_of(const Table& table);
std::string html_of(const Table& table, std::size_t most_rows);

std::string percent(double rate);  // "62.5 %"
std::string point_label(const HandoffPoint& point, const Messages& say);

}  // namespace patchbay::insights
