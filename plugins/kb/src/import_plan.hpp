#pragma once
// The first half of an import: what the folder holds, and what each file will be called. Nothing is rendered
// or written yet; that is import_run.hpp.
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "article_meta.hpp"
#include "catalogue.hpp"
#include "site.hpp"
#include "source_folder.hpp"

namespace patchbay::kb {

struct ImportOrder {
  std::string source;  // name of the import; the same name again updates
  std::string locale;  // of every file; empty = by folder ("en/…"), by front matter, else the site's own
  std::string kind = "import";  // import, folder or zendesk: see Origin
  std::int64_t now = 0;
};

// A file on its way to become an article.
struct Draft {
  std::string file;  // path in the folder
  std::string path;  // the same without the folder of its locale
  std::string id, slug, locale, category, translation, translation_of;
  ArticleMeta meta;
  BodySource::Format format = BodySource::Format::markdown;
  std::string content;  // without front matter
  int body_line = 1;
  std::int64_t mtime = 0;
  Readers readers_now() const;
};

struct ImportPlan {
  std::vector<Draft> drafts;         // in order of path
  std::vector<Category> categories;  // of the folders that hold articles
  std::vector<SourceFile> files;     // everything there is
  std::vector<std::string> broken;   // ids of files that are there and could not be read: not to be archived
  std::unordered_map<std::string, std::size_t> by_file;  // path → draft

  // The article a link to this path means: itself, with .md, or a folder's index. Null = none.
  const Draft* find(const std::string& file) const;
};

class ImportPlanner {
 public:
  ImportPlanner(const SourceFolder& folder, const Site& site, const Catalogue& catalogue, ImportOrder order,
                Problems& problems)
      : folder_{folder}, site_{site}, catalogue_{catalogue}, order_{std::move(order)}, problems_{problems} {}

  // `step(done, total)` may throw to give up.
  ImportPlan make(const std::function<void(std::size_t, std::size_t)>& step);

 private:
  void read_files(const std::function<void(std::size_t, std::size_t)>& step);
  void read_article(const SourceFile& file);
  void read_category(const SourceFile& file);
  void add_draft(Draft draft);
  void place(Draft& draft);
  void name_category(const std::string& locale, const std::string& folder);
  std::string category_of(const Draft& draft);
  std::string named_category(const Draft& draft);
  std::string id_of(const std::string& locale, const std::string& path) const;
  void finish_categories();
  void pair_translations();
  void pair_translation(Draft& draft);
  void give_slugs();
  void explicit_slug(Draft& draft, std::map<std::pair<std::string, std::string>, std::string>& taken);
  void automatic_slug(Draft& draft, std::map<std::pair<std::string, std::string>, std::string>& taken);
  void drop_broken(const std::vector<std::string>& files);
  void problem(Severity severity, const std::string& file, int line, const std::string& text) {
    problems_.push_back({severity, file, std::max(line, 0), text});
  }

  const SourceFolder& folder_;
  const Site& site_;
  const Catalogue& catalogue_;
  ImportOrder order_;
  Problems& problems_;
  ImportPlan plan_;
  std::map<std::string, Category> categories_;    // by id
  std::map<std::string, ArticleMeta> described_;  // "<locale>/<folder>" → what _category.md says
};

// "returns-and-refunds" → "Returns and refunds"
std::string humane(std::string_view name);

}  // namespace patchbay::kb
