#include "transcript.hpp"

#include <cstdio>

#include "moment.hpp"
#include "patchbay/html.hpp"
#include "patchbay/messages.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 "
    "1rem;color:#1b2420;background:#fff}"
    "h1{font-size:1.25rem}ol{list-style:none;padding:0}li{margin:0 0 1rem;padding:.5rem "
    ".75rem;border-left:4px solid #d9e0dc}"
    "li.visitor{border-color:#0b6e4f}p{margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".who{font-weight:600}time,.file{color:#55625c;font-size:.875rem}";

std::string who(const Line& line, const Messages& text) {
  if (!line.name.empty()) return line.name;
  return std::string{text("transcript.who." + line.kind)};
}

std::string title(const Head& head, const Messages& text) {
  return text("transcript.title", {{"number", head.number}, {"site", head.site}});
}

std::string zone(const Head& head) {
  if (head.utc_offset_minutes == 0) return "UTC";
  const int minutes = head.utc_offset_minutes < 0 ? -head.utc_offset_minutes : head.utc_offset_minutes;
  char out[32];
  std::snprintf(out, sizeof out, "UTC%c%02d:%02d", head.utc_offset_minutes < 0 ? '-' : '+', minutes / 60,
                minutes % 60);
  return out;
}

// "2026-11-28 04:00" on the reader's clock.
std::string clock(const Head& head, const Line& line) {
  const std::int64_t at = time_of(line.at);
  if (at == 0) return {};
  std::string local = iso_time(at + head.utc_offset_minutes * 60'000LL).substr(0, 16);
  local[10] = ' ';
  return local;
}

}  // namespace

std::vector<Line> lines_of(const std::vector<json::object>& messages) {
  std::vector<Line> lines;
  for (const json::object& message : messages) {
    if (flag_of(message, "note")) continue;
    const json::object* author = object_of(message, "author");
    Line line{text_of(message, "at"),
              author ? text_of(*author, "kind", "system") : "system",
              author ? text_of(*author, "name") : std::string{},
              text_of(message, "body"),
              {}};
    if (const json::array* parts = array_of(message, "parts"))
      for (const json::value& part : *parts)
        if (part.is_object() && text_of(part.get_object(), "type") == "file")
          line.files.push_back(text_of(part.get_object(), "name"));
    if (!line.body.empty() || !line.files.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

std::string plain_text(const Head& head, const std::vector<Line>& lines) {
  const Messages text{head.locale};
  std::string out = title(head, text) + "\n" + text("transcript.zone", {{"zone", zone(head)}}) + "\n";
  for (const Line& line : lines) {
    out += "\n" + clock(head, line) + "  " + who(line, text) + "\n" + line.body;
    if (!line.body.empty() && !line.body.ends_with('\n')) out += '\n';
    for (const std::string& file : line.files) out += text("transcript.file", {{"name", file}}) + "\n";
  }
  return out;
}

std::string html(const Head& head, const std::vector<Line>& lines) {
  const Messages text{head.locale};
  const std::string name = escape_html(title(head, text));
  std::string out =
      "<!doctype html>\n<html lang=\"" + escape_html(text.locale()) + "\"><head><meta charset=\"utf-8\">";
  out += "<meta name=\"viewport\" content=\"width=device-width\"><title>" + name + "</title><style>";
  out.append(kStyle) += "</style></head><body><h1>" + name + "</h1><p>";
  out += escape_html(text("transcript.zone", {{"zone", zone(head)}})) + "</p><ol>\n";
  for (const Line& line : lines) {
    out += "<li class=\"" + escape_html(line.kind) + "\"><span class=\"who\">" +
           escape_html(who(line, text)) + "</span> <time datetime=\"";
    out += escape_html(line.at) + "\">" + escape_html(clock(head, line)) + "</time>";
    if (!line.body.empty()) out += "<p>" + escape_html(line.body) + "</p>";
    for (const std::string& file : line.files)
      out += "<p class=\"file\">" + escape_html(text("transcript.file", {{"name", file}})) + "</p>";
    out += "</li>\n";
  }
  return out + "</ol></body></html>\n";
}

}  // namespace patchbay::livechat
