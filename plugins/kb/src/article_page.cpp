#include "article_page.hpp"

#include <algorithm>

#include "moment.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

std::string headline(const ArticlePage& page, const Messages& text) {
  const Article& article = page.article;
  std::string out = "<header class=\"kb-head\">" + element("h1", article.title) + "<p class=\"kb-meta\">";
  out +=
      escape_html(text("updated")) + " " +
      element("time", human_date(text, article.updated), " datetime=\"" + iso_date(article.updated) + "\"");
  out += " · " + escape_html(counted(text, "minutes", static_cast<std::size_t>(article.body.minutes)));
  // Filled by the script where the browser can do it.
  out += "<span class=\"kb-tools\" data-kb-tools data-listen=\"" + escape_html(text("listen")) +
         "\" data-stop=\"" + escape_html(text("listen.stop")) + "\" data-print=\"" +
         escape_html(text("print")) + "\" data-copy=\"" + escape_html(text("copy")) + "\" data-copied=\"" +
         escape_html(text("copied")) + "\" data-close=\"" + escape_html(text("close")) + "\" data-anchor=\"" +
         escape_html(text("anchor")) + "\"></span>";
  return out + "</p></header>";
}

std::string notices(const ArticlePage& page, const Messages& text) {
  const Article& article = page.article;
  std::string out;
  const auto note = [&out](std::string_view kind, const std::string& html) {
    out += "<div class=\"kb-callout kb-" + std::string{kind} + "\" role=\"note\"><p>" + html + "</p></div>";
  };
  if (article.status == Status::scheduled)
    note("important",
         escape_html(text("notice.scheduled", {{"date", human_date(text, article.publish_at)}})));
  else if (article.status != Status::published)
    note("important", escape_html(text("notice." + std::string{name_of(article.status)})));
  if (page.shown_locale != article.locale)
    note("note", escape_html(text("notice.language", {{"language", language_name(article.locale)}})));
  if (page.original)
    note("warning", escape_html(text("notice.stale")) + " " +
                        link(page.original->url,
                             text("notice.stale.link", {{"language", language_name(page.original_locale)}}),
                             " lang=\"" + escape_html(page.original_locale) + "\" hreflang=\"" +
                                 escape_html(page.original_locale) + "\""));
  return out;
}

std::string contents(const ArticleBody& body, const Messages& text) {
  std::string items;
  std::size_t count = 0;
  for (const Heading& heading : body.headings) {
    if (heading.level > 3) continue;
    ++count;
    items += "<li class=\"kb-toc-" + std::to_string(heading.level) + "\">" +
             link("#" + encode_path(heading.id), heading.text) + "</li>";
  }
  if (count < 2) return {};
  return "<nav class=\"kb-toc\" aria-labelledby=\"kb-toc-title\"><details open><summary "
         "id=\"kb-toc-title\">" +
         escape_html(text("toc")) + "</summary><ol>" + items + "</ol></details></nav>";
}

std::string vote_form(const std::string& action, const Messages& text) {
  return "<form class=\"kb-vote\" method=\"post\" action=\"" + escape_html(action) +
         "\" data-kb-vote data-failed=\"" + escape_html(text("vote.failed")) + "\"><fieldset><legend>" +
         escape_html(text("vote")) + "</legend><button class=\"kb-button\" name=\"helpful\" value=\"yes\">" +
         escape_html(text("yes")) + "</button> <button class=\"kb-button\" name=\"helpful\" value=\"no\">" +
         escape_html(text("no")) + "</button><details><summary>" + escape_html(text("vote.comment.add")) +
         "</summary><label>" + escape_html(text("vote.comment")) +
         " <input name=\"comment\" maxlength=\"1000\" autocomplete=\"off\"></label></details></fieldset>"
         "<div class=\"kb-vote-answer\" role=\"status\" data-kb-vote-answer></div></form>";
}

std::string related_list(const ArticlePage& page, const Messages& text) {
  if (page.related.empty()) return {};
  std::string out =
      "<section class=\"kb-related\" aria-labelledby=\"kb-related-title\"><h2 id=\"kb-related-title\">" +
      escape_html(text("related")) + "</h2><ul>";
  for (const PageLink& one : page.related) out += "<li>" + link(one.url, one.title) + "</li>";
  return out + "</ul></section>";
}

std::string turn_pages(const ArticlePage& page, const Messages& text) {
  if (!page.previous && !page.next) return {};
  std::string out = "<nav class=\"kb-turn\" aria-label=\"" + escape_html(text("turn")) + "\">";
  const auto side = [&](const std::optional<PageLink>& to, std::string_view rel, std::string_view key) {
    if (!to) return;
    out += "<a rel=\"" + std::string{rel} + "\" href=\"" + escape_html(to->url) + "\"><span>" +
           escape_html(text(key)) + "</span> " + escape_html(to->title) + "</a>";
  };
  side(page.previous, "prev", "previous");
  side(page.next, "next", "next");
  return out + "</nav>";
}

std::string waiting(const Messages& text, std::int64_t seconds) {
  if (seconds < 0) return std::string{text("step.now")};
  if (seconds < 5400)
    return text("step.minutes", {{"n", std::to_string(std::max<std::int64_t>(1, (seconds + 59) / 60))}});
  return text("step.hours", {{"n", std::to_string((seconds + 3599) / 3600)}});
}

}  // namespace

std::string render(const ArticlePage& page, const Site& site, const Messages& text) {
  const Article& article = page.article;
  const std::string url = site.article_url(article.locale, article.slug);
  std::string out = "<article class=\"kb-article\" lang=\"" + escape_html(article.locale) + "\" data-doc=\"" +
                    escape_html(page.doc) + "\" data-url=\"" + escape_html(url) + "\">";
  out += headline(page, text) + notices(page, text);
  const std::string toc = contents(article.body, text);
  out += "<div class=\"kb-layout" + std::string{toc.empty() ? "" : " kb-with-toc"} + "\">" + toc +
         "<div class=\"kb-body\" data-kb-body>" + article.body.html + "</div></div>";
  out += vote_form(url + "/vote", text);
  out += related_list(page, text) + turn_pages(page, text);
  return out + "</article>";
}

PageHead head_of(const ArticlePage& page, const Site& site, std::vector<Crumb> breadcrumb,
                 std::vector<std::pair<std::string, std::string>> alternates) {
  const Article& article = page.article;
  PageHead head;
  head.title = article.title;
  head.description = article.description;
  head.locale = page.shown_locale;
  head.canonical = site.article_url(article.locale, article.slug);
  head.alternates = std::move(alternates);
  head.noindex = article.status != Status::published || !article.readers.is_public();
  head.stale = page.original.has_value();
  breadcrumb.push_back({article.title, {}});
  json::object about{{"@context", "https://schema.org"},
                     {"@type", "Article"},
                     {"headline", cut(article.title, 110)},
                     {"description", article.description},
                     {"dateModified", iso_time(article.updated)},
                     {"datePublished", iso_time(std::min(article.created, article.updated))},
                     {"inLanguage", article.locale},
                     {"mainEntityOfPage", site.public_url + head.canonical},
                     {"publisher", json::object{{"@type", "Organization"}, {"name", site.name}}},
                     {"author", json::object{{"@type", "Organization"}, {"name", site.name}}}};
  for (const Media& media : article.body.media)
    if (media.kind == MediaKind::image && media.width >= 200 && head.image.empty())
      head.image = media_url(media.id, media.name);
  if (!head.image.empty()) about["image"] = site.public_url + head.image;
  head.json_ld = {std::move(about), breadcrumb_json_ld(breadcrumb, site)};
  head.breadcrumb = std::move(breadcrumb);
  return head;
}

std::string steps_list(const std::vector<NextStep>& steps, const Messages& text) {
  if (steps.empty()) return {};
  std::string out = element("h2", text("steps")) + "<ul class=\"kb-steps\">";
  for (const NextStep& step : steps)
    out += "<li>" + link(step.url, step.label, " data-step=\"" + escape_html(step.id) + "\"") +
           " <span class=\"kb-meta\">" + escape_html(waiting(text, step.wait_seconds)) + "</span></li>";
  return out + "</ul>";
}

std::string render(const VotePage& page, const Messages& text) {
  std::string out =
      "<div class=\"kb-voted\">" + element("h1", text(page.helpful ? "vote.thanks" : "vote.sorry"));
  if (!page.helpful) out += steps_list(page.steps, text);
  if (page.asks_comment)
    out += "<form class=\"kb-vote\" method=\"post\" action=\"" + escape_html(page.vote_url) +
           "\"><input type=\"hidden\" name=\"helpful\" value=\"" + (page.helpful ? "yes" : "no") +
           "\"><label>" + escape_html(text("vote.comment")) +
           " <input name=\"comment\" maxlength=\"1000\" autocomplete=\"off\"></label> <button "
           "class=\"kb-button\">" +
           escape_html(text("send")) + "</button></form>";
  return out + "<p>" + link(page.article_url, text("vote.back", {{"title", page.title}})) + "</p></div>";
}

}  // namespace patchbay::kb
