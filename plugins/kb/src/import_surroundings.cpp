#include "import_surroundings.hpp"

#include "markdown.hpp"
#include "text.hpp"

namespace patchbay::kb {

std::optional<LinkedArticle> ImportSurroundings::article(const std::string& path) {
  const Draft* found = path.empty() ? nullptr : plan_.find(path);
  if (!found) return std::nullopt;
  const bool published = found->meta.status == Status::published;
  return LinkedArticle{found->id, desk_.site.article_url(found->locale, found->slug),
                       published ? covers(draft_.readers_now(), found->readers_now()) : false};
}

std::optional<Media> ImportSurroundings::media(const std::string& path) {
  if (path.empty()) return std::nullopt;
  return media_.take(path, draft_.readers_now(), writer_, problems_);
}

std::optional<Media> ImportSurroundings::embedded(const std::string& data_url) {
  return media_.take_embedded(data_url, draft_.readers_now(), writer_);
}

std::optional<std::string> ImportSurroundings::text(const std::string& path) {
  try {
    std::string text = folder_.read(path, kMaxMarkdown);
    if (is_utf8(text)) {
      included[path] = text;
      return text;
    }
    problems_.push_back(
        {Severity::warning, path, 0, "is not UTF-8 text and cannot be included: save it as UTF-8"});
  } catch (const SourceError&) {
    // Missing: whoever asked says so, with the line that asks.
  }
  return std::nullopt;
}

std::optional<std::string> ImportSurroundings::site(const std::string& path) {
  return site_link(desk_.site, desk_.site_paths, desk_.link_base, draft_.locale, path);
}

std::optional<std::string> site_link(const Site& site, const std::vector<std::string>& site_paths,
                                     const std::string& link_base, std::string_view locale,
                                     const std::string& path) {
  for (const std::string& known : site_paths)
    if (path == known || (path.starts_with(known) && known.size() > 1 && path[known.size()] == '/'))
      return site.prefix(locale) + encode_path(path);
  if (link_base.empty()) return std::nullopt;
  return link_base + encode_path(path);
}

}  // namespace patchbay::kb
