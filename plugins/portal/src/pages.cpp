#include "pages.hpp"

#include <algorithm>

#include "icons.hpp"
#include "patchbay/html.hpp"

namespace patchbay::portal {
namespace {

std::string tag(std::string_view name, std::string_view text) {
  return "<" + std::string{name} + ">" + escape_html(text) + "</" + std::string{name} + ">";
}
std::string anchor(std::string_view url, std::string_view title, std::string_view attributes = {}) {
  return "<a href=\"" + escape_html(url) + "\"" + std::string{attributes} + ">" + escape_html(title) + "</a>";
}

std::string counted(const Messages& text, const std::string& key, std::int64_t n) {
  return n == 1 ? std::string{text(key + ".one")} : text(key + ".many", {{"n", std::to_string(n)}});
}

std::string kind_name(const Messages& text, const std::string& kind) {
  const std::string key = "kind." + kind;
  const std::string_view name = text(key);
  return name == key ? kind : std::string{name};
}

std::string waiting(const Messages& text, const Step& step) {
  if (!step.available) return std::string{text("contact.later")};
  if (step.wait_seconds < 0) return std::string{text("contact.now")};
  if (step.wait_seconds < 5400)
    return text("contact.wait.minutes", {{"n", std::to_string(std::max<std::int64_t>(1, (step.wait_seconds + 59) / 60))}});
  return text("contact.wait.hours", {{"n", std::to_string((step.wait_seconds + 3599) / 3600)}});
}

std::string step_title(const Messages& text, const Step& step) {
  const std::string key = "step." + step.id;
  const std::string_view known = text(key);
  return known == key ? (step.label.empty() ? step.id : step.label) : std::string{known};
}

std::string step_url(const Site& site, const Messages& text, const Step& step) {
  const std::string base = prefix(site, text.locale());
  if (!step.url.empty()) return step.url.starts_with("/") ? base + step.url : step.url;
  return step.id == "search" ? base + "/search" : std::string{};
}

std::string step_item(const Site& site, const Messages& text, const Step& step) {
  const std::string url = step_url(site, text, step);
  const std::string title = step_title(text, step);
  const std::string attributes = " data-step=\"" + escape_html(step.id) + "\"";
  std::string out = "<li><h2>" + (url.empty() ? escape_html(title) : anchor(url, title, attributes)) + "</h2>";
  const std::string key = "step." + step.id + ".text";
  if (const std::string_view line = text(key); line != key) out += tag("p", line);
  out += "<p class=\"pb-meta\">" + escape_html(step.reason.empty() ? waiting(text, step) : step.reason) + "</p>";
  return out + "</li>";
}

bool has_way_beyond_search(std::span<const Step> steps) {
  for (const Step& step : steps)
    if (step.id != "search") return true;
  return false;
}

std::string search_url(const Site& site, const Messages& text, std::string_view query, std::string_view kind = {},
                       std::string_view cursor = {}) {
  std::string url = prefix(site, text.locale()) + "/search?q=" + percent_encode(query);
  if (!kind.empty()) url += "&kind=" + percent_encode(kind);
  if (!cursor.empty()) url += "&cursor=" + percent_encode(cursor);
  return url;
}

std::string kind_filters(const SearchPage& page, const Site& site, const Messages& text) {
  if (page.kinds.size() < 2 && page.kind.empty()) return {};
  std::string out = "<nav aria-label=\"" + escape_html(text("search.filter")) + "\"><ul class=\"pb-filters\"><li>" +
                    anchor(search_url(site, text, page.query), text("search.all"), page.kind.empty() ? " aria-current=\"true\"" : "") + "</li>";
  for (const std::string& kind : page.kinds)
    out += "<li>" + anchor(search_url(site, text, page.query, kind), kind_name(text, kind), page.kind == kind ? " aria-current=\"true\"" : "") + "</li>";
  return out + "</ul></nav>";
}

std::string hit_item(const Hit& hit, std::size_t rank, const Messages& text) {
  const std::string attributes = " data-doc=\"" + escape_html(hit.kind + "/" + hit.id) + "\" data-rank=\"" + std::to_string(rank) + "\"";
  const bool foreign = hit.locale != text.locale();
  std::string out = "<li" + (foreign ? " lang=\"" + escape_html(hit.locale) + "\"" : std::string{}) + "><h2>" +
                    anchor(hit.url, hit.title, attributes) + "</h2>";
  if (!hit.snippet.empty()) out += "<p>" + hit.snippet + "</p>";
  out += "<p class=\"pb-meta\">" + escape_html(kind_name(text, hit.kind));
  if (foreign) out += " · " + escape_html(language_name(hit.locale));
  return out + "</p></li>";
}

std::string nothing_found(const SearchPage& page, const Site& site, const Messages& text) {
  std::string out = "<p>" + escape_html(text("search.none", {{"q", page.query}})) + "</p>";
  if (page.nearest.empty()) {
    out += "<p>" + escape_html(text("search.none.empty")) + " " + anchor(prefix(site, text.locale()) + "/", text("home.topics")) + "</p>";
  } else {
    out += tag("p", text("search.none.hint")) + "<ul>";
    for (const Link& link : page.nearest) out += "<li>" + anchor(link.url, link.title) + "</li>";
    out += "</ul>";
  }
  return out;
}

}  // namespace

std::string search_form(const Site& site, const Messages& text, std::string_view query, std::string_view id) {
  const std::string field = "pb-q-" + std::string{id};
  return "<form class=\"pb-search\" role=\"search\" action=\"" + prefix(site, text.locale()) + "/search\"><label class=\"pb-hidden\" for=\"" + field +
         "\">" + escape_html(text("search.label")) + "</label><input type=\"search\" id=\"" + field + "\" name=\"q\" maxlength=\"200\" placeholder=\"" +
         escape_html(text("search.placeholder")) + "\" value=\"" + escape_html(query) + "\"><button class=\"pb-button\">" +
         escape_html(text("search")) + "</button></form>";
}

std::string help_box(std::span<const Step> steps, const Site& site, const Messages& text) {
  if (!has_way_beyond_search(steps)) return {};
  std::string ways;
  for (const Step& step : steps) {
    if (step.id == "search") continue;
    ways += (ways.empty() ? "" : " · ") + escape_html(step_title(text, step)) + " <span class=\"pb-meta\">(" + escape_html(waiting(text, step)) + ")</span>";
  }
  return "<section class=\"pb-help\"><div>" + tag("h2", text("help.title")) + tag("p", text("help.text")) + "<p>" + ways + "</p></div>" +
         anchor(prefix(site, text.locale()) + "/contact", text("help.button"), " class=\"pb-button\"") + "</section>";
}

std::string render(const HomePage& page, const Site& site, const Messages& text) {
  std::string out = "<section class=\"pb-hero\">" + tag("h1", text("home.title")) + search_form(site, text, "", "home") + "</section>" + page.board;
  if (!page.sections.empty()) {
    out += tag("h2", text("home.topics")) + "<ul class=\"pb-cards\">";
    for (const Section& section : page.sections) {
      out += "<li><a class=\"pb-card\" href=\"" + escape_html(section.url) + "\">" + std::string{icon(section.icon)} + tag("strong", section.title) + tag("span", section.description) +
             tag("span", counted(text, "home.count", section.count)) + "</a></li>";
    }
    out += "</ul>";
  }
  if (!page.popular.empty()) {
    out += tag("h2", text("home.popular")) + "<ul class=\"pb-list\">";
    for (const Link& link : page.popular) out += "<li>" + anchor(link.url, link.title) + "</li>";
    out += "</ul>";
  }
  return out + help_box(page.steps, site, text);
}

std::string render(const SearchPage& page, const Site& site, const Messages& text) {
  if (page.query.empty())
    return "<section class=\"pb-hero\">" + tag("h1", text("search.title.empty")) + search_form(site, text, "", "page") + "</section>" +
           help_box(page.steps, site, text);
  std::string out = "<div data-search=\"" + escape_html(page.query) + "\" data-hits=\"" + std::to_string(page.hits.size()) + "\">" +
                    "<h1>" + escape_html(text("search.title", {{"q", page.query}})) + "</h1>" + kind_filters(page, site, text);
  if (!page.corrected.empty())
    out += "<p>" + escape_html(text("search.didyoumean")) + " " + anchor(search_url(site, text, page.corrected, page.kind), page.corrected) + "?</p>";
  if (page.hits.empty()) {
    out += nothing_found(page, site, text);
  } else {
    out += "<ol class=\"pb-results\">";
    std::size_t rank = 0;
    for (const Hit& hit : page.hits) out += hit_item(hit, ++rank, text);
    out += "</ol>";
    if (!page.next.empty()) out += "<p>" + anchor(search_url(site, text, page.query, page.kind, page.next), text("search.more"), " class=\"pb-button pb-quiet\" rel=\"next\"") + "</p>";
  }
  return out + "</div>" + help_box(page.steps, site, text);
}

std::string render(const ContactPage& page, const Site& site, const Messages& text) {
  std::string out = tag("h1", text("contact.title")) + "<p class=\"pb-muted\">" + escape_html(text("contact.description")) + "</p>";
  // The box that answers while one types needs scripts; it is shown by them.
  out += "<div hidden><label class=\"pb-field\"><strong>" + escape_html(text("contact.question")) + "</strong><br><span class=\"pb-muted\">" +
         escape_html(text("contact.question.hint")) + "</span><textarea data-answers-for maxlength=\"500\"></textarea></label>" +
         "<section id=\"pb-answers\" hidden aria-live=\"polite\">" + tag("h2", text("contact.answers")) + "<ul></ul></section></div>";
  out += "<ol class=\"pb-ladder\">";
  for (const Step& step : page.steps) out += step_item(site, text, step);
  out += "</ol>";
  out += render(page.letter, site, text);
  out += "<section id=\"pb-tried\" hidden>" + tag("h2", text("tried.title")) + "<ul></ul><button type=\"button\" class=\"pb-button pb-quiet\">" +
         escape_html(text("tried.clear")) + "</button></section>";
  return out;
}

}  // namespace patchbay::portal
