#include "feeds.hpp"

#include <algorithm>
#include <map>

#include "patchbay/html.hpp"

namespace patchbay::portal {
namespace {

std::string absolute(const Site& site, std::string_view path) { return escape_html(site.public_url + std::string{path}); }

// A line of Markdown: what would end a link or the line is taken out.
std::string plain_line(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' || c == '\r' ? ' ' : c == '[' || c == ']' ? '|' : c;
  return out;
}

std::vector<const Page*> newest(std::span<const Page> pages, std::string_view locale, std::size_t limit) {
  std::vector<const Page*> chosen;
  for (const Page& page : pages)
    if (page.locale == locale) chosen.push_back(&page);
  std::stable_sort(chosen.begin(), chosen.end(), [](const Page* a, const Page* b) { return a->updated > b->updated; });
  if (chosen.size() > limit) chosen.resize(limit);
  return chosen;
}

}  // namespace

std::string sitemap_xml(const Site& site, std::span<const Page> pages) {
  std::string out = R"(<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
)";
  for (const std::string& locale : site.locales)
    out += "<url><loc>" + absolute(site, prefix(site, locale) + "/") + "</loc></url>\n";
  const std::size_t room = kSitemapLimit - std::min(kSitemapLimit, site.locales.size());
  for (const Page& page : pages.first(std::min(pages.size(), room))) {
    out += "<url><loc>" + absolute(site, page.url) + "</loc>";
    if (!page.updated.empty()) out += "<lastmod>" + escape_html(page.updated) + "</lastmod>";
    for (const auto& [locale, path] : page.alternates)
      out += "<xhtml:link rel=\"alternate\" hreflang=\"" + escape_html(locale) + "\" href=\"" + absolute(site, path) + "\"/>";
    out += "</url>\n";
  }
  return out + "</urlset>\n";
}

std::string feed_xml(const Site& site, std::span<const Page> pages, std::string_view locale) {
  const std::vector<const Page*> entries = newest(pages, locale, 50);
  const std::string home = absolute(site, prefix(site, locale) + "/");
  const std::string self = absolute(site, prefix(site, locale) + "/feed.xml");
  const std::string updated = entries.empty() || entries.front()->updated.empty() ? "1970-01-01" : entries.front()->updated;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" +
                    escape_html(locale) + "\">\n<title>" + escape_html(site.name) + "</title><id>" + home + "</id><link href=\"" +
                    home + "\"/><link rel=\"self\" href=\"" + self + "\"/><updated>" + escape_html(updated) + "T00:00:00Z</updated>\n";
  for (const Page* page : entries) {
    const std::string url = absolute(site, page->url);
    out += "<entry><title>" + escape_html(page->title) + "</title><id>" + url + "</id><link href=\"" + url + "\"/><updated>" +
           escape_html(page->updated.empty() ? updated : page->updated) + "T00:00:00Z</updated><author><name>" +
           escape_html(site.name) + "</name></author><summary>" + escape_html(page->summary) + "</summary></entry>\n";
  }
  return out + "</feed>\n";
}

std::string robots_txt(const Site& site) {
  return "User-agent: *\nDisallow: /api/\nDisallow: /signin\nDisallow: /search\nDisallow: /account/\nDisallow: /desk/\n\nSitemap: " +
         site.public_url + "/sitemap.xml\n";
}

std::string llms_txt(const Site& site, std::span<const Page> pages) {
  std::map<std::string, std::string> sections;
  for (const Page& page : pages) {
    if (page.locale != site.default_locale) continue;
    std::string& lines = sections[page.section];
    lines += "- [" + plain_line(page.title) + "](" + site.public_url + page.url + ")";
    if (!page.summary.empty()) lines += ": " + plain_line(page.summary);
    lines += '\n';
  }
  std::string out = "# " + plain_line(site.name) + "\n\n> The help centre of " + plain_line(site.name) +
                    ". Every page below is public; the same pages exist in: ";
  for (std::size_t i = 0; i < site.locales.size(); ++i) out += (i > 0 ? ", " : "") + site.locales[i];
  out += ".\n";
  for (const auto& [title, lines] : sections) out += "\n## " + (title.empty() ? "Pages" : plain_line(title)) + "\n\n" + lines;
  return out;
}

}  // namespace patchbay::portal
