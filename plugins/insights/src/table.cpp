#include "table.hpp"

#include <cstdio>

#include "patchbay/html.hpp"

namespace patchbay::insights {
namespace {

std::string mean_text(double mean) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", mean);
  return text;
}

std::vector<std::string> count_row(const std::string& name, const Count& count) {
  return {name,
          std::to_string(count.journeys),
          std::to_string(count.needs),
          std::to_string(count.solved),
          count.needs == 0 ? "" : percent(count.self_service_rate()),
          std::to_string(count.handoffs)};
}

Table counts(std::string name, std::string_view first, const std::map<std::string, Count>& rows,
             const Messages& say) {
  Table table{std::move(name),
              {std::string{first}, std::string{say("journeys")}, std::string{say("needs")},
               std::string{say("solved")}, std::string{say("rate")}, std::string{say("handoffs")}},
              {}};
  for (const auto& [key, count] : rows) table.rows.push_back(count_row(key, count));
  return table;
}

std::string cell(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) out += '\'';
  for (const char c : text) out += c == '"' ? std::string{"\"\""} : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string percent(double rate) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", rate * 100);
  return text;
}

std::string point_label(const HandoffPoint& point, const Messages& say) {
  if (point.kind.empty()) return std::string{say("point.first")};
  const std::string key = "point." + point.kind;
  const std::string kind{say(key)};
  return (kind == key ? point.kind : kind) + (point.subject.empty() ? "" : ": " + point.subject);
}

Table days_table(const Figures& figures, const Messages& say) {
  return counts("days", say("day"), figures.days, say);
}

Table locales_table(const Figures& figures, const Messages& say) {
  return counts("languages", say("language"), figures.locales, say);
}

Table handoff_table(const Figures& figures, const Messages& say) {
  Table table{"handoff-points", {std::string{say("point")}, std::string{say("times")}}, {}};
  for (const Point& point : figures.handoff_points)
    table.rows.push_back({point_label(point.point, say), std::to_string(point.count)});
  return table;
}

Table ratings_table(const Ratings& ratings, const Messages& say) {
  Table table{"ratings", {std::string{say("question")}}, {}};
  for (int score = 1; score <= 5; ++score) table.columns.push_back(std::to_string(score));
  table.columns.emplace_back(say("answers"));
  table.columns.emplace_back(say("mean"));
  const auto add = [&](std::string_view question, const std::int64_t(&scores)[5]) {
    std::vector<std::string> row{std::string{question}};
    for (const std::int64_t score : scores) row.push_back(std::to_string(score));
    const std::int64_t all = Ratings::count(scores);
    row.push_back(std::to_string(all));
    row.push_back(all == 0 ? "" : mean_text(Ratings::mean(scores)));
    table.rows.push_back(std::move(row));
  };
  add(say("csat"), ratings.csat);
  add(say("effort"), ratings.effort);
  return table;
}

Table gaps_table(const std::vector<Gap>& gaps, const Messages& say) {
  Table table{"gaps",
              {std::string{say("searched")}, std::string{say("language")}, std::string{say("asked")},
               std::string{say("not_found")}},
              {}};
  for (const Gap& gap : gaps)
    table.rows.push_back({gap.text, gap.locale, std::to_string(gap.asked), std::to_string(gap.empty)});
  return table;
}

std::string csv_of(const Table& table) {
  std::string out = "\xEF\xBB\xBF";
  const auto line = [&out](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + cell(cells[i]);
    out += "\r\n";
  };
  line(table.columns);
  for (const auto& row : table.rows) line(row);
  return out;
}

std::string html_of(const Table& table, std::size_t most_rows) {
  std::string out = "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escape_html(table.columns.at(0)) + "\"><table><thead><tr>";
  for (const std::string& column : table.columns) out += "<th scope=\"col\">" + escape_html(column) + "</th>";
  out += "</tr></thead><tbody>";
  for (std::size_t i = 0; i < table.rows.size() && i < most_rows; ++i) {
    out += "<tr>";
    for (std::size_t c = 0; c < table.rows[i].size(); ++c)
      out += (c == 0 ? "<th scope=\"row\">" : "<td>") + escape_html(table.rows[i][c]) +
             (c == 0 ? "</th>" : "</td>");
    out += "</tr>";
  }
  return out + "</tbody></table></div>";
}

}  // namespace patchbay::insights
