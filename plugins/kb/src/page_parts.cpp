#include "page_parts.hpp"

#include <array>

#include "moment.hpp"

namespace patchbay::kb {

std::string to_header(const PageHead& head) {
  json::object out{{"title", head.title}, {"locale", head.locale}};
  if (!head.description.empty()) out["description"] = head.description;
  if (!head.canonical.empty()) out["canonical"] = head.canonical;
  if (!head.alternates.empty()) {
    json::array alternates;
    for (const auto& [locale, url] : head.alternates)
      alternates.push_back(json::object{{"locale", locale}, {"url", url}});
    out["alternates"] = std::move(alternates);
  }
  if (!head.breadcrumb.empty()) {
    json::array crumbs;
    for (const Crumb& crumb : head.breadcrumb) {
      json::object one{{"title", crumb.title}};
      if (!crumb.url.empty()) one["url"] = crumb.url;
      crumbs.push_back(std::move(one));
    }
    out["breadcrumb"] = std::move(crumbs);
  }
  if (!head.json_ld.empty()) out["json_ld"] = head.json_ld;
  if (!head.image.empty()) out["og"] = json::object{{"title", head.title}, {"image", head.image}};
  out["stylesheets"] = json::array{"kb.css"};
  out["scripts"] = json::array{"kb.js"};
  if (head.noindex) out["noindex"] = true;
  if (head.stale) out["stale"] = true;
  return to_text(out);
}

json::object breadcrumb_json_ld(const std::vector<Crumb>& breadcrumb, const Site& site) {
  json::array items;
  for (const Crumb& crumb : breadcrumb) {
    json::object item{{"@type", "ListItem"}, {"position", items.size() + 1}, {"name", crumb.title}};
    if (!crumb.url.empty()) item["item"] = site.public_url + crumb.url;
    items.push_back(std::move(item));
  }
  return {
      {"@context", "https://schema.org"}, {"@type", "BreadcrumbList"}, {"itemListElement", std::move(items)}};
}

std::string link(std::string_view url, std::string_view text, std::string_view attributes) {
  return "<a href=\"" + escape_html(url) + "\"" + std::string{attributes} + ">" + escape_html(text) + "</a>";
}

std::string element(std::string_view tag, std::string_view text, std::string_view attributes) {
  return "<" + std::string{tag} + std::string{attributes} + ">" + escape_html(text) + "</" +
         std::string{tag} + ">";
}

std::string counted(const Messages& text, const std::string& key, std::size_t n) {
  return text(key + (n == 1 ? ".one" : ".many"), {{"n", std::to_string(n)}});
}

std::string human_date(const Messages& text, std::int64_t ms) {
  const std::string iso = iso_date(ms);  // 2026-05-12
  const std::string month = std::to_string(std::stoi(iso.substr(5, 2))),
                    day = std::to_string(std::stoi(iso.substr(8, 2)));
  return text("date", {{"day", day}, {"month", text("month." + month)}, {"year", iso.substr(0, 4)}});
}

std::string language_name(std::string_view locale) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kNames{
      {{"bg", "Български"},
       {"cs", "Čeština"},
       {"de", "Deutsch"},
       {"el", "Ελληνικά"},
       {"en", "English"},
       {"es", "Español"},
       {"fr", "Français"},
       {"it", "Italiano"},
       {"ja", "日本語"},
       {"nl", "Nederlands"},
       {"pl", "Polski"},
       {"pt", "Português"},
       {"ro", "Română"},
       {"ru", "Русский"},
       {"uk", "Українська"},
       {"vi", "Tiếng Việt"}}};
  for (const auto& [code, name] : kNames)
    if (code == locale.substr(0, locale.find('-'))) return std::string{name};
  return std::string{locale};
}

std::vector<Crumb> crumbs_to(const Catalogue& catalogue, std::string_view category, std::string_view locale,
                             const Site& site, const Messages& text) {
  std::vector<Crumb> crumbs{{std::string{text("home")}, site.home_url(locale)},
                            {std::string{text("contents")}, site.contents_url(locale)}};
  for (const CategoryPtr& above : catalogue.path_of(category))
    crumbs.push_back({above->title, site.category_url(locale, above->slug)});
  return crumbs;
}

}  // namespace patchbay::kb
