#include "import_plan.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "html_tree.hpp"
#include "markdown.hpp"
#include "source_path.hpp"
#include "text.hpp"
#include "zendesk.hpp"

namespace patchbay::kb {
namespace {

constexpr std::uint64_t kMaxFile = kMaxMarkdown + (64u << 10);
constexpr std::array<std::string_view, 8> kNotCategories{"includes", "include", "images", "image",
                                                         "img",      "media",   "assets", "attachments"};

bool is_markdown(std::string_view path) {
  const std::string ending = lower_ascii(ending_of(path));
  return ending == "md" || ending == "markdown";
}

bool is_html(std::string_view path) {
  const std::string ending = lower_ascii(ending_of(path));
  return ending == "html" || ending == "htm";
}

// Below a folder of pictures or passages stand no articles.
bool is_material(std::string_view path) {
  for (std::string_view rest = folder_of(path); !rest.empty(); rest = folder_of(rest)) {
    const std::string name = lower_ascii(name_of(rest));
    if (std::find(kNotCategories.begin(), kNotCategories.end(), name) != kNotCategories.end()) return true;
  }
  return false;
}

// The first heading of Markdown, or the <title> of HTML.
std::string title_in(const Draft& draft) {
  if (draft.format == BodySource::Format::html) {
    const HtmlTree tree = parse_html(draft.content, UnknownTags::drop);
    for (const std::string_view tag : {"title", "h1"})
      if (const NodeId found = tree.find(HtmlTree::kRoot, tag); found != HtmlTree::kRoot)
        return squeeze(tree.text_under(found));
    return {};
  }
  for (const std::string_view line : lines_of(draft.content)) {
    if (!line.starts_with("# ")) continue;
    const HtmlTree tree = parse_html(line.substr(2), UnknownTags::as_text);
    std::string text = squeeze(tree.text_under(HtmlTree::kRoot));
    std::erase_if(text, [](char c) { return c == '*' || c == '`'; });
    return text;
  }
  return {};
}

}  // namespace

Readers Draft::readers_now() const {
  return meta.status == Status::published ? meta.readers : Readers{Audience::agent, meta.readers.groups};
}

std::string humane(std::string_view name) {
  std::string out = squeeze(name);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  out = squeeze(out);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

const Draft* ImportPlan::find(const std::string& file) const {
  const std::string folder = file.empty() ? "" : file + "/";
  for (const std::string& candidate :
       {file, file + ".md", folder + "index.md", folder + "README.md", file + ".html", folder + "index.html"})
    if (const auto found = by_file.find(candidate); found != by_file.end()) return &drafts[found->second];
  return nullptr;
}

ImportPlan ImportPlanner::make(const std::function<void(std::size_t, std::size_t)>& step) {
  plan_.files = all_files(folder_, problems_);
  ZendeskExport zendesk{folder_, site_, problems_};
  if (zendesk.is_one(plan_.files)) {
    order_.kind = "zendesk";
    for (Draft& draft : zendesk.read(order_.locale)) add_draft(std::move(draft));
    for (Category& category : zendesk.categories()) categories_.emplace(category.id, std::move(category));
  } else {
    read_files(step);
  }
  for (Draft& draft : plan_.drafts) place(draft);
  finish_categories();
  give_slugs();
  std::sort(plan_.drafts.begin(), plan_.drafts.end(),
            [](const Draft& a, const Draft& b) { return a.file < b.file; });
  for (std::size_t i = 0; i < plan_.drafts.size(); ++i) plan_.by_file.emplace(plan_.drafts[i].file, i);
  pair_translations();
  return std::move(plan_);
}

void ImportPlanner::read_files(const std::function<void(std::size_t, std::size_t)>& step) {
  std::size_t done = 0;
  for (const SourceFile& file : plan_.files) {
    if (++done % 256 == 0) step(done, plan_.files.size());
    const std::string_view name = name_of(file.path);
    if (name == "_category.md")
      read_category(file);
    else if (!name.starts_with('_') && !is_material(file.path) && (is_markdown(name) || is_html(name)))
      read_article(file);
  }
}

// The folder of a locale is no part of an article's path.
void ImportPlanner::add_draft(Draft draft) {
  draft.locale = order_.locale;
  draft.path = draft.path.empty() ? draft.file : draft.path;
  const std::string_view first = std::string_view{draft.file}.substr(0, draft.file.find('/'));
  if (draft.locale.empty() && first.size() < draft.file.size() && site_.has(first)) {
    draft.locale = first;
    draft.path = draft.file.substr(first.size() + 1);
  }
  if (draft.locale.empty()) draft.locale = draft.meta.locale;
  if (draft.locale.empty()) draft.locale = site_.default_locale;
  plan_.drafts.push_back(std::move(draft));
}

void ImportPlanner::read_article(const SourceFile& file) {
  Draft draft;
  draft.file = file.path;
  draft.mtime = file.mtime;
  draft.format = is_html(file.path) ? BodySource::Format::html : BodySource::Format::markdown;
  const std::size_t before = problems_.size();
  try {
    if (file.path.size() > 400) throw SourceError{0, "its path is longer than 400 bytes: shorten the names"};
    if (file.size > kMaxFile)
      throw SourceError{
          0, "the file is " + std::to_string(file.size >> 10) + " KB; an article may have 1,024: split it"};
    std::string text = folder_.read(file.path, kMaxFile);
    if (!is_utf8(text)) throw SourceError{0, "the file is not UTF-8 text: save it as UTF-8"};
    const FrontMatter matter = parse_front_matter(text, problems_);
    draft.meta = read_meta(matter, order_.now, problems_);
    draft.body_line = matter.body_line;
    draft.content = text.substr(matter.body);
    if (draft.meta.title.empty()) draft.meta.title = cut(title_in(draft), 500);
    if (draft.meta.title.empty()) draft.meta.title = humane(stem_of(file.path));
    add_draft(std::move(draft));
  } catch (const SourceError& error) {
    problem(Severity::error, file.path, error.line(), error.what());
    Draft lost;
    lost.file = file.path;
    add_draft(std::move(lost));
    plan_.broken.push_back(id_of(plan_.drafts.back().locale, plan_.drafts.back().path));
    plan_.drafts.pop_back();
  }
  for (std::size_t i = before; i < problems_.size(); ++i)
    if (problems_[i].file.empty()) problems_[i].file = file.path;
}

void ImportPlanner::read_category(const SourceFile& file) {
  Draft draft;
  draft.file = file.path;
  const std::size_t before = problems_.size();
  try {
    const std::string text = folder_.read(file.path, kMaxFile);
    if (!is_utf8(text)) throw SourceError{0, "the file is not UTF-8 text: save it as UTF-8"};
    draft.meta = read_meta(parse_front_matter(text, problems_), order_.now, problems_);
  } catch (const SourceError& error) {
    problem(Severity::error, file.path, error.line(), error.what());
  }
  for (std::size_t i = before; i < problems_.size(); ++i)
    if (problems_[i].file.empty()) problems_[i].file = file.path;
  const ArticleMeta meta = draft.meta;
  add_draft(std::move(draft));
  const Draft& placed = plan_.drafts.back();
  described_[placed.locale + "/" + std::string{folder_of(placed.path)}] = meta;
  plan_.drafts.pop_back();
}

// An article keeps its id as long as its source brings it; another source's of the same path gets the
// source's name.
std::string ImportPlanner::id_of(const std::string& locale, const std::string& path) const {
  const std::string id = locale + "/" + path;
  const EntryPtr held = catalogue_.find(id);
  if (!held || held->source == order_.source || held->id.ends_with("@" + order_.source)) return id;
  return id + "@" + order_.source;
}

void ImportPlanner::place(Draft& draft) {
  draft.id = id_of(draft.locale, draft.path);
  if (!draft.meta.id.empty()) {
    // An export names the article it is; importing it is no new one.
    const EntryPtr held = catalogue_.find(draft.meta.id);
    if (held && held->locale == draft.locale) draft.id = held->id;
  }
  draft.category = category_of(draft);
}

void ImportPlanner::name_category(const std::string& locale, const std::string& folder) {
  const std::string id = locale + "/" + folder;
  if (categories_.contains(id)) return;
  Category category;
  category.id = id;
  category.locale = locale;
  category.source = order_.source;
  category.translation = folder;
  category.title = humane(name_of(folder));
  if (const auto described = described_.find(id); described != described_.end()) {
    const ArticleMeta& meta = described->second;
    if (!meta.title.empty()) category.title = meta.title;
    category.description = meta.description;
    category.icon = text_of(meta.attributes, "icon");
    category.order = meta.order;
    category.slug = meta.slug;
  }
  const std::string parent{folder_of(folder)};
  category.parent = parent.empty() ? "" : locale + "/" + parent;
  categories_.emplace(id, category);
  if (!parent.empty()) name_category(locale, parent);
}

std::string ImportPlanner::category_of(const Draft& draft) {
  if (!draft.category.empty()) return draft.category;  // a Zendesk section
  const std::string folder{folder_of(draft.path)};
  const bool root = folder.empty() && !described_.contains(draft.locale + "/");
  if (!draft.meta.category.empty()) return named_category(draft);
  if (root) return {};
  name_category(draft.locale, folder);
  return draft.locale + "/" + folder;
}

// `category: Returns` in the front matter: a folder, a category that is there, or a new one of that name.
std::string ImportPlanner::named_category(const Draft& draft) {
  const std::string& wanted = draft.meta.category;
  const std::string id = wanted.starts_with(draft.locale + "/") ? wanted : draft.locale + "/" + wanted;
  if (categories_.contains(id) || catalogue_.category(id)) return id;
  for (const CategoryPtr& known : catalogue_.categories())
    if (known->locale == draft.locale &&
        (known->slug == wanted || fold_key(known->title) == fold_key(wanted)))
      return known->id;
  const std::string made = draft.locale + "/" + slug_of(wanted);
  if (!categories_.contains(made)) {
    name_category(draft.locale, slug_of(wanted));
    categories_[made].title = wanted;
  }
  return made;
}

void ImportPlanner::finish_categories() {
  std::set<std::pair<std::string, std::string>> taken;
  for (auto& [id, category] : categories_) {
    std::string base = category.slug.empty() ? slug_of(name_of(id)) : category.slug;
    if (base.empty()) base = "category";
    const CategoryPtr held = catalogue_.category(id);
    if (held && category.slug.empty()) base = held->slug;
    std::string slug = base;
    for (int n = 2; taken.contains({category.locale, slug}) ||
                    catalogue_.is_category_slug_taken(category.locale, slug, id);
         ++n)
      slug = base + "-" + std::to_string(n);
    taken.insert({category.locale, slug});
    category.slug = slug;
    plan_.categories.push_back(category);
  }
}

void ImportPlanner::pair_translations() {
  for (Draft& draft : plan_.drafts) pair_translation(draft);
}

void ImportPlanner::pair_translation(Draft& draft) {
  // The path alone, so that the same file name in another language is the same article.
  draft.translation = draft.id.substr(draft.locale.size() + 1);
  const std::string& wanted = draft.meta.translation_of;
  if (wanted.empty()) return;
  const std::string beside = resolve_path(draft.path, wanted).value_or(wanted);
  const std::array candidates{wanted, site_.default_locale + "/" + wanted,
                              site_.default_locale + "/" + beside,
                              site_.default_locale + "/" + wanted + ".md"};
  for (const std::string& id : candidates) {
    const auto planned = std::find_if(plan_.drafts.begin(), plan_.drafts.end(),
                                      [&](const Draft& other) { return other.id == id; });
    const EntryPtr held = catalogue_.find(id);
    if (planned == plan_.drafts.end() && !held) continue;
    draft.translation_of = id;
    draft.translation = held ? std::string{held->translation} : id.substr(id.find('/') + 1);
    return;
  }
  if (const EntryPtr held = catalogue_.find(site_.default_locale, wanted)) {
    draft.translation_of = held->id;
    draft.translation = held->translation;
    return;
  }
  // The original may come with a later import: the path it will have pairs them then.
  draft.translation = wanted.starts_with(site_.default_locale + "/")
                          ? wanted.substr(site_.default_locale.size() + 1)
                          : wanted;
  draft.translation_of = site_.default_locale + "/" + draft.translation;
}

void ImportPlanner::give_slugs() {
  std::map<std::pair<std::string, std::string>, std::string> taken;  // locale and slug → file
  std::vector<std::string> refused;
  for (Draft& draft : plan_.drafts) {
    if (draft.meta.slug.empty()) continue;
    explicit_slug(draft, taken);
    if (draft.slug.empty()) refused.push_back(draft.file);
  }
  for (Draft& draft : plan_.drafts)
    if (draft.meta.slug.empty()) automatic_slug(draft, taken);
  drop_broken(refused);
}

void ImportPlanner::explicit_slug(Draft& draft,
                                  std::map<std::pair<std::string, std::string>, std::string>& taken) {
  const std::pair address{draft.locale, draft.meta.slug};
  const auto other = taken.find(address);
  const EntryPtr held = catalogue_.find(draft.locale, draft.meta.slug);
  std::string holder = other != taken.end() ? other->second : "";
  // An automatic one of the same folder gives way: it gets a suffix when its own turn comes.
  const bool gives_way = held && held->source == order_.source;
  if (holder.empty() && held && held->id != draft.id && !gives_way) holder = held->id;
  if (!holder.empty()) {
    problem(Severity::error, draft.file, draft.meta.slug_line,
            "the slug \"" + draft.meta.slug + "\" is " + holder +
                "'s already: choose another, or leave it out to get one");
    return;
  }
  taken.emplace(address, draft.file);
  draft.slug = draft.meta.slug;
}

void ImportPlanner::automatic_slug(Draft& draft,
                                   std::map<std::pair<std::string, std::string>, std::string>& taken) {
  std::string_view stem = stem_of(draft.path);
  if ((equal_ci(stem, "index") || equal_ci(stem, "readme")) && !folder_of(draft.path).empty())
    stem = name_of(folder_of(draft.path));
  std::string base = slug_of(stem);
  if (base.empty()) base = slug_of(draft.meta.title);
  if (base.empty()) base = "article";
  const EntryPtr held = catalogue_.find(draft.id);
  const bool keeps = held && held->slug.starts_with(base) &&
                     (held->slug.size() == base.size() ||
                      held->slug.find_first_not_of("-0123456789", base.size()) == std::string::npos);
  std::string slug = keeps ? held->slug : base;
  for (int n = 2;
       taken.contains({draft.locale, slug}) || catalogue_.is_slug_taken(draft.locale, slug, draft.id); ++n)
    slug = base + "-" + std::to_string(n);
  taken.emplace(std::pair{draft.locale, slug}, draft.file);
  draft.slug = slug;
}

void ImportPlanner::drop_broken(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto found = std::find_if(plan_.drafts.begin(), plan_.drafts.end(),
                                    [&](const Draft& draft) { return draft.file == file; });
    plan_.broken.push_back(found->id);
    plan_.drafts.erase(found);
  }
}

}  // namespace patchbay::kb
