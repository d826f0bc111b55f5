#include "article_store.hpp"

#include "moment.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxOperations = 200;
constexpr std::size_t kMaxBytes = 3u << 20;

constexpr const char* kArticles = R"({"version":1,"audience":"/readers","groups":"/groups",
  "search":{"kind":"article","title":"/title","body":"/body","headings":"/headings","locale":"/locale","tags":"/tags",
            "audience":"/readers","groups":"/groups","url":"{url}","status":"/status","published":"published",
            "weight":"/weight","group":"/translation"}})";
constexpr const char* kCards = R"({"version":1,"audience":"/readers","groups":"/groups","indexes":[
  {"field":"/locale"},{"field":"/category"},{"field":"/status"},{"field":"/title"},{"field":"/updated","type":"integer"},
  {"field":"/order","type":"integer"}]})";
constexpr const char* kCategories = R"({"version":1,"indexes":[{"field":"/locale"}]})";
constexpr const char* kRedirects = R"({"version":1,"indexes":[{"field":"/article"}]})";
constexpr const char* kMedia = R"({"version":1,"audience":"/readers","groups":"/groups"})";
constexpr const char* kRevisions =
    R"({"version":1,"indexes":[{"field":"/article"},{"field":"/at","type":"integer"}]})";
constexpr const char* kVotes =
    R"({"version":1,"indexes":[{"field":"/article"},{"field":"/at","type":"integer"}]})";
constexpr const char* kCounts = R"({"version":1})";

}  // namespace

std::vector<std::pair<std::string, std::string>> ArticleStore::collections() {
  return {{"articles", kArticles},   {"cards", kCards},   {"categories", kCategories},
          {"redirects", kRedirects}, {"media", kMedia},   {"revisions", kRevisions},
          {"votes", kVotes},         {"counts", kCounts}, {"settings", kCounts}};
}

void ArticleStore::load(Catalogue& catalogue) const {
  store().each(kSelf, "categories", "{}", [&](const Stored& item) {
    catalogue.put(category_from_document(item.id, read_object(item.doc)));
  });
  store().each(kSelf, "cards", "{}", [&](const Stored& item) {
    catalogue.put(card_from_document(item.id, read_object(item.doc)));
  });
}

std::optional<json::object> ArticleStore::document(Ctx ctx, std::string_view collection,
                                                   std::string_view id) const {
  const std::optional<Stored> stored = store().get(ctx, collection, id);
  if (!stored) return std::nullopt;
  return read_object(stored->doc);
}

std::optional<Article> ArticleStore::get(Ctx ctx, std::string_view id) const {
  const std::optional<Stored> stored = store().get(ctx, "articles", id);
  if (!stored) return std::nullopt;
  return from_document(stored->id, stored->rev, read_object(stored->doc));
}

std::optional<std::string> ArticleStore::redirect(std::string_view locale, std::string_view slug) const {
  const auto found = document(kSelf, "redirects", std::string{locale} + "/" + std::string{slug});
  if (!found) return std::nullopt;
  return text_of(*found, "article");
}

json::object revision_of(const Article& article, std::string_view by, std::int64_t at) {
  json::object document = to_document(article);
  for (const char* made : {"html", "body", "headings", "related", "links", "media"}) document.erase(made);
  return {{"article", article.id},
          {"rev", article.rev},
          {"at", at},
          {"by", by},
          {"document", std::move(document)}};
}

void ArticleWriter::make_room(std::size_t operations, std::size_t bytes) {
  if (batch_.size() + operations > kMaxOperations || batch_.bytes() + bytes > kMaxBytes) flush();
}

void ArticleWriter::put(Article article, const Article* previous, std::string_view by, std::int64_t if_rev) {
  article.digest = import_digest(article);
  article.content_digest = content_digest(article);
  const Card card = card_of(article);
  const std::string document = to_text(to_document(article)), light = to_text(to_document(card));
  std::string revision;
  if (previous) revision = to_text(revision_of(*previous, by, article.updated));
  make_room(5, document.size() + light.size() + revision.size() + 1024);
  article_places_.push_back(batch_.size());
  batch_.put("articles", article.id, document, if_rev);
  batch_.put("cards", article.id, light);
  if (previous) batch_.put("revisions", article.id + "~" + std::to_string(previous->rev), revision);
  const bool moved = previous && (previous->slug != article.slug || previous->locale != article.locale);
  if (moved) {
    batch_.put("redirects", previous->locale + "/" + previous->slug,
               to_text(json::object{{"article", article.id}}));
    // Its new address may be one it had before.
    batch_.remove("redirects", article.locale + "/" + article.slug);
  }
  changed_.push_back(article.id);
  after_.emplace_back([this, card] { catalogue_.put(card); });
}

void ArticleWriter::remove(const Article& article) {
  const std::string revision = to_text(revision_of(article, "", now_ms()));
  make_room(3, revision.size());
  batch_.put("revisions", article.id + "~" + std::to_string(article.rev), revision);
  batch_.remove("articles", article.id);
  batch_.remove("cards", article.id);
  changed_.push_back(article.id);
  after_.emplace_back([this, id = article.id] { catalogue_.remove(id); });
}

void ArticleWriter::put(const Category& category) {
  make_room(1, 4096);
  batch_.put("categories", category.id, to_text(to_document(category)));
  after_.emplace_back([this, category] { catalogue_.put(category); });
}

void ArticleWriter::remove_category(const std::string& id) {
  make_room(1, 256);
  batch_.remove("categories", id);
  after_.emplace_back([this, id] { catalogue_.remove_category(id); });
}

void ArticleWriter::put_media(const Media& media, std::string_view type, const Readers& readers,
                              const std::string& blob) {
  make_room(1, 1024);
  json::object document = to_json(media);
  document["type"] = type;
  document["readers"] = name_of(readers.audience);
  document["groups"] = to_array(readers.groups);
  document["blob"] = blob;
  document["at"] = now_ms();
  batch_.put("media", media.id, to_text(document), kAnyRev, {blob});
}

void ArticleWriter::flush() {
  if (batch_.empty()) return;
  const Batch batch = std::exchange(batch_, {});
  const std::vector<std::function<void()>> after = std::exchange(after_, {});
  const std::vector<std::size_t> places = std::exchange(article_places_, {});
  const std::vector<std::string> changed = std::exchange(changed_, {});
  const std::vector<Written> written = store_.store().batch(kSelf, batch);
  for (const auto& step : after) step();
  if (!places.empty() && places.back() < written.size()) last_rev_ = written[places.back()].rev;
  if (changed.empty() && after.empty()) return;
  const json::object told{
      {"instance", store_.host().instance()}, {"collection", "articles"}, {"ids", to_array(changed)}};
  store_.host().publish(kSelf, "content.changed", store_.host().instance(), to_text(told));
}

}  // namespace patchbay::kb
