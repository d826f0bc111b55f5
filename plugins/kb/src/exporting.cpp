#include "exporting.hpp"

#include <set>

#include "article_meta.hpp"
#include "source_path.hpp"
#include "store_surroundings.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kPageBytes = 2u << 20;

void add_text(json::array& files, const std::string& path, std::string text) {
  files.push_back(json::object{{"path", path}, {"text", std::move(text)}});
}

// "<locale>/<path in the id>": the folder an import without --locale reads as that language.
std::string export_path(const Article& article) {
  std::string path = article.id;
  if (const std::size_t at = path.rfind('@'); at != std::string::npos && at > path.rfind('/')) path.erase(at);
  return path;
}

// From where its references start, the folder they were written for, to where the export puts it.
std::string exported_reference(const Article& article, const std::string& path) {
  const std::string own = path_of(article);
  const bool has_locale = own.starts_with(article.locale + "/") && export_path(article) == own;
  return has_locale || path.starts_with("kb/media/") ? path : article.locale + "/" + path;
}

json::object category_values(const Category& category) {
  json::object values{{"title", category.title}, {"slug", category.slug}};
  if (!category.description.empty()) values["description"] = category.description;
  if (!category.icon.empty()) values["icon"] = category.icon;
  if (category.order != 0) values["order"] = std::to_string(category.order);
  return values;
}

void add_article(const Library& library, const Article& article, std::set<std::string>& given,
                 json::array& files, std::size_t& bytes) {
  json::object values = write_meta(article);
  const std::string path = export_path(article);
  const std::string folder{folder_of(path)};
  if (article.category != folder && !article.category.empty()) values["category"] = article.category;
  std::string text = write_front_matter(values) + article.content;
  bytes += text.size();
  add_text(files, path, std::move(text));
  for (const auto& [include, kept] : article.includes)
    if (kept.is_string() && given.insert(exported_reference(article, include)).second)
      add_text(files, exported_reference(article, include), std::string{view(kept.get_string())});
  for (const Media& media : article.body.media) {
    if (media.path.starts_with("data:") || !given.insert(exported_reference(article, media.path)).second)
      continue;
    const auto record = library.store().document(kSelf, "media", media.id);
    const auto blob =
        record ? library.store().store().blob_get(kSelf, text_of(*record, "blob")) : std::nullopt;
    if (!blob) continue;
    bytes += blob->bytes.size();
    files.push_back(json::object{{"path", exported_reference(article, media.path)},
                                 {"base64", encode_base64(blob->bytes)}});
  }
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? kDigits[group >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

json::object export_page(const Library& library, const std::string& locale, const std::string& source,
                         const std::string& cursor) {
  json::array files;
  std::size_t bytes = 0;
  std::set<std::string> given;
  std::string last;
  bool more = false;
  if (cursor.empty())
    for (const CategoryPtr& category : library.catalogue().categories())
      if (locale.empty() || category->locale == locale)
        add_text(files, category->id + "/_category.md", write_front_matter(category_values(*category)));
  for (const EntryPtr& entry : library.catalogue().all()) {
    if (entry->id <= cursor || (!locale.empty() && entry->locale != locale) ||
        (!source.empty() && entry->source != source))
      continue;
    if (more = bytes >= kPageBytes; more) break;
    if (const auto article = library.store().get(kSelf, entry->id))
      add_article(library, *article, given, files, bytes);
    last = entry->id;
  }
  json::object out{{"files", std::move(files)}, {"next", nullptr}};
  if (more) out["next"] = last;
  return out;
}

}  // namespace patchbay::kb
