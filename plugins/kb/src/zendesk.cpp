#include "zendesk.hpp"

#include <algorithm>

#include "import_plan.hpp"
#include "moment.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::uint64_t kMaxJson = 256u << 20;

std::string digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return std::string{text.substr(at, end - at)};
}

// What an URL of a Zendesk help centre means in the export; empty when it is none.
std::string local_reference(std::string_view url) {
  const std::string_view path = url.find("://") == std::string_view::npos
                                    ? url
                                    : url.substr(std::min(url.find('/', url.find("://") + 3), url.size()));
  if (const std::size_t at = path.find("/articles/");
      path.starts_with("/hc/") && at != std::string_view::npos) {
    const std::string number = digits_at(path, at + 10);
    const std::size_t hash = path.find('#');
    return number.empty()
               ? ""
               : number + ".html" + (hash == std::string_view::npos ? "" : std::string{path.substr(hash)});
  }
  if (const std::size_t at = path.find("/article_attachments/");
      path.starts_with("/hc/") && at != std::string_view::npos) {
    const std::string_view tail = path.substr(at + 1);
    return "/" + std::string{tail.substr(0, tail.find('?'))};
  }
  return {};
}

}  // namespace

std::string localise_zendesk_html(std::string_view html) {
  std::string out;
  while (!html.empty()) {
    const std::size_t href = html.find("href=\""), src = html.find("src=\"");
    const std::size_t at = std::min(href, src);
    if (at == std::string_view::npos) break;
    const std::size_t start = at + (at == href ? 6 : 5);
    const std::size_t end = std::min(html.find('"', start), html.size());
    out += html.substr(0, start);
    const std::string_view url = html.substr(start, end - start);
    const std::string local = local_reference(url);
    out += local.empty() ? std::string{url} : local;
    html.remove_prefix(end);
  }
  return out += html;
}

bool ZendeskExport::is_one(const std::vector<SourceFile>& files) {
  for (const SourceFile& file : files)
    if (file.path.find('/') == std::string::npos && equal_ci(ending_of(file.path), "json")) load(file);
  return arrays_.contains("articles");
}

void ZendeskExport::load(const SourceFile& file) {
  try {
    const json::object all = parse_object(folder_.read(file.path, kMaxJson));
    for (const char* name : {"articles", "sections", "categories", "user_segments"})
      if (const json::array* items = array_of(all, name)) {
        auto& kept = arrays_[name];
        for (const json::value& item : *items)
          if (const json::object* object = item.if_object()) kept[integer_of(*object, "id")] = *object;
      }
    if (const json::array* items = array_of(all, "translations"))
      for (const json::value& item : *items)
        if (const json::object* object = item.if_object()) translations_.push_back(*object);
  } catch (const std::exception& error) {
    problems_.push_back({Severity::error, file.path, 0, std::string{error.what()} + ": export it again"});
  }
}

// "en-us" is the site's en-us, else its en.
std::string ZendeskExport::locale_of(const json::object& object) const {
  const std::string locale = text_of(object, "locale");
  if (site_.has(locale)) return locale;
  const std::string language = locale.substr(0, locale.find('-'));
  return site_.has(language) || locale.empty() ? language : locale;
}

const json::object* ZendeskExport::by_id(std::string_view array, std::int64_t id) const {
  const auto items = arrays_.find(array);
  if (items == arrays_.end()) return nullptr;
  const auto found = items->second.find(id);
  return found == items->second.end() ? nullptr : &found->second;
}

void ZendeskExport::warn(std::int64_t article, const std::string& text) {
  problems_.push_back({Severity::warning, "articles/" + std::to_string(article), 0, text});
}

std::vector<Draft> ZendeskExport::read(const std::string& locale) {
  std::vector<Draft> drafts;
  std::map<std::int64_t, std::vector<const json::object*>> texts;
  for (const json::object& text : translations_)
    if (text_of(text, "source_type", "Article") == "Article")
      texts[integer_of(text, "source_id")].push_back(&text);
  for (const auto& [id, article] : arrays_["articles"]) {
    std::vector<std::string> told;
    for (const json::object* text : texts[id]) {
      add(article, *text, drafts, locale);
      told.push_back(text_of(*text, "locale"));
    }
    if (std::find(told.begin(), told.end(), text_of(article, "locale")) == told.end())
      add(article, article, drafts, locale);
  }
  return drafts;
}

// Who may read it. A segment nobody can look up hides the article from all but agents.
void ZendeskExport::readers(const json::object& article, Draft& draft) {
  const std::int64_t segment = integer_of(article, "user_segment_id");
  if (segment == 0) return;
  const json::object* known = by_id("user_segments", segment);
  const std::string type = known ? text_of(*known, "user_type") : "";
  draft.meta.readers.audience = type == "signed_in_users" ? Audience::customer
                                : type == "staff"         ? Audience::employee
                                                          : Audience::agent;
  if (type.empty())
    warn(integer_of(article, "id"),
         "its user segment is not in the export: only agents see it; add user_segments.json");
}

void ZendeskExport::add(const json::object& article, const json::object& text, std::vector<Draft>& drafts,
                        const std::string& only) {
  Draft draft;
  const std::string locale = locale_of(text);
  if (!only.empty() && locale != only) return;
  const std::string number = std::to_string(integer_of(article, "id"));
  draft.file = locale + "/" + number + ".html";
  draft.path = number + ".html";
  draft.meta.locale = locale;
  draft.format = BodySource::Format::html;
  draft.content = localise_zendesk_html(text_of(text, "body"));
  draft.meta.title = squeeze(text_of(text, "title"));
  if (draft.meta.title.empty()) draft.meta.title = squeeze(text_of(article, "name", number));
  draft.meta.tags = texts_of(article, "label_names");
  draft.meta.order = flag_of(article, "promoted") ? 1 : integer_of(article, "position") + 2;
  draft.meta.status = flag_of(text, "draft") ? Status::draft : Status::published;
  draft.meta.updated = parse_moment(text_of(text, "updated_at")).value_or(0);
  draft.meta.attributes["zendesk_id"] = number;
  if (const std::string url = text_of(article, "html_url"); !url.empty())
    draft.meta.attributes["zendesk_url"] = url;
  readers(article, draft);
  draft.category = section_of(article, locale);
  drafts.push_back(std::move(draft));
}

std::string ZendeskExport::section_of(const json::object& article, const std::string& locale) {
  const std::int64_t id = integer_of(article, "section_id");
  const json::object* section = by_id("sections", id);
  if (!section) return {};
  const std::int64_t above = integer_of(*section, "category_id");
  const json::object* category = by_id("categories", above);
  const std::string parent = category ? locale + "/category-" + std::to_string(above) : "";
  if (category) add_category(*category, locale, "", parent);
  const std::string own = locale + "/section-" + std::to_string(id);
  add_category(*section, locale, parent, own);
  return own;
}

void ZendeskExport::add_category(const json::object& object, const std::string& locale,
                                 const std::string& parent, const std::string& id) {
  if (categories_.contains(id)) return;
  Category category;
  category.id = id;
  category.locale = locale;
  category.parent = parent;
  category.translation = id.substr(locale.size() + 1);
  category.title = squeeze(text_of(object, "name"));
  category.description = squeeze(text_of(object, "description"));
  category.order = integer_of(object, "position") + 1;
  const std::string type =
      parent.empty() && id.find("/category-") != std::string::npos ? "Category" : "Section";
  for (const json::object& text : translations_)
    if (text_of(text, "source_type") == type && integer_of(text, "source_id") == integer_of(object, "id") &&
        locale_of(text) == locale) {
      category.title = squeeze(text_of(text, "title"));
      category.description = squeeze(text_of(text, "body"));
    }
  category.slug = slug_of(category.title);
  categories_.emplace(id, category);
}

std::vector<Category> ZendeskExport::categories() {
  std::vector<Category> out;
  for (auto& [id, category] : categories_) out.push_back(category);
  return out;
}

}  // namespace patchbay::kb
