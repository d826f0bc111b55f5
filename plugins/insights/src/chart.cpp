#include "chart.hpp"

#include <algorithm>
#include <cstdio>

#include "patchbay/html.hpp"
#include "table.hpp"

namespace patchbay::insights {
namespace {

constexpr double kWidth = 720, kHeight = 200, kLeft = 44, kBottom = 24, kTop = 8;
constexpr std::size_t kMostBands = 8;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + std::string{anchor} +
         "\">" + escape_html(text) + "</text>";
}

std::string opened(double height, std::string_view title) {
  return "<svg viewBox=\"0 0 " + number(kWidth) + " " + number(height) + "\" role=\"img\" aria-label=\"" +
         escape_html(title) + "\">";
}

// The days below a chart: the first, the middle, the last.
std::string day_labels(const Figures& figures, double step) {
  std::string out;
  const std::size_t count = figures.days.size();
  std::size_t i = 0;
  for (const auto& [day, figure] : figures.days) {
    static_cast<void>(figure);
    const bool first = i == 0, last = i + 1 == count;
    if (first || last || (count > 10 && i == count / 2))
      out += text_at(kLeft + (static_cast<double>(i) + 0.5) * step, kHeight - 6,
                     first  ? "start"
                     : last ? "end"
                            : "middle",
                     day.substr(5));
    ++i;
  }
  return out;
}

double step_of(const Figures& figures) {
  return (kWidth - kLeft) / static_cast<double>(std::max<std::size_t>(1, figures.days.size()));
}

std::string level(double y, std::string_view label) {
  return "<line class=\"grid\" x1=\"" + number(kLeft) + "\" x2=\"" + number(kWidth) + "\" y1=\"" + number(y) +
         "\" y2=\"" + number(y) + "\"/>" + text_at(kLeft - 6, y + 4, "end", label);
}

}  // namespace

std::string rate_chart(const Figures& figures, const Messages& say) {
  const double step = step_of(figures), high = kHeight - kTop - kBottom;
  std::string out = opened(kHeight, say("rate"));
  for (const double share : {0.0, 0.5, 1.0})
    out += level(kTop + high * (1 - share), number(share * 100)
                                                    .substr(0, share == 1   ? 3
                                                               : share == 0 ? 1
                                                                            : 2) +
                                                "%");
  std::string line, dots;
  double x = kLeft + step / 2;
  bool joined = false;
  for (const auto& [day, count] : figures.days) {
    if (count.needs > 0) {
      const double y = kTop + high * (1 - count.self_service_rate());
      line += (joined ? " L" : " M") + number(x) + " " + number(y);
      dots += "<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"3\"><title>" + day + ": " +
              percent(count.self_service_rate()) + "</title></circle>";
    }
    joined = count.needs > 0;
    x += step;
  }
  if (!line.empty()) out += "<path class=\"line\" d=\"" + line.substr(1) + "\"/>" + dots;
  return out + day_labels(figures, step) + "</svg>";
}

std::string needs_chart(const Figures& figures, const Messages& say) {
  std::int64_t most = 1;
  for (const auto& [day, count] : figures.days) most = std::max(most, count.needs);
  const double step = step_of(figures), high = kHeight - kTop - kBottom, wide = std::min(24.0, step * 0.7);
  std::string out = opened(kHeight, say("needs"));
  out += level(kTop, std::to_string(most)) + level(kTop + high, "0");
  double x = kLeft + step / 2 - wide / 2;
  for (const auto& [day, count] : figures.days) {
    const auto bar = [&](std::string_view kind, std::int64_t value) {
      const double tall = high * static_cast<double>(value) / static_cast<double>(most);
      if (value > 0)
        out += "<rect class=\"" + std::string{kind} + "\" x=\"" + number(x) + "\" y=\"" +
               number(kTop + high - tall) + "\" width=\"" + number(wide) + "\" height=\"" + number(tall) +
               "\"><title>" + day + ": " + std::to_string(value) + "</title></rect>";
    };
    bar("needs", count.needs);
    bar("solved", count.solved);
    x += step;
  }
  return out + day_labels(figures, step) + "</svg>";
}

std::string flow_chart(const Figures& figures, const Messages& say) {
  std::vector<std::pair<std::string, std::int64_t>> bands;
  std::int64_t all = 0, rest = 0;
  for (const Point& point : figures.handoff_points) {
    all += point.count;
    if (bands.size() < kMostBands)
      bands.emplace_back(point_label(point.point, say), point.count);
    else
      rest += point.count;
  }
  if (all == 0) return {};
  if (rest > 0) bands.emplace_back(say("point.others"), rest);
  constexpr double kGap = 10, kFrom = 330, kTo = 560, kLeast = 14;
  double height = kTop;
  for (const auto& [label, count] : bands)
    height += std::max(kLeast, 160.0 * static_cast<double>(count) / static_cast<double>(all)) + kGap;
  std::string out = opened(height, say("flow"));
  double y = kTop, end = kTop + (height - kTop - 160) / 2;
  for (const auto& [label, count] : bands) {
    const double thick = 160.0 * static_cast<double>(count) / static_cast<double>(all);
    const double row = std::max(kLeast, thick), from = y + row / 2, to = end + thick / 2,
                 middle = (kFrom + kTo) / 2;
    out += text_at(kFrom - 8, from + 4, "end",
                   label.size() > 52 ? label.substr(0, label.rfind(' ', 50)) + " …" : label);
    out += "<path class=\"band\" stroke-width=\"" + number(std::max(1.0, thick)) + "\" d=\"M" +
           number(kFrom) + " " + number(from) + " C" + number(middle) + " " + number(from) + " " +
           number(middle) + " " + number(to) + " " + number(kTo) + " " + number(to) + "\"><title>" +
           escape_html(label) + ": " + std::to_string(count) + "</title></path>";
    y += row + kGap;
    end += thick;
  }
  out += text_at(kTo + 10, kTop + (height - kTop) / 2 + 4, "start",
                 std::string{say("person")} + " · " + std::to_string(all));
  return out + "</svg>";
}

}  // namespace patchbay::insights
