#include "routes.hpp"

#include <algorithm>
#include <set>

#include "announcement_pages.hpp"
#include "announcements.hpp"
#include "asks.hpp"
#include "embed_js.hpp"
#include "feeds.hpp"
#include "form.hpp"
#include "pages.hpp"
#include "patchbay/json_text.hpp"

namespace patchbay::portal {
namespace {

constexpr int kHitsPerPage = 20;
constexpr std::size_t kMaxQuery = 200;  // characters a person types; longer is cut, never an error

using json_text::quote;

std::string locale_of(const Portal& portal, const Request& request) {
  const std::string_view locale = request.locale();
  return locale.empty() ? portal.site.default_locale : std::string{locale};
}

// The page in every language, for hreflang and the language switch.
std::string alternates(const Site& site, std::string_view path) {
  std::string out;
  for (const std::string& locale : site.locales)
    out += (out.empty() ? "" : ",") + ("{\"locale\":" + quote(locale) + ",\"url\":" + quote(prefix(site, locale) + std::string{path}) + "}");
  return "[" + out + "]";
}

std::string page_header(const Site& site, std::string_view locale, std::string_view title, std::string_view description,
                        std::string_view path, std::string_view more = {}) {
  return "{\"title\":" + quote(title) + ",\"description\":" + quote(description) + ",\"locale\":" + quote(locale) +
         ",\"canonical\":" + quote(prefix(site, locale) + std::string{path}) + ",\"alternates\":" + alternates(site, path) +
         std::string{more} + "}";
}

std::string website_json_ld(const Site& site, std::string_view locale) {
  const std::string home = site.public_url + prefix(site, locale);
  return ",\"json_ld\":{\"@context\":\"https://schema.org\",\"@type\":\"WebSite\",\"name\":" + quote(site.name) + ",\"url\":" + quote(home + "/") +
         ",\"inLanguage\":" + quote(locale) + ",\"potentialAction\":{\"@type\":\"SearchAction\",\"target\":" +
         quote(home + "/search?q={search_term_string}") + ",\"query-input\":\"required name=search_term_string\"}}";
}

// What other plugins' content goes into; dropped when one of them says content.changed.
constexpr std::string_view kContentTag = "portal/content, portal/announcements";

void send(const Request& request, std::string_view page, std::string_view main, bool cacheable) {
  Fields headers{{"patchbay-page", page}};
  if (cacheable) {
    headers.add("patchbay-cache", "public");
    headers.add("patchbay-tags", kContentTag);
  }
  request.html(200, main, std::move(headers));
}

void send_file(const Request& request, std::string_view type, std::string_view body) {
  request.respond(200, {{"content-type", type}, {"patchbay-cache", "public"}, {"patchbay-tags", kContentTag}}, body);
}

}  // namespace

void home(const Portal& portal, const Request& request) {
  const std::string locale = locale_of(portal, request);
  const Messages text{locale};
  const Reader reader = ask_reader(portal.host, request.ctx());
  const auto notices = portal.board.due(request.ctx(), reader.has_account() ? reader.id : "", locale, now_ms());
  const HomePage page{notice_box(notices, portal.site, text), ask_sections(portal.host, request.ctx(), locale), ask_popular(portal.host, request.ctx(), locale, portal.settings.popular),
                      ask_steps(portal.host, request.ctx(), locale)};
  send(request, page_header(portal.site, locale, portal.site.name, text("home.description"), "/", website_json_ld(portal.site, locale)),
       render(page, portal.site, text), true);
}

void search(const Portal& portal, const Request& request) {
  const std::string locale = locale_of(portal, request);
  const Messages text{locale};
  SearchPage page;
  page.query = request.query("q").substr(0, kMaxQuery);
  while (!page.query.empty() && (static_cast<unsigned char>(page.query.back()) & 0xC0) == 0x80 && page.query.size() == kMaxQuery) page.query.pop_back();
  page.kind = request.query("kind");
  page.steps = ask_steps(portal.host, request.ctx(), locale);
  if (page.query.find_first_not_of(" \t\r\n") == std::string::npos) page.query.clear();
  if (!page.query.empty()) {
    Found found = ask_search(portal.host, request.ctx(), page.query, locale, page.kind, request.query("cursor"), "full", kHitsPerPage);
    page.hits = std::move(found.hits);
    page.corrected = std::move(found.corrected);
    page.next = std::move(found.next);
    std::set<std::string> kinds;
    for (const Hit& hit : page.hits) kinds.insert(hit.kind);
    page.kinds.assign(kinds.begin(), kinds.end());
    if (page.hits.empty()) {
      for (const Link& link : ask_popular(portal.host, request.ctx(), locale, 5)) page.nearest.push_back(link);
    }
  }
  const std::string title = page.query.empty() ? std::string{text("search.title.empty")} : text("search.title", {{"q", page.query}});
  send(request, page_header(portal.site, locale, title, text("home.description"), "/search", ",\"noindex\":true"), render(page, portal.site, text), false);
}

void contact(const Portal& portal, const Request& request) {
  const std::string locale = locale_of(portal, request);
  const Messages text{locale};
  const Reader reader = ask_reader(portal.host, request.ctx());
  const ContactPage page{ask_steps(portal.host, request.ctx(), locale), {reader.has_account(), {}, {}, {}, form_token(), {}}};
  const std::string crumbs = ",\"breadcrumb\":[{\"title\":" + quote(text("home")) + ",\"url\":" + quote(prefix(portal.site, locale) + "/") +
                             "},{\"title\":" + quote(text("contact.title")) + "}]";
  send(request, page_header(portal.site, locale, text("contact.title"), text("contact.description"), "/contact", crumbs),
       render(page, portal.site, text), false);
}

void theme(const Portal& portal, const Request& request) {
  if (request.path() != portal.theme_path) return request.problem(404, "not_found", "There is no such sheet.");
  request.respond(200, {{"content-type", "text/css; charset=utf-8"}, {"cache-control", "public, max-age=31536000, immutable"}, {"patchbay-cache", "public"}},
                  portal.theme);
}

void embed(const Request& request) {
  request.respond(200, {{"content-type", "text/javascript; charset=utf-8"}, {"cache-control", "public, max-age=3600"},
                        {"cross-origin-resource-policy", "cross-origin"}, {"patchbay-cache", "public"}},
                  kEmbedJs);
}

void sitemap(const Portal& portal, const Request& request) {
  send_file(request, "application/xml; charset=utf-8", sitemap_xml(portal.site, ask_pages(portal.host, request.ctx())));
}

void feed(const Portal& portal, const Request& request) {
  send_file(request, "application/atom+xml; charset=utf-8",
            feed_xml(portal.site, ask_pages(portal.host, request.ctx()), locale_of(portal, request)));
}

void robots(const Portal& portal, const Request& request) { send_file(request, "text/plain; charset=utf-8", robots_txt(portal.site)); }

void llms(const Portal& portal, const Request& request) {
  send_file(request, "text/plain; charset=utf-8", llms_txt(portal.site, ask_pages(portal.host, request.ctx())));
}

}  // namespace patchbay::portal
