#pragma once
// An article as it is kept, and the card of it that lists need. Both are documents: articles hold everything,
// cards what stands in memory (catalogue.hpp).
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "article_body.hpp"
#include "audience.hpp"
#include "json.hpp"

namespace patchbay::kb {

enum class Status : unsigned char { draft, scheduled, published, archived };
std::string_view name_of(Status status);
std::optional<Status> status_of(std::string_view name);

// Where an article came from, and who may change it.
//   import: `kb import`; may be edited in the store afterwards    folder: a configured folder owns it
//   store: made by API or desk                                    zendesk: `kb import` of an export
struct Origin {
  std::string kind = "store";
  std::string source;  // name of the import; empty for the store's own
  std::string path;    // in the imported folder
  std::string
      digest;  // of what was imported last; differs from the next import's when something changed there
};

struct Article {
  std::string id;  // "<locale>/<path>", "<locale>/<path>@<source>", "<locale>/<slug>" for the store's own
  std::int64_t rev = 0;
  std::string locale, slug, title, description;
  std::string category;  // id of a category, empty = none
  std::vector<std::string> tags;
  Readers readers;  // once it is published
  Status status = Status::published;
  std::int64_t publish_at = 0, created = 0, updated = 0;
  std::int64_t order = 0;
  std::string translation;     // the same for all translations of one article
  std::string translation_of;  // the original's id, as the author says; empty = by path
  std::string digest;     // import_digest() of what it is now; not origin.digest: it was edited in the store
  bool is_dated = false;  // its author says when it was updated
  std::string content_digest;   // of title and text: what a translation was made from
  std::string original_digest;  // a translation's: the original's content_digest when this was last changed
  json::object attributes;      // front matter nobody here understands
  BodySource::Format format = BodySource::Format::markdown;
  std::string content;    // what the author wrote
  json::object includes;  // path → text of what it includes, for when it is edited away from its folder
  std::vector<std::string> wanted_related;  // as the author names them: paths, slugs or ids
  ArticleBody body;
  std::vector<std::string> related;  // ids
  std::int64_t weight = 0;
  std::string url;  // for search: with the prefix of its locale, not percent-encoded
  Origin origin;
};

// Who may read it now: agents alone while it is not published.
Readers readers_now(const Article& article);

json::object to_document(const Article& article);
Article from_document(std::string_view id, std::int64_t rev, const json::object& document);

// What stays the same for as long as an import brings the same: front matter, text, pictures and where its
// links lead.
std::string import_digest(const Article& article);
std::string content_digest(const Article& article);

struct Card {
  std::string id, locale, slug, title, description, category, translation, translation_of, digest,
      content_digest, original_digest;
  std::vector<std::string> tags;
  Readers readers, readers_now;
  Status status = Status::published;
  std::int64_t publish_at = 0, updated = 0, order = 0;
  int minutes = 1;
  std::vector<std::string> links, media;  // ids; only in the document, for upkeep
  Origin origin;
};
Card card_of(const Article& article);
json::object to_document(const Card& card);
Card card_from_document(std::string_view id, const json::object& document);

json::object to_json(const Media& media);
Media media_from_json(const json::object& object);

}  // namespace patchbay::kb
