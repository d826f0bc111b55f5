#include "store_surroundings.hpp"

#include "import_surroundings.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

// "en/a/b.md@src" → "a/b.md"
std::string_view path_in_id(const Article& article) {
  std::string_view path = std::string_view{article.id}.substr(article.locale.size() + 1);
  if (const std::size_t at = path.rfind('@'); at != std::string_view::npos) path = path.substr(0, at);
  return path;
}

}  // namespace

std::string path_of(const Article& article) {
  return article.origin.path.empty() ? std::string{path_in_id(article)} : article.origin.path;
}

std::optional<LinkedArticle> StoreSurroundings::article(const std::string& path) {
  const bool below_locale = article_.origin.path == article_.locale + "/" + std::string{path_in_id(article_)};
  std::string inside = path;
  if (below_locale && path.starts_with(article_.locale + "/"))
    inside = path.substr(article_.locale.size() + 1);
  const std::string own = article_.locale + "/" + inside,
                    source = article_.origin.source.empty() ? "" : "@" + article_.origin.source;
  EntryPtr found;
  for (const std::string& id :
       {own + source, own, own + ".md" + source, own + ".md", own + "/index.md" + source, own + "/index.md",
        own + ".html" + source, own + ".html"})
    if (!found && !inside.empty()) found = library_.catalogue().find(id);
  if (!found && path.starts_with("kb/")) found = library_.catalogue().find(article_.locale, path.substr(3));
  if (!found) return std::nullopt;
  return LinkedArticle{found->id, library_.url_of(*found),
                       found->status == Status::published && covers(now_, found->readers)};
}

// The same bytes for this circle of readers.
std::optional<Media> StoreSurroundings::recorded(const std::string& id, const std::string& path) {
  const std::optional<json::object> kept = library_.store().document(kSelf, "media", id);
  if (!kept) return std::nullopt;
  Media media = media_from_json(*kept);
  const std::string blob = text_of(*kept, "blob");
  media.path = path;
  media.id = media_id(blob, now_);
  media.url = media_url(media.id, media.name);
  if (media.id != id && !library_.store().document(kSelf, "media", media.id))
    writer_.put_media(media, text_of(*kept, "type"), now_, blob);
  return media;
}

std::optional<Media> StoreSurroundings::media(const std::string& path) {
  for (const Media& known : article_.body.media)
    if (known.path == path) return recorded(known.id, path);
  // An upload is written as its address: /kb/media/<id>/<name>.
  if (!path.starts_with("kb/media/")) return std::nullopt;
  const std::string_view rest = std::string_view{path}.substr(9);
  return recorded(std::string{rest.substr(0, rest.find('/'))}, path);
}

std::optional<std::string> StoreSurroundings::text(const std::string& path) {
  const json::value* kept = article_.includes.if_contains(path);
  if (!kept || !kept->is_string()) return std::nullopt;
  return std::string{view(kept->get_string())};
}

std::optional<std::string> StoreSurroundings::site(const std::string& path) {
  const auto settings = library_.settings();
  return site_link(*library_.site(), settings->site_paths, settings->link_base, article_.locale, path);
}

}  // namespace patchbay::kb
