#include "report.hpp"

#include <cstdio>

#include "chart.hpp"
#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"

namespace patchbay::insights {
namespace {

using json_text::quote;

constexpr std::size_t kRowsShown = 31, kPointsShown = 15;

std::string query_of(const Asked& asked) {
  return "?from=" + day_of(asked.span.from) + "&to=" + day_of(asked.span.to - 1) +
         (asked.locale.empty() ? "" : "&locale=" + percent_encode(asked.locale));
}

std::string form(const Asked& asked, const std::vector<std::string>& locales, const Messages& say) {
  const auto date = [&](std::string_view name, std::int64_t at) {
    return "<label>" + escape_html(say(name)) + " <input type=\"date\" name=\"" + std::string{name} +
           "\" value=\"" + day_of(at) + "\"></label>";
  };
  std::string out = "<form class=\"choose\" method=\"get\">" + date("from", asked.span.from) +
                    date("to", asked.span.to - 1) + "<label>" + escape_html(say("language")) +
                    " <select name=\"locale\"><option value=\"\">" + escape_html(say("all")) + "</option>";
  for (const std::string& locale : locales)
    out += "<option" + std::string{locale == asked.locale ? " selected" : ""} + ">" + escape_html(locale) +
           "</option>";
  return out + "</select></label><button>" + escape_html(say("show")) + "</button></form>";
}

std::string tile(std::string_view label, std::string value, std::string_view more) {
  return "<div class=\"tile\"><span>" + escape_html(label) + "</span><strong>" + escape_html(value) +
         "</strong><small>" + escape_html(more) + "</small></div>";
}

std::string tiles(const Figures& figures, const Messages& say) {
  const Count& total = figures.total;
  const std::int64_t rated = Ratings::count(figures.ratings.csat);
  char mean[16];
  std::snprintf(mean, sizeof mean, "%.2f", Ratings::mean(figures.ratings.csat));
  return "<div class=\"tiles\">" +
         tile(say("rate"), total.needs == 0 ? "–" : percent(total.self_service_rate()),
              say("rate.of",
                  {{"solved", std::to_string(total.solved)}, {"needs", std::to_string(total.needs)}})) +
         tile(say("journeys"), std::to_string(total.journeys), say("journeys.what")) +
         tile(say("handoffs"), std::to_string(total.handoffs), say("handoffs.what")) +
         tile(say("csat"), rated == 0 ? "–" : std::string{mean} + " / 5",
              say("csat.of", {{"count", std::to_string(rated)}})) +
         "</div>";
}

std::string section(std::string_view title, std::string_view what, const std::string& picture,
                    const Table& table, std::size_t rows, const Asked& asked, const Messages& say) {
  std::string out = "<section><h2>" + escape_html(title) + "</h2><p>" + escape_html(what) + "</p>";
  if (table.rows.empty()) return out + "<p class=\"none\">" + escape_html(say("none")) + "</p></section>";
  return out + picture + "<details" + (picture.empty() ? " open" : "") + "><summary>" +
         escape_html(say("table")) + "</summary>" + html_of(table, rows) +
         "</details><p><a download href=\"/insights/" + table.name + ".csv" + escape_html(query_of(asked)) +
         "\">" + escape_html(say("csv")) + "</a></p></section>";
}

std::string count_json(const Count& count) {
  char rate[32];
  std::snprintf(rate, sizeof rate, "%.6f", count.self_service_rate());
  return "\"journeys\":" + std::to_string(count.journeys) + ",\"needs\":" + std::to_string(count.needs) +
         ",\"solved_alone\":" + std::to_string(count.solved) +
         ",\"self_service_rate\":" + (count.needs == 0 ? "null" : rate) +
         ",\"handoffs\":" + std::to_string(count.handoffs);
}

std::string scores_json(const std::int64_t (&scores)[5]) {
  std::string out = "{\"scores\":[";
  for (int i = 0; i < 5; ++i) out += (i == 0 ? "" : ",") + std::to_string(scores[i]);
  char mean[32];
  std::snprintf(mean, sizeof mean, "%.4f", Ratings::mean(scores));
  return out + "],\"answers\":" + std::to_string(Ratings::count(scores)) +
         ",\"mean\":" + (Ratings::count(scores) == 0 ? "null" : mean);
}

}  // namespace

std::string report_page(const Asked& asked, const Figures& figures, const std::vector<Gap>& gaps,
                        const std::vector<std::string>& locales, const Messages& say) {
  std::string out = "<!doctype html><html lang=\"" + std::string{say.locale()} +
                    "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
                    "initial-scale=1\"><title>" +
                    escape_html(say("title")) +
                    "</title><link rel=\"stylesheet\" href=\"/insights/style.css\"><script defer src=\"/page-kit.js\"></script><script defer src=\"/insights/insights.js\"></script></head><body><main><h1>" +
                    escape_html(say("title")) + "</h1>" + form(asked, locales, say) + tiles(figures, say);
  const bool nothing = figures.total.journeys == 0;
  Table days = days_table(figures, say);
  if (nothing) days.rows.clear();
  out += section(say("rate"), say("rate.what"), rate_chart(figures, say) + needs_chart(figures, say), days,
                 kRowsShown, asked, say);
  out += section(say("flow"), say("flow.what"), flow_chart(figures, say), handoff_table(figures, say),
                 kPointsShown, asked, say);
  out += section(say("gaps"), say("gaps.what"), {}, gaps_table(gaps, say), kPointsShown, asked, say);
  Table ratings = ratings_table(figures.ratings, say);
  if (Ratings::count(figures.ratings.csat) + Ratings::count(figures.ratings.effort) == 0)
    ratings.rows.clear();
  out +=
      section(say("ratings"), say("ratings.what", {{"repeated", std::to_string(figures.ratings.repeated)}}),
              {}, ratings, kRowsShown, asked, say);
  if (figures.locales.size() > 1)
    out += section(say("languages"), {}, {}, locales_table(figures, say), kRowsShown, asked, say);
  return out + "</main></body></html>";
}

std::string report_json(const Asked& asked, const Figures& figures, const std::vector<Gap>& gaps) {
  std::string out = "{\"from\":\"" + day_of(asked.span.from) + "\",\"to\":\"" + day_of(asked.span.to - 1) +
                    "\",\"locale\":" + (asked.locale.empty() ? "null" : quote(asked.locale)) + "," +
                    count_json(figures.total) + ",\"days\":[";
  bool first = true;
  const auto comma = [&first] { return std::exchange(first, false) ? "" : ","; };
  for (const auto& [day, count] : figures.days)
    out += comma() + std::string{"{\"day\":\""} + day + "\"," + count_json(count) + "}";
  out += "],\"locales\":[";
  first = true;
  for (const auto& [locale, count] : figures.locales)
    out += comma() + std::string{"{\"locale\":"} + quote(locale) + "," + count_json(count) + "}";
  out += "],\"handoff_points\":[";
  first = true;
  for (const Point& point : figures.handoff_points)
    out += comma() + std::string{"{\"kind\":"} +
           (point.point.kind.empty() ? "null" : quote(point.point.kind)) +
           ",\"subject\":" + quote(point.point.subject) + ",\"count\":" + std::to_string(point.count) + "}";
  out += "],\"gaps\":[";
  first = true;
  for (const Gap& gap : gaps)
    out += comma() + std::string{"{\"text\":"} + quote(gap.text) + ",\"locale\":" + quote(gap.locale) +
           ",\"asked\":" + std::to_string(gap.asked) + ",\"empty\":" + std::to_string(gap.empty) + "}";
  return out + "],\"csat\":" + scores_json(figures.ratings.csat) +
         "},\"effort\":" + scores_json(figures.ratings.effort) +
         ",\"repeated\":" + std::to_string(figures.ratings.repeated) + "}}";
}

}  // namespace patchbay::insights
