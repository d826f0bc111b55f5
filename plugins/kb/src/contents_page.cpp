#include "contents_page.hpp"

namespace patchbay::kb {
namespace {

std::string article_items(const std::vector<ListedArticle>& articles, bool described) {
  std::string out = "<ul class=\"kb-list\">";
  for (const ListedArticle& article : articles) {
    out += "<li>" + link(article.url, article.title);
    if (described && !article.description.empty())
      out += element("p", article.description, " class=\"kb-meta\"");
    out += "</li>";
  }
  return out + "</ul>";
}

std::string sections_items(const std::vector<Section>& sections, const Site& site, const Messages& text) {
  std::string out = "<ul class=\"kb-sections\">";
  for (const Section& section : sections)
    out +=
        "<li>" +
        link(site.category_url(section.category->locale, section.category->slug), section.category->title) +
        " <span class=\"kb-meta\">" + escape_html(counted(text, "articles", section.count)) + "</span></li>";
  return out + "</ul>";
}

std::string turn(const std::string& previous, const std::string& next, const Messages& text) {
  if (previous.empty() && next.empty()) return {};
  std::string out = "<nav class=\"kb-turn\" aria-label=\"" + escape_html(text("turn")) + "\">";
  if (!previous.empty()) out += link(previous, text("page.previous"), " rel=\"prev\"");
  if (!next.empty()) out += link(next, text("page.next"), " rel=\"next\"");
  return out + "</nav>";
}

}  // namespace

std::string render(const ContentsPage& page, const Site& site, const Messages& text) {
  std::string out = element("h1", text("contents.title"));
  for (const ContentsPage::Shelf& shelf : page.shelves) {
    const Category& category = *shelf.section.category;
    out += "<section class=\"kb-shelf\"><h2>" +
           link(site.category_url(category.locale, category.slug), category.title) +
           " <span class=\"kb-meta\">" + escape_html(counted(text, "articles", shelf.section.count)) +
           "</span></h2>";
    if (!category.description.empty()) out += element("p", category.description, " class=\"kb-meta\"");
    out += article_items(shelf.first, false) + "</section>";
  }
  if (!page.loose.empty()) {
    if (!page.shelves.empty()) out += element("h2", text("contents.loose"));
    out += article_items(page.loose, !page.shelves.empty()) + turn({}, page.next_url, text);
  }
  if (page.shelves.empty() && page.loose.empty()) out += element("p", text("contents.empty"));
  return out;
}

std::string render(const CategoryPage& page, const Site& site, const Messages& text) {
  const Category& category = *page.category;
  const bool foreign = category.locale != page.shown_locale;
  std::string out;
  if (foreign)
    out += "<div class=\"kb-callout kb-note\" role=\"note\"><p>" +
           escape_html(text("notice.category.language", {{"language", language_name(category.locale)}})) + "</p></div><div lang=\"" +
           escape_html(category.locale) + "\">";
  out += element("h1", category.title);
  if (!category.description.empty()) out += element("p", category.description, " class=\"kb-lead\"");
  if (!page.sections.empty()) out += sections_items(page.sections, site, text);
  if (!page.articles.empty()) out += article_items(page.articles, true);
  if (foreign) out += "</div>";
  return out + turn(page.previous_url, page.next_url, text);
}

}  // namespace patchbay::kb
