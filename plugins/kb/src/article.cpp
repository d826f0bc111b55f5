#include "article.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::array<std::string_view, 4> kStatuses{"draft", "scheduled", "published", "archived"};

json::object origin_json(const Origin& origin) {
  return {{"kind", origin.kind}, {"source", origin.source}, {"path", origin.path}, {"digest", origin.digest}};
}

Origin origin_of(const json::object& document) {
  Origin origin;
  const json::object* object = object_of(document, "origin");
  if (!object) return origin;
  origin.kind = text_of(*object, "kind", "store");
  origin.source = text_of(*object, "source");
  origin.path = text_of(*object, "path");
  origin.digest = text_of(*object, "digest");
  return origin;
}

Readers readers_of(const json::object& document, std::string_view key) {
  // What cannot be read is shown to agents alone.
  return {audience_of(text_of(document, key, "public")).value_or(Audience::agent),
          texts_of(document, "groups")};
}

// What article and card have in common. "readers" is the field the host filters by.
template <class Kept>
json::object common(const Kept& kept, const Readers& now) {
  return {{"locale", kept.locale},
          {"slug", kept.slug},
          {"address", kept.locale + "/" + kept.slug},
          {"title", kept.title},
          {"description", kept.description},
          {"category", kept.category},
          {"tags", to_array(kept.tags)},
          {"audience", name_of(kept.readers.audience)},
          {"readers", name_of(now.audience)},
          {"groups", to_array(kept.readers.groups)},
          {"status", name_of(kept.status)},
          {"publish_at", kept.publish_at},
          {"updated", kept.updated},
          {"order", kept.order},
          {"translation", kept.translation},
          {"translation_of", kept.translation_of},
          {"digest", kept.digest},
          {"content_digest", kept.content_digest},
          {"original_digest", kept.original_digest},
          {"origin", origin_json(kept.origin)}};
}

template <class Kept>
void read_common(Kept& kept, const json::object& document) {
  kept.locale = text_of(document, "locale");
  kept.slug = text_of(document, "slug");
  kept.title = text_of(document, "title");
  kept.description = text_of(document, "description");
  kept.category = text_of(document, "category");
  kept.tags = texts_of(document, "tags");
  kept.readers = readers_of(document, "audience");
  kept.status = status_of(text_of(document, "status")).value_or(Status::draft);
  kept.publish_at = integer_of(document, "publish_at");
  kept.updated = integer_of(document, "updated");
  kept.order = integer_of(document, "order");
  kept.translation = text_of(document, "translation");
  kept.translation_of = text_of(document, "translation_of");
  kept.digest = text_of(document, "digest");
  kept.content_digest = text_of(document, "content_digest");
  kept.original_digest = text_of(document, "original_digest");
  kept.origin = origin_of(document);
}

json::array headings_json(const ArticleBody& body) {
  json::array headings;
  for (const Heading& heading : body.headings)
    headings.push_back(json::object{
        {"id", heading.id}, {"level", heading.level}, {"text", heading.text}, {"at", heading.at}});
  return headings;
}

void read_body(ArticleBody& body, const json::object& document) {
  body.html = text_of(document, "html");
  body.text = text_of(document, "body");
  body.minutes = static_cast<int>(integer_of(document, "minutes", 1));
  body.links = texts_of(document, "links");
  if (const json::array* headings = array_of(document, "headings"))
    for (const json::value& item : *headings)
      if (const json::object* heading = item.if_object())
        body.headings.push_back({text_of(*heading, "id"), static_cast<int>(integer_of(*heading, "level", 2)),
                                 text_of(*heading, "text"),
                                 static_cast<std::size_t>(integer_of(*heading, "at"))});
  if (const json::array* media = array_of(document, "media"))
    for (const json::value& item : *media)
      if (const json::object* object = item.if_object()) body.media.push_back(media_from_json(*object));
}

}  // namespace

std::string_view name_of(Status status) {
  return kStatuses[static_cast<std::size_t>(status)];
}

std::optional<Status> status_of(std::string_view name) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), name);
  if (found == kStatuses.end()) return std::nullopt;
  return static_cast<Status>(found - kStatuses.begin());
}

Readers readers_now(const Article& article) {
  return article.status == Status::published ? article.readers
                                             : Readers{Audience::agent, article.readers.groups};
}

json::object to_json(const Media& media) {
  return {{"id", media.id},       {"path", media.path},
          {"name", media.name},   {"kind", static_cast<int>(media.kind)},
          {"width", media.width}, {"height", media.height},
          {"size", media.size}};
}

Media media_from_json(const json::object& object) {
  Media media;
  media.id = text_of(object, "id");
  media.path = text_of(object, "path");
  media.name = text_of(object, "name");
  media.kind = static_cast<MediaKind>(std::clamp<std::int64_t>(integer_of(object, "kind", 3), 0, 3));
  media.width = integer_of(object, "width");
  media.height = integer_of(object, "height");
  media.size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_of(object, "size")));
  return media;
}

json::object to_document(const Article& article) {
  json::object document = common(article, readers_now(article));
  json::array media;
  for (const Media& one : article.body.media) media.push_back(to_json(one));
  document["url"] = article.url;
  document["created"] = article.created;
  document["dated"] = article.is_dated;
  document["attributes"] = article.attributes;
  document["format"] = article.format == BodySource::Format::markdown ? "markdown" : "html";
  document["content"] = article.content;
  document["html"] = article.body.html;
  document["body"] = article.body.text;
  document["headings"] = headings_json(article.body);
  document["minutes"] = article.body.minutes;
  document["media"] = std::move(media);
  document["links"] = to_array(article.body.links);
  document["includes"] = article.includes;
  document["wanted_related"] = to_array(article.wanted_related);
  document["related"] = to_array(article.related);
  document["weight"] = article.weight;
  return document;
}

Article from_document(std::string_view id, std::int64_t rev, const json::object& document) {
  Article article;
  article.id = id;
  article.rev = rev;
  read_common(article, document);
  read_body(article.body, document);
  article.url = text_of(document, "url");
  article.created = integer_of(document, "created");
  article.is_dated = flag_of(document, "dated");
  if (const json::object* attributes = object_of(document, "attributes")) article.attributes = *attributes;
  article.format =
      text_of(document, "format") == "html" ? BodySource::Format::html : BodySource::Format::markdown;
  article.content = text_of(document, "content");
  if (const json::object* includes = object_of(document, "includes")) article.includes = *includes;
  article.wanted_related = texts_of(document, "wanted_related");
  article.related = texts_of(document, "related");
  article.weight = integer_of(document, "weight");
  return article;
}

std::string import_digest(const Article& article) {
  std::string media, words;
  for (const Media& one : article.body.media) media += one.id + "\n";
  for (const std::string& tag : article.tags) words += tag + "\n";
  for (const std::string& group : article.readers.groups) words += "g " + group + "\n";
  for (const std::string& wanted : article.wanted_related) words += "r " + wanted + "\n";
  const std::string numbers = std::to_string(article.order) + " " + std::to_string(article.publish_at) + " " +
                              (article.is_dated ? std::to_string(article.updated) : "");
  // Its time coming is no change of the article.
  const std::string_view state =
      article.status == Status::scheduled ? name_of(Status::published) : name_of(article.status);
  return digest_of({article.title, article.description, article.category, article.slug, words, state,
                    name_of(article.readers.audience), numbers, article.translation, article.translation_of,
                    to_text(article.attributes), article.content, article.body.html, media})
      .substr(0, 16);
}

std::string content_digest(const Article& article) {
  return digest_of({article.title, article.content}).substr(0, 16);
}

Card card_of(const Article& article) {
  Card card;
  card.id = article.id;
  card.locale = article.locale;
  card.slug = article.slug;
  card.title = article.title;
  card.description = article.description;
  card.category = article.category;
  card.tags = article.tags;
  card.readers = article.readers;
  card.readers_now = readers_now(article);
  card.status = article.status;
  card.publish_at = article.publish_at;
  card.updated = article.updated;
  card.order = article.order;
  card.translation = article.translation;
  card.translation_of = article.translation_of;
  card.digest = article.digest;
  card.content_digest = article.content_digest;
  card.original_digest = article.original_digest;
  card.minutes = article.body.minutes;
  card.links = article.body.links;
  for (const Media& media : article.body.media) card.media.push_back(media.id);
  card.origin = article.origin;
  return card;
}

json::object to_document(const Card& card) {
  json::object document = common(card, card.readers_now);
  document["minutes"] = card.minutes;
  document["links"] = to_array(card.links);
  document["media"] = to_array(card.media);
  return document;
}

Card card_from_document(std::string_view id, const json::object& document) {
  Card card;
  card.id = id;
  read_common(card, document);
  card.readers_now = readers_of(document, "readers");
  card.minutes = static_cast<int>(integer_of(document, "minutes", 1));
  card.links = texts_of(document, "links");
  card.media = texts_of(document, "media");
  return card;
}

}  // namespace patchbay::kb
