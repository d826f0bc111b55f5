#include "api.hpp"

#include <algorithm>
#include <charconv>

#include "media_shelf.hpp"
#include "moment.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::uint64_t kMaxUpload = 25u << 20;

// What stands behind the id in the path: "en/a.md/history/3" → {"en/a.md","history","3"}.
struct Target {
  std::string id, part, rest;
};
Target target_of(std::string_view path) {
  for (const std::string_view part : {"/votes", "/history", "/restore"}) {
    if (path.ends_with(part))
      return {std::string{path.substr(0, path.size() - part.size())}, std::string{part.substr(1)}, {}};
    const std::size_t slash = path.rfind('/');
    if (slash != std::string_view::npos && path.substr(0, slash).ends_with(part) &&
        path.find_first_not_of("0123456789", slash + 1) == std::string_view::npos)
      return {std::string{path.substr(0, slash - part.size())}, std::string{part.substr(1)},
              std::string{path.substr(slash + 1)}};
  }
  return {std::string{path}, {}, {}};
}

json::value time_or_null(std::int64_t ms) {
  return ms > 0 ? json::value(iso_time(ms)) : json::value(nullptr);
}

// `If-Match: "3"`; a change without it could overwrite another's.
std::int64_t required_rev(const Request& request) {
  std::string_view text = request.header("if-match");
  if (text.empty())
    throw EditRefused{428, "precondition_required",
                      "send If-Match with the revision you read, for example If-Match: \"3\""};
  if (text == "*") return kAnyRev;
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::int64_t rev = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rev);
  if (ec != std::errc{} || end != text.data() + text.size())
    throw EditRefused{400, "invalid", "If-Match: write the revision as a number in quotes"};
  return rev;
}

json::array problems_json(const Problems& problems) {
  json::array out;
  for (const Problem& problem : problems)
    if (out.size() < 50) out.push_back(json::object{{"line", problem.line}, {"text", problem.text}});
  return out;
}

json::object card_json(const json::object& card, const Site& site) {
  return {{"id", text_of(card, "id")},
          {"locale", text_of(card, "locale")},
          {"slug", text_of(card, "slug")},
          {"title", text_of(card, "title")},
          {"description", text_of(card, "description")},
          {"category", text_of(card, "category")},
          {"tags", to_array(texts_of(card, "tags"))},
          {"audience", text_of(card, "audience")},
          {"groups", to_array(texts_of(card, "groups"))},
          {"status", text_of(card, "status")},
          {"publish_at", time_or_null(integer_of(card, "publish_at"))},
          {"updated", iso_time(integer_of(card, "updated"))},
          {"url", site.article_url(text_of(card, "locale"), text_of(card, "slug"))}};
}

json::object category_json(const Category& category, std::size_t count, const Site& site) {
  return {{"id", category.id},
          {"locale", category.locale},
          {"slug", category.slug},
          {"title", category.title},
          {"description", category.description},
          {"icon", category.icon},
          {"parent", category.parent.empty() ? json::value(nullptr) : json::value(category.parent)},
          {"order", category.order},
          {"count", count},
          {"url", site.category_url(category.locale, category.slug)}};
}

}  // namespace

bool Api::is_agent(const Request& request) const {
  return library_.reader(request.ctx()).audience == Audience::agent;
}

void Api::require_agent(const Request& request) const {
  if (!is_agent(request)) throw EditRefused{403, "denied", "only agents may do this"};
}

void Api::list(const Request& request) const {
  json::array where;
  for (const char* field : {"locale", "category", "status"})
    if (const std::string value = request.query(field); !value.empty())
      where.push_back(json::array{"/" + std::string{field}, "eq", value});
  std::int64_t limit = 50;
  if (const std::string text = request.query("limit"); !text.empty()) limit = std::atoll(text.c_str());
  json::object query{{"where", std::move(where)},
                     {"order", json::array{json::array{"/updated", "desc"}}},
                     {"limit", std::clamp<std::int64_t>(limit, 1, 200)}};
  if (const std::string cursor = request.query("cursor"); !cursor.empty()) query["cursor"] = cursor;
  const Page page = library_.store().store().find(request.ctx(), "cards", to_text(query));
  json::array items;
  const auto site = library_.site();
  for (const Stored& item : page.items) {
    json::object card = read_object(item.doc);
    card["id"] = item.id;
    items.push_back(card_json(card, *site));
  }
  request.json(200, to_text(json::object{
                        {"items", std::move(items)},
                        {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}}));
}

json::object Api::article_json(const Article& article, bool for_agent) const {
  const auto site = library_.site();
  json::object card = to_document(card_of(article));
  card["id"] = article.id;
  json::object out = card_json(card, *site);
  json::array headings, translations;
  for (const Heading& heading : article.body.headings)
    headings.push_back(json::object{{"id", heading.id}, {"level", heading.level}, {"text", heading.text}});
  const EntryPtr entry = library_.catalogue().find(article.id);
  if (entry)
    for (const EntryPtr& other : library_.catalogue().translations(entry->translation))
      if (other->id != article.id && (for_agent || library_.may_name(*entry, *other)))
        translations.push_back(json::object{{"id", other->id},
                                            {"locale", other->locale},
                                            {"url", library_.url_of(*other)},
                                            {"status", name_of(other->status)},
                                            {"stale", library_.is_stale(*other)}});
  out["rev"] = article.rev;
  out["created"] = iso_time(article.created);
  out["html"] = article.body.html;
  out["headings"] = std::move(headings);
  out["minutes"] = article.body.minutes;
  out["translations"] = std::move(translations);
  out["stale"] = entry && library_.is_stale(*entry);
  if (!for_agent) return out;
  const Counts counts = feedback_.counts(article.id);
  out["format"] = article.format == BodySource::Format::html ? "html" : "markdown";
  out["content"] = article.content;
  out["attributes"] = article.attributes;
  out["order"] = article.order;
  out["related"] = to_array(article.wanted_related);
  out["translation_of"] =
      article.translation_of.empty() ? json::value(nullptr) : json::value(article.translation_of);
  out["origin"] = json::object{
      {"kind", article.origin.kind}, {"source", article.origin.source}, {"path", article.origin.path}};
  out["editable"] = article.origin.kind != "folder";
  out["votes"] =
      json::object{{"helpful", counts.helpful}, {"unhelpful", counts.unhelpful}, {"reads", counts.reads}};
  return out;
}

void Api::answer(const Request& request, int status, const Article& article, const Problems& problems) const {
  json::object body = article_json(article, true);
  body["warnings"] = problems_json(problems);
  const std::string etag = "\"" + std::to_string(article.rev) + "\"",
                    place = "/api/v1/kb/articles/" + encode_path(article.id);
  Fields headers{{"etag", etag}};
  if (status == 201) headers.add("location", place);
  request.json(status, to_text(body), headers);
}

void Api::create(const Request& request) {
  Problems problems;
  const Article article =
      editing_.create(parse_object(request.body()), library_.name_of(request.ctx()), problems);
  answer(request, 201, article, problems);
}

void Api::get(const Request& request) const {
  const Target target = target_of(request.param("rest"));
  if (target.part == "history")
    return target.rest.empty() ? history(request, target.id) : revision(request, target.id, target.rest);
  if (target.part == "votes") return votes(request, target.id);
  const std::optional<Article> article = library_.store().get(request.ctx(), target.id);
  if (!article) throw EditRefused{404, "not_found", "there is no article " + target.id};
  const std::string etag = "\"" + std::to_string(article->rev) + "\"";
  if (request.header("if-none-match") == etag) return request.respond(304, {{"etag", etag}}, "");
  request.json(200, to_text(article_json(*article, is_agent(request))), {{"etag", etag}});
}

void Api::change(const Request& request) {
  Problems problems;
  const std::int64_t rev = required_rev(request);
  const std::string id{request.param("rest")};
  answer(request, 200,
         editing_.update(id, parse_object(request.body()), rev, library_.name_of(request.ctx()), problems),
         problems);
}

void Api::remove(const Request& request) {
  editing_.remove(std::string{request.param("rest")}, required_rev(request));
  request.respond(204, {}, "");
}

void Api::post(const Request& request) {
  const Target target = target_of(request.param("rest"));
  if (target.part == "restore") {
    require_agent(request);
    Problems problems;
    const json::object fields = parse_object(request.body());
    const Article article = editing_.restore(target.id, integer_of(fields, "rev"), required_rev(request),
                                             library_.name_of(request.ctx()), problems);
    return answer(request, 200, article, problems);
  }
  const EntryPtr entry = library_.catalogue().find(target.id);
  if (target.part != "votes" || !entry || !library_.store().document(request.ctx(), "cards", target.id))
    throw EditRefused{404, "not_found", "there is no article " + target.id};
  const json::object fields = parse_object(request.body());
  const json::value* helpful = fields.if_contains("helpful");
  if (!helpful || !helpful->is_bool()) throw EditRefused{422, "invalid", "helpful: write true or false"};
  feedback_.vote(request.ctx(), *entry, {helpful->get_bool(), text_of(fields, "comment")},
                 std::string{request.remote()} + "\n" + std::string{request.header("user-agent")});
  request.respond(204, {}, "");
}

void Api::history(const Request& request, const std::string& id) const {
  require_agent(request);
  const json::object query{{"where", json::array{json::array{"/article", "eq", id}}},
                           {"order", json::array{json::array{"/at", "desc"}}},
                           {"limit", 100}};
  json::array items;
  for (const Stored& item : library_.store().store().find(request.ctx(), "revisions", to_text(query)).items) {
    const json::object kept = read_object(item.doc);
    const json::object* document = object_of(kept, "document");
    items.push_back(json::object{{"rev", integer_of(kept, "rev")},
                                 {"at", iso_time(integer_of(kept, "at"))},
                                 {"replaced_by", text_of(kept, "by")},
                                 {"title", document ? text_of(*document, "title") : ""},
                                 {"status", document ? text_of(*document, "status") : ""}});
  }
  request.json(200, to_text(json::object{{"items", std::move(items)}, {"next", nullptr}}));
}

void Api::revision(const Request& request, const std::string& id, const std::string& rev) const {
  require_agent(request);
  const auto kept = library_.store().document(request.ctx(), "revisions", id + "~" + rev);
  const json::object* document = kept ? object_of(*kept, "document") : nullptr;
  if (!document) throw EditRefused{404, "not_found", "there is no revision " + rev + " of " + id};
  request.json(200, to_text(json::object{{"rev", integer_of(*kept, "rev")},
                                         {"at", iso_time(integer_of(*kept, "at"))},
                                         {"replaced_by", text_of(*kept, "by")},
                                         {"title", text_of(*document, "title")},
                                         {"content", text_of(*document, "content")},
                                         {"status", text_of(*document, "status")},
                                         {"audience", text_of(*document, "audience")}}));
}

void Api::votes(const Request& request, const std::string& id) const {
  require_agent(request);
  const json::object query{{"where", json::array{json::array{"/article", "eq", id}}},
                           {"order", json::array{json::array{"/at", "desc"}}},
                           {"limit", 100}};
  json::array items;
  for (const Stored& item : library_.store().store().find(request.ctx(), "votes", to_text(query)).items) {
    const json::object vote = read_object(item.doc);
    items.push_back(json::object{{"helpful", flag_of(vote, "helpful")},
                                 {"comment", text_of(vote, "comment")},
                                 {"at", iso_time(integer_of(vote, "at"))}});
  }
  const Counts counts = feedback_.counts(id);
  request.json(200, to_text(json::object{{"helpful", counts.helpful},
                                         {"unhelpful", counts.unhelpful},
                                         {"items", std::move(items)},
                                         {"next", nullptr}}));
}

void Api::categories(const Request& request) const {
  const Reader reader = library_.reader(request.ctx());
  const auto site = library_.site();
  const std::string only = request.query("locale");
  json::array items;
  for (const CategoryPtr& category : library_.catalogue().categories()) {
    if (!only.empty() && category->locale != only) continue;
    const std::size_t count = library_.catalogue().articles_in(category->locale, category->id, reader).size();
    const bool holds =
        count > 0 || !library_.catalogue().sections(category->locale, category->id, reader).empty();
    if (holds || reader.audience == Audience::agent) items.push_back(category_json(*category, count, *site));
  }
  request.json(200, to_text(json::object{{"items", std::move(items)}, {"next", nullptr}}));
}

void Api::create_category(const Request& request) {
  const Category category = editing_.put_category("", parse_object(request.body()));
  request.json(201, to_text(category_json(category, 0, *library_.site())));
}

void Api::change_category(const Request& request) {
  const Category category =
      editing_.put_category(std::string{request.param("rest")}, parse_object(request.body()));
  request.json(200, to_text(category_json(category, 0, *library_.site())));
}

void Api::remove_category(const Request& request) {
  editing_.remove_category(std::string{request.param("rest")});
  request.respond(204, {}, "");
}

void Api::preview(const Request& request) const {
  Problems problems;
  json::object body = editing_.preview(parse_object(request.body()), problems);
  body["warnings"] = problems_json(problems);
  request.json(200, to_text(body));
}

// The answer's "url" is what the article's text refers to; who may see it is decided when the article is
// kept.
void Api::upload(const Request& request) {
  if (request.body().size() > kMaxUpload) throw EditRefused{413, "limit", "a file may have 25 MB"};
  if (request.body().empty()) throw EditRefused{422, "invalid", "the body is the file itself"};
  std::string name{name_of(decode_percent(request.header("upload-name")))};
  if (name.empty() || !is_utf8(name)) name = "file";
  struct Nothing final : SourceFolder {
    std::vector<SourceEntry> list(const std::string&) const override { return {}; }
    std::string read(const std::string&, std::uint64_t) const override { throw SourceError{0, "no folder"}; }
  } const nothing;
  ArticleWriter writer{library_.store(), library_.catalogue()};
  const Media media =
      MediaShelf{nothing, library_.store()}.take_bytes(request.body(), name, {Audience::agent, {}}, writer);
  writer.flush();
  request.json(201, to_text(json::object{{"id", media.id},
                                         {"name", media.name},
                                         {"url", media.url},
                                         {"size", media.size},
                                         {"width", media.width},
                                         {"height", media.height}}));
}

}  // namespace patchbay::kb
