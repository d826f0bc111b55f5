#include "pages.hpp"

#include <algorithm>
#include <array>

#include "article_page.hpp"
#include "contents_page.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kOnOnePage = 50;
constexpr std::size_t kOnShelf = 5;

std::size_t page_number(const Request& request) {
  const std::string text = request.query("page", "1");
  std::size_t page = 0;
  for (const char c : text)
    page = c >= '0' && c <= '9' && page < 100'000 ? page * 10 + static_cast<std::size_t>(c - '0') : 0;
  return std::max<std::size_t>(1, page);
}

// Descriptions are on the cards; the host filters them once more.
std::vector<ListedArticle> listed(const Library& library, Ctx ctx, const std::vector<EntryPtr>& entries) {
  std::vector<ListedArticle> out;
  if (entries.empty()) return out;
  json::array ids;
  for (const EntryPtr& entry : entries) ids.push_back(json::value(entry->id));
  const json::object query{{"where", json::array{json::array{"id", "in", std::move(ids)}}},
                           {"limit", entries.size()}};
  std::map<std::string, std::string> descriptions;
  for (const Stored& item : library.store().store().find(ctx, "cards", to_text(query)).items)
    descriptions[item.id] = text_of(read_object(item.doc), "description");
  for (const EntryPtr& entry : entries)
    if (const auto found = descriptions.find(entry->id); found != descriptions.end())
      out.push_back({entry->title, library.url_of(*entry), found->second});
  return out;
}

std::vector<EntryPtr> slice(const std::vector<EntryPtr>& all, std::size_t page) {
  const std::size_t from = std::min(all.size(), (page - 1) * kOnOnePage);
  return {all.begin() + static_cast<std::ptrdiff_t>(from),
          all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + kOnOnePage))};
}

bool is_the_public(const Reader& reader) {
  return reader.audience == Audience::everyone && reader.groups.empty() && !reader.everything;
}

}  // namespace

std::string locale_of(const Request& request, const Site& site) {
  const std::string locale{request.locale()};
  return locale.empty() ? site.default_locale : locale;
}

std::string form_value(std::string_view body, std::string_view name) {
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string key{pair.substr(0, equals)}, value{pair.substr(std::min(pair.size(), equals + 1))};
    std::replace(value.begin(), value.end(), '+', ' ');
    if (decode_percent(key) == name) return decode_percent(value);
  }
  return {};
}

std::vector<NextStep> next_steps(const Library& library, Ctx ctx, std::string_view locale) {
  std::vector<NextStep> out;
  const auto reply =
      library.host().try_call(ctx, "pathway.list@1", to_text(json::object{{"locale", locale}}));
  if (!reply) return out;
  const json::object told = read_object(*reply);
  const json::array* steps = array_of(told, "steps");
  const Messages text{locale};
  for (const json::value& item : steps ? *steps : json::array{}) {
    const json::object* step = item.if_object();
    if (!step || !flag_of(*step, "available")) continue;
    const std::string id = text_of(*step, "id"), label = text_of(*step, "label"), url = text_of(*step, "url");
    if (id == "search" || url.empty()) continue;
    const std::string prefix = url.starts_with('/') ? library.site()->prefix(locale) : "";
    out.push_back({id, label.empty() ? id : label, prefix + url, integer_of(*step, "wait_seconds", -1)});
  }
  return out;
}

void Pages::send(const Request& request, int status, const PageHead& head, const std::string& html,
                 bool cacheable, const std::string& tags) const {
  const std::string page = to_header(head);
  Fields headers{{"content-type", "text/html; charset=utf-8"}, {"patchbay-page", page}};
  if (cacheable) {
    headers.add("patchbay-cache", "public");
    headers.add("patchbay-tags", tags);
  }
  request.respond(status, headers, html);
}

void Pages::not_found(const Request& request) const {
  const auto site = library_.site();
  const std::string locale = locale_of(request, *site);
  const Messages text{locale};
  PageHead head;
  head.title = text("missing.title");
  head.locale = locale;
  head.noindex = true;
  send(request, 404, head,
       element("h1", text("missing.title")) + element("p", text("missing.text")) + "<p>" +
           link(site->contents_url(locale), text("contents.title")) + "</p>",
       false, {});
}

void Pages::contents(const Request& request) const {
  const auto site = library_.site();
  const Messages text{locale_of(request, *site)};
  const Reader reader = library_.reader(request.ctx());
  ContentsPage page;
  page.locale = locale_of(request, *site);
  for (const Section& section : library_.catalogue().sections(page.locale, "", reader)) {
    ContentsPage::Shelf shelf{section, {}};
    for (const EntryPtr& entry : library_.catalogue().articles_in(page.locale, section.category->id, reader))
      if (shelf.first.size() < kOnShelf) shelf.first.push_back({entry->title, library_.url_of(*entry), {}});
    page.shelves.push_back(std::move(shelf));
  }
  const std::size_t number = page_number(request);
  const std::vector<EntryPtr> loose = library_.catalogue().articles_in(page.locale, "", reader);
  page.loose_count = loose.size();
  page.loose = listed(library_, request.ctx(), slice(loose, number));
  if (number * kOnOnePage < loose.size())
    page.next_url = site->contents_url(page.locale) + "?page=" + std::to_string(number + 1);
  if (number > 1) page.shelves.clear();
  PageHead head;
  head.title = text("contents.title");
  head.description = text("contents.description");
  head.locale = page.locale;
  head.canonical = site->contents_url(page.locale) + (number > 1 ? "?page=" + std::to_string(number) : "");
  for (const std::string& locale : site->locales)
    head.alternates.emplace_back(locale, site->contents_url(locale));
  head.breadcrumb = {{std::string{text("home")}, site->home_url(page.locale)},
                     {std::string{text("contents")}, {}}};
  const std::string names = library_.host().instance();
  send(request, 200, head, "<div class=\"kb-contents\">" + render(page, *site, text) + "</div>",
       is_the_public(reader), names + "/cards, " + names + "/categories");
}

// By address in this language; else its translation here; else the same address in another language, so that who
// changes the language stays where they were.
Pages::Shown Pages::find_category(std::string_view locale, std::string_view slug, const Reader& reader) const {
  const Catalogue& catalogue = library_.catalogue();
  const std::vector<CategoryPtr> all = catalogue.categories();
  CategoryPtr elsewhere;
  for (const CategoryPtr& one : all) {
    if (one->slug != slug || catalogue.count_in(one->id, reader) == 0) continue;
    if (one->locale == locale) return {one, {}};
    if (!elsewhere || one->locale == library_.site()->default_locale) elsewhere = one;
  }
  if (!elsewhere) return {};
  for (const CategoryPtr& one : all)
    if (one->locale == locale && one->translation == elsewhere->translation && catalogue.count_in(one->id, reader) > 0)
      return {one, library_.site()->category_url(one->locale, one->slug)};
  return {elsewhere, {}};
}

void Pages::category(const Request& request) const {
  const auto site = library_.site();
  const std::string locale = locale_of(request, *site);
  const Reader reader = library_.reader(request.ctx());
  const Shown found = find_category(locale, lower(request.param("category")), reader);
  if (!found.moved_to.empty())
    return request.respond(302, {{"location", found.moved_to}, {"cache-control", "no-cache"}}, "");
  if (!found.category) return not_found(request);
  send_category(request, found.category, reader, *site, locale);
}

void Pages::send_category(const Request& request, const CategoryPtr& category, const Reader& reader, const Site& site,
                          const std::string& shown) const {
  const Catalogue& catalogue = library_.catalogue();
  const Messages text{shown};
  CategoryPage page;
  page.category = category;
  page.shown_locale = shown;
  page.sections = catalogue.sections(category->locale, category->id, reader);
  const std::vector<EntryPtr> all = catalogue.articles_in(category->locale, category->id, reader);
  const std::size_t number = page_number(request);
  page.count = all.size();
  page.articles = listed(library_, request.ctx(), slice(all, number));
  const auto turned = [number](const std::string& url, std::size_t to) {
    return to == 1 ? url : url + "?page=" + std::to_string(to);
  };
  // Its own address, or the one under this language that showed it.
  const std::string url = site.category_url(category->locale, category->slug);
  const std::string here = site.category_url(shown, category->slug);
  if (number > 1) page.previous_url = turned(here, number - 1);
  if (number * kOnOnePage < all.size()) page.next_url = turned(here, number + 1);
  PageHead head;
  head.title = category->title;
  head.description = category->description;
  head.locale = shown;
  head.canonical = turned(url, number);
  for (const CategoryPtr& other : catalogue.categories())
    if (other->translation == category->translation && catalogue.count_in(other->id, reader) > 0)
      head.alternates.emplace_back(other->locale, site.category_url(other->locale, other->slug));
  head.breadcrumb = crumbs_to(catalogue, category->parent, shown, site, text);
  head.breadcrumb.push_back({category->title, {}});
  head.json_ld = {breadcrumb_json_ld(head.breadcrumb, site)};
  const std::string names = library_.host().instance();
  send(request, 200, head, "<div class=\"kb-contents\">" + render(page, site, text) + "</div>",
       is_the_public(reader), names + "/cards, " + names + "/categories");
}

// By address in this language; else where it has moved to; else the same address in another language.
Pages::Found Pages::find(Ctx ctx, std::string_view locale, std::string_view slug) const {
  const Catalogue& catalogue = library_.catalogue();
  if (EntryPtr entry = catalogue.find(locale, slug)) return {entry, {}};
  if (const auto id = library_.store().redirect(locale, slug)) {
    const EntryPtr entry = catalogue.find(*id);
    // Only whom it leads to something: the new address tells what the article is about.
    if (entry && library_.store().document(ctx, "cards", entry->id)) return {entry, library_.url_of(*entry)};
  }
  const EntryPtr other = catalogue.find_slug_anywhere(slug, library_.site()->default_locale);
  if (!other) return {};
  for (const EntryPtr& translation : catalogue.translations(other->translation))
    if (translation->locale == locale && library_.store().document(ctx, "cards", translation->id))
      return {translation, library_.url_of(*translation)};
  return {other, {}};
}

EntryPtr Pages::readable(const Request& request) const {
  const auto site = library_.site();
  const Found found = find(request.ctx(), locale_of(request, *site), lower(request.param("slug")));
  if (found.entry && library_.store().document(request.ctx(), "cards", found.entry->id)) return found.entry;
  not_found(request);
  return nullptr;
}

void Pages::article(const Request& request) const {
  const auto site = library_.site();
  const std::string locale = locale_of(request, *site), slug = lower(request.param("slug"));
  const Found found = find(request.ctx(), locale, slug);
  if (!found.moved_to.empty())
    return request.respond(301, {{"location", found.moved_to}, {"cache-control", "no-cache"}}, "");
  if (!found.entry) return not_found(request);
  const std::optional<Article> article = library_.store().get(request.ctx(), found.entry->id);
  if (!article) return not_found(request);
  send_article(request, *article, *found.entry, *site, locale);
}

void Pages::send_article(const Request& request, const Article& article, const Entry& entry, const Site& site,
                         const std::string& shown) const {
  const Catalogue& catalogue = library_.catalogue();
  const Messages text{shown};
  const auto page_link = [&](const EntryPtr& to) {
    return to ? std::optional{PageLink{to->title, library_.url_of(*to)}} : std::nullopt;
  };
  const std::string names = library_.host().instance();
  ArticlePage page{article, {}, {}, {}, {}, {}, shown, names + "/articles/" + article.id};
  for (const std::string& id : article.related)
    if (const EntryPtr other = catalogue.find(id); other && library_.may_name(entry, *other))
      page.related.push_back({other->title, library_.url_of(*other)});
  const Neighbours beside = catalogue.neighbours(entry);
  page.previous = page_link(beside.previous);
  page.next = page_link(beside.next);
  if (const EntryPtr original = library_.is_stale(entry) ? library_.original_of(entry) : nullptr;
      original && library_.may_name(entry, *original)) {
    page.original = page_link(original);
    page.original_locale = original->locale;
  }
  std::vector<std::pair<std::string, std::string>> alternates;
  for (const EntryPtr& other : catalogue.translations(entry.translation))
    if (other->id == entry.id || library_.may_name(entry, *other))
      alternates.emplace_back(std::string{other->locale}, library_.url_of(*other));
  const PageHead head =
      head_of(page, site, crumbs_to(catalogue, article.category, shown, site, text), std::move(alternates));
  const bool cacheable = article.status == Status::published && article.readers.is_public();
  send(request, 200, head, render(page, site, text), cacheable,
       names + "/articles/" + article.id + ", " + names + "/cards");
}

void Pages::vote(const Request& request) {
  const EntryPtr entry = readable(request);
  if (!entry) return;
  const bool json_body = request.header("content-type").starts_with("application/json");
  Vote vote;
  if (json_body) {
    const json::object fields = parse_object(request.body());
    vote.helpful = flag_of(fields, "helpful", true);
    vote.comment = text_of(fields, "comment");
  } else {
    const std::string said = form_value(request.body(), "helpful");
    if (said != "yes" && said != "no") throw Failure{PBAY_E_INVALID, "helpful: write yes or no"};
    vote.helpful = said == "yes";
    vote.comment = form_value(request.body(), "comment");
  }
  if (!is_utf8(vote.comment)) throw Failure{PBAY_E_INVALID, "comment: not UTF-8 text"};
  feedback_.vote(request.ctx(), *entry, vote,
                 std::string{request.remote()} + "\n" + std::string{request.header("user-agent")});
  const std::string url = library_.url_of(*entry);
  if (!json_body && request.header("accept").find("application/json") == std::string_view::npos) {
    const std::string to =
        url + "/vote?said=" + (vote.helpful ? "yes" : "no") + (vote.comment.empty() ? "" : "&commented=1");
    return request.respond(303, {{"location", to}}, "");
  }
  const Messages text{locale_of(request, *library_.site())};
  const std::vector<NextStep> steps =
      vote.helpful ? std::vector<NextStep>{} : next_steps(library_, request.ctx(), text.locale());
  request.json(200, to_text(json::object{{"helpful", vote.helpful},
                                         {"text", text(vote.helpful ? "vote.thanks" : "vote.sorry")},
                                         {"html", steps_list(steps, text)}}));
}

void Pages::voted(const Request& request) const {
  const EntryPtr entry = readable(request);
  if (!entry) return;
  const auto site = library_.site();
  const std::string locale = locale_of(request, *site);
  const Messages text{locale};
  VotePage page{entry->title,
                library_.url_of(*entry),
                library_.url_of(*entry) + "/vote",
                request.query("said") != "no",
                request.query("commented").empty(),
                {}};
  if (!page.helpful) page.steps = next_steps(library_, request.ctx(), locale);
  PageHead head;
  head.title = text(page.helpful ? "vote.thanks" : "vote.sorry");
  head.locale = locale;
  head.noindex = true;
  head.breadcrumb = crumbs_to(library_.catalogue(), entry->category, locale, *site, text);
  head.breadcrumb.push_back({entry->title, page.article_url});
  send(request, 200, head, render(page, text), false, {});
}

void Pages::read(const Request& request) {
  const EntryPtr entry = readable(request);
  if (!entry) return;
  const json::object fields = parse_object(request.body());
  feedback_.read(request.ctx(), *entry, std::clamp<std::int64_t>(integer_of(fields, "seconds"), 0, 86'400),
                 std::clamp<std::int64_t>(integer_of(fields, "scrolled"), 0, 100));
  request.respond(204, {}, "");
}

}  // namespace patchbay::kb
