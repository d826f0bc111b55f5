#include "editing.hpp"

#include <algorithm>

#include "moment.hpp"
#include "related.hpp"
#include "store_surroundings.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxTitle = 500;

[[noreturn]] void refuse(const std::string& text) {
  throw EditRefused{422, "invalid", text};
}

std::string text_field(const json::object& fields, std::string_view key, std::string_view kept,
                       std::size_t most) {
  const json::value* value = fields.if_contains(key);
  if (!value) return std::string{kept};
  if (value->is_null()) return {};
  if (!value->is_string()) refuse(std::string{key} + ": write a text");
  const std::string text = to_nfc(view(value->get_string()));
  if (text.size() > most) refuse(std::string{key} + ": longer than " + std::to_string(most) + " bytes");
  if (!is_utf8(text)) refuse(std::string{key} + ": not UTF-8 text");
  return text;
}

void list_field(const json::object& fields, std::string_view key, std::vector<std::string>& kept) {
  const json::value* value = fields.if_contains(key);
  if (!value) return;
  if (!value->is_array() || value->get_array().size() > 100)
    refuse(std::string{key} + ": write a list of at most 100 texts");
  kept.clear();
  for (const json::value& item : value->get_array()) {
    if (!item.is_string() || item.get_string().size() > 300)
      refuse(std::string{key} + ": write a list of texts");
    if (std::string text = squeeze(view(item.get_string())); !text.empty()) kept.push_back(to_nfc(text));
  }
}

std::string hex16(std::uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

Article Editing::found(const std::string& id, std::int64_t if_rev) const {
  std::optional<Article> article = library_.store().get(kSelf, id);
  if (!article) throw EditRefused{404, "not_found", "there is no article " + id};
  if (if_rev != kAnyRev && article->rev != if_rev)
    throw EditRefused{412, "conflict",
                      "the article has changed: it is at revision " + std::to_string(article->rev) +
                          "; read it again and repeat the change"};
  if (article->origin.kind == "folder")
    throw EditRefused{
        409, "owned_by_file",
        "the file " + article->origin.path + " of a configured folder owns this article: change it there"};
  return std::move(*article);
}

void Editing::take_slug(Article& article, const json::object& fields) const {
  const std::string wanted = text_field(fields, "slug", "", 300);
  if (!wanted.empty()) {
    const std::string slug = slug_of(wanted);
    if (slug.empty()) refuse("slug: write letters, digits and -");
    if (library_.catalogue().is_slug_taken(article.locale, slug, article.id))
      throw EditRefused{
          409, "slug_taken",
          "slug: \"" + slug + "\" belongs to " + library_.catalogue().find(article.locale, slug)->id};
    article.slug = slug;
    return;
  }
  if (!article.slug.empty()) return;
  const std::string base = slug_of(article.title).empty() ? "article" : slug_of(article.title);
  article.slug = base;
  for (int n = 2; library_.catalogue().is_slug_taken(article.locale, article.slug, article.id); ++n)
    article.slug = base + "-" + std::to_string(n);
}

void Editing::take_times(Article& article, const json::object& fields) const {
  const json::value* value = fields.if_contains("publish_at");
  if (!value) return;
  if (value->is_null()) {
    article.publish_at = 0;
  } else if (value->is_string()) {
    const auto when = parse_moment(view(value->get_string()));
    if (!when) refuse("publish_at: write a time such as 2026-12-01T09:00:00Z");
    article.publish_at = *when;
  } else {
    article.publish_at = integer_of(fields, "publish_at");
  }
}

void Editing::take_fields(Article& article, const json::object& fields) const {
  article.title = squeeze(text_field(fields, "title", article.title, kMaxTitle));
  if (article.title.empty()) refuse("title: an article needs one");
  article.description = squeeze(text_field(fields, "description", article.description, 2000));
  article.content = text_field(fields, "content", article.content, 1u << 20);
  article.category = text_field(fields, "category", article.category, 500);
  if (!article.category.empty() && !library_.catalogue().category(article.category))
    refuse("category: there is no category " + article.category);
  article.translation_of = text_field(fields, "translation_of", article.translation_of, 500);
  article.order = integer_of(fields, "order", article.order);
  list_field(fields, "tags", article.tags);
  list_field(fields, "groups", article.readers.groups);
  list_field(fields, "related", article.wanted_related);
  if (const auto audience =
          audience_of(text_field(fields, "audience", name_of(article.readers.audience), 20)))
    article.readers.audience = *audience;
  else
    refuse("audience: write public, customer, employee or agent");
  if (const auto status = status_of(text_field(fields, "status", name_of(article.status), 20)))
    article.status = *status;
  else
    refuse("status: write draft, scheduled, published or archived");
  if (const json::object* attributes = object_of(fields, "attributes")) article.attributes = *attributes;
  take_times(article, fields);
  if (article.status == Status::scheduled && article.publish_at == 0)
    refuse("publish_at: a scheduled article needs the time");
  if (article.status == Status::scheduled && article.publish_at <= now_ms())
    article.status = Status::published;
  take_slug(article, fields);
  const EntryPtr original =
      article.translation_of.empty() ? nullptr : library_.catalogue().find(article.translation_of);
  if (!article.translation_of.empty() && !original)
    refuse("translation_of: there is no article " + article.translation_of);
  if (original) article.translation = original->translation;
}

void Editing::render(Article& article, Problems& problems) const {
  ArticleWriter writer{library_.store(), library_.catalogue()};
  render(article, writer, problems);
  writer.flush();
}

void Editing::render(Article& article, ArticleWriter& writer, Problems& problems) const {
  StoreSurroundings around{library_, article, writer};
  const std::string path = path_of(article);
  try {
    article.body = make_body({article.format, article.content, path, article.title, 1}, around,
                             Library::body_texts(article.locale), problems);
  } catch (const SourceError& error) {
    refuse("content" + (error.line() > 0 ? ", line " + std::to_string(error.line()) : std::string{}) + ": " +
           error.what());
  }
  if (article.description.empty())
    article.description = cut(squeeze(std::string_view{article.body.text}.substr(0, 1000)), 160);
}

void Editing::relate(Article& article) const {
  RelatedFinder finder;
  std::string more = article.description;
  for (const std::string& tag : article.tags) more += " " + tag;
  finder.add(article.id, article.title, more, article.category);
  for (const EntryPtr& entry : library_.catalogue().all())
    if (entry->locale == article.locale && entry->id != article.id && entry->status == Status::published)
      finder.add(entry->id, entry->title, "", entry->category);
  article.related.clear();
  for (const std::string& wanted : article.wanted_related) {
    EntryPtr entry = library_.catalogue().find(wanted);
    if (!entry) entry = library_.catalogue().find(article.locale, wanted);
    if (entry && entry->id != article.id && article.related.size() < 5) article.related.push_back(entry->id);
  }
  const Readers now = readers_now(article);
  const auto allowed = [&](const std::string& id) {
    const EntryPtr entry = library_.catalogue().find(id);
    return entry && covers(now, entry->readers) &&
           std::find(article.related.begin(), article.related.end(), id) == article.related.end();
  };
  for (std::string& id : finder.find(article.id, 5, allowed))
    if (article.related.size() < 5) article.related.push_back(std::move(id));
}

Article Editing::keep(Article article, const Article* previous, std::string_view by, std::int64_t if_rev,
                      Problems& problems) {
  render(article, problems);
  relate(article);
  article.updated = now_ms();
  article.is_dated = false;
  article.url = library_.site()->article_path(article.locale, article.slug);
  if (article.translation.empty()) article.translation = article.id.substr(article.locale.size() + 1);
  ArticleWriter writer{library_.store(), library_.catalogue()};
  if (previous) {
    const EntryPtr entry = library_.catalogue().find(article.id);
    const EntryPtr original = entry ? library_.original_of(*entry) : nullptr;
    // Whoever changes a translation has looked at the original.
    if (original && content_digest(article) != previous->content_digest)
      article.original_digest = hex16(original->content_digest);
  } else if (const EntryPtr original = library_.catalogue().find(article.translation_of)) {
    article.original_digest = hex16(original->content_digest);
  }
  const Readers now = readers_now(article);
  const bool turned = previous && (previous->slug != article.slug || !(readers_now(*previous) == now));
  writer.put(article, previous, by, if_rev);
  try {
    writer.flush();
  } catch (const Failure& failure) {
    if (failure.status() == PBAY_E_CONFLICT)
      throw EditRefused{
          412, "conflict",
          "somebody else changed the article at the same moment: read it again and repeat the change"};
    throw;
  }
  article.rev = writer.last_rev();
  if (article.status == Status::scheduled) schedule(article);
  if (turned) library_.host().enqueue(kSelf, "relink", article.id, "relink/" + article.id);
  return article;
}

Article Editing::create(const json::object& fields, std::string_view by, Problems& problems) {
  Article article;
  article.locale = text_field(fields, "locale", library_.site()->default_locale, 20);
  if (!library_.site()->has(article.locale))
    refuse("locale: [site] locales has no \"" + article.locale + "\"");
  article.status = Status::draft;
  article.format = text_field(fields, "format", "markdown", 20) == "html" ? BodySource::Format::html
                                                                          : BodySource::Format::markdown;
  take_fields(article, fields);
  const std::string folder =
      article.category.starts_with(article.locale + "/") ? article.category + "/" : article.locale + "/";
  const std::string ending = article.format == BodySource::Format::html ? ".html" : ".md";
  article.id = folder + article.slug + ending;
  for (int n = 2; library_.catalogue().find(article.id); ++n)
    article.id = folder + article.slug + "-" + std::to_string(n) + ending;
  article.created = now_ms();
  return keep(std::move(article), nullptr, by, kMustBeNew, problems);
}

Article Editing::update(const std::string& id, const json::object& fields, std::int64_t if_rev,
                        std::string_view by, Problems& problems) {
  const Article previous = found(id, if_rev);
  Article article = previous;
  take_fields(article, fields);
  return keep(std::move(article), &previous, by, previous.rev, problems);
}

void Editing::remove(const std::string& id, std::int64_t if_rev) {
  const Article article = found(id, if_rev);
  ArticleWriter writer{library_.store(), library_.catalogue()};
  writer.remove(article);
  writer.flush();
  library_.host().enqueue(kSelf, "relink", id, "relink/" + id);
}

Article Editing::restore(const std::string& id, std::int64_t rev, std::int64_t if_rev, std::string_view by,
                         Problems& problems) {
  const Article previous = found(id, if_rev);
  const std::optional<json::object> revision =
      library_.store().document(kSelf, "revisions", id + "~" + std::to_string(rev));
  const json::object* document = revision ? object_of(*revision, "document") : nullptr;
  if (!document)
    throw EditRefused{404, "not_found", "there is no revision " + std::to_string(rev) + " of " + id};
  Article article = from_document(id, previous.rev, *document);
  // What it is called and who may read it stays as it is now; the words come back.
  Article restored = previous;
  restored.title = article.title;
  restored.description = article.description;
  restored.content = article.content;
  restored.format = article.format;
  restored.tags = article.tags;
  restored.attributes = article.attributes;
  restored.includes = article.includes;
  return keep(std::move(restored), &previous, by, previous.rev, problems);
}

bool Editing::publish_due(const std::string& id) {
  std::optional<Article> article = library_.store().get(kSelf, id);
  if (!article || article->status != Status::scheduled) return false;
  if (article->publish_at > now_ms()) return true;
  const Article previous = *article;
  article->status = Status::published;
  Problems problems;
  const std::int64_t dated = article->is_dated ? article->updated : 0;
  render(*article, problems);
  relate(*article);
  article->updated = dated > 0 ? dated : now_ms();
  ArticleWriter writer{library_.store(), library_.catalogue()};
  writer.put(std::move(*article), &previous, "schedule", previous.rev);
  writer.flush();
  library_.host().enqueue(kSelf, "relink", id, "relink/" + id);
  return false;
}

void Editing::schedule(const Article& article) const {
  const std::string unique = "publish/" + article.id + "/" + std::to_string(article.publish_at);
  library_.host().enqueue(kSelf, "publish", article.id, unique,
                          static_cast<std::uint64_t>(article.publish_at));
}

std::vector<std::string> Editing::linking_to(const std::string& id) const {
  std::vector<std::string> out;
  library_.store().store().each(kSelf, "cards", "{}", [&](const Stored& item) {
    if (item.doc.find(id) == std::string::npos) return;  // most do not
    const std::vector<std::string> links = texts_of(read_object(item.doc), "links");
    if (std::find(links.begin(), links.end(), id) != links.end()) out.push_back(item.id);
  });
  return out;
}

void Editing::render_again(const std::string& id) {
  std::optional<Article> article = library_.store().get(kSelf, id);
  if (!article) return;
  const std::string html = article->body.html, url = article->url;
  const bool imported = article->digest == article->origin.digest;
  Problems problems;
  render(*article, problems);
  article->url = library_.site()->article_path(article->locale, article->slug);
  const std::int64_t rev = article->rev;
  if (article->body.html == html && article->url == url) return;
  // Not an edit: the next import finds what it brought unchanged.
  if (imported) article->origin.digest = import_digest(*article);
  ArticleWriter writer{library_.store(), library_.catalogue()};
  writer.put(std::move(*article), nullptr, "", rev);
  writer.flush();
}

void Editing::settle_addresses() {
  const auto site = library_.site();
  for (const EntryPtr& entry : library_.catalogue().all()) {
    const std::optional<json::object> document = library_.store().document(kSelf, "articles", entry->id);
    if (document && text_of(*document, "url") != site->article_path(entry->locale, entry->slug))
      render_again(entry->id);
  }
}

json::object Editing::preview(const json::object& fields, Problems& problems) const {
  Article article;
  const std::string id = text_field(fields, "id", "", 500);
  if (const std::optional<Article> kept = id.empty() ? std::nullopt : library_.store().get(kSelf, id)) article = *kept;
  article.locale = text_field(fields, "locale", article.locale.empty() ? library_.site()->default_locale : article.locale, 20);
  if (article.id.empty()) article.id = article.locale + "/preview.md";
  article.title = squeeze(text_field(fields, "title", article.title, kMaxTitle));
  article.content = text_field(fields, "content", article.content, 1u << 20);
  if (fields.contains("format"))
    article.format = text_field(fields, "format", "", 20) == "html" ? BodySource::Format::html : BodySource::Format::markdown;
  ArticleWriter writer{library_.store(), library_.catalogue()};  // never flushed: what it would keep is dropped
  render(article, writer, problems);
  json::array headings;
  for (const Heading& heading : article.body.headings)
    headings.push_back(json::object{{"id", heading.id}, {"level", heading.level}, {"text", heading.text}});
  return {{"html", article.body.html}, {"headings", std::move(headings)}, {"minutes", article.body.minutes}};
}

Category Editing::put_category(const std::string& id, const json::object& fields) {
  Category category;
  if (const CategoryPtr held = library_.catalogue().category(id))
    category = *held;
  else if (!id.empty())
    throw EditRefused{404, "not_found", "there is no category " + id};
  if (id.empty()) category.locale = text_field(fields, "locale", library_.site()->default_locale, 20);
  category.title = squeeze(text_field(fields, "title", category.title, 300));
  if (category.title.empty()) refuse("title: a category needs one");
  category.description = squeeze(text_field(fields, "description", category.description, 1000));
  category.icon = text_field(fields, "icon", category.icon, 40);
  category.parent = text_field(fields, "parent", category.parent, 500);
  category.order = integer_of(fields, "order", category.order);
  for (const CategoryPtr& above : library_.catalogue().path_of(category.parent))
    if (above->id == id) refuse("parent: a category cannot stand inside itself");
  if (!category.parent.empty() && !library_.catalogue().category(category.parent))
    refuse("parent: there is no category " + category.parent);
  std::string base =
      slug_of(text_field(fields, "slug", category.slug.empty() ? category.title : category.slug, 300));
  if (base.empty()) base = "category";
  category.slug = base;
  for (int n = 2; library_.catalogue().is_category_slug_taken(category.locale, category.slug, category.id);
       ++n)
    category.slug = base + "-" + std::to_string(n);
  if (category.id.empty()) {
    category.id = (category.parent.empty() ? category.locale : category.parent) + "/" + category.slug;
    category.translation = category.id.substr(category.locale.size() + 1);
  }
  ArticleWriter writer{library_.store(), library_.catalogue()};
  writer.put(category);
  writer.flush();
  return category;
}

void Editing::remove_category(const std::string& id) {
  const CategoryPtr held = library_.catalogue().category(id);
  if (!held) throw EditRefused{404, "not_found", "there is no category " + id};
  const std::vector<EntryPtr> all = library_.catalogue().all();
  if (std::any_of(all.begin(), all.end(), [&](const EntryPtr& entry) { return entry->category == id; }))
    throw EditRefused{409, "not_empty", "articles stand in this category: move them first"};
  ArticleWriter writer{library_.store(), library_.catalogue()};
  writer.remove_category(id);
  writer.flush();
}

}  // namespace patchbay::kb
