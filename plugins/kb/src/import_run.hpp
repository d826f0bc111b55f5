#pragma once
// The second half of an import: every draft is rendered, compared with what is kept, and written when it
// differs. On two threads of its own; the calling one reports and can give up. What was written stays; the
// next import goes on from there.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "article_store.hpp"
#include "import_plan.hpp"
#include "media_shelf.hpp"
#include "related.hpp"

namespace patchbay::kb {

struct ImportReport {
  std::size_t files = 0, articles = 0, added = 0, updated = 0, unchanged = 0, archived = 0, categories = 0,
              media = 0;
  std::vector<std::string> archived_ids;
  Problems problems;  // by file and line
  std::int64_t milliseconds = 0;
};
json::object to_json(const ImportReport& report);

// What an import needs of the plugin.
struct ImportDesk {
  const ArticleStore& store;
  Catalogue& catalogue;
  const Site& site;
  std::vector<std::string> site_paths;  // paths of the site that are no articles: "/contact"
  std::string link_base;                // where other links that start with "/" lead; empty = nowhere
  std::function<BodyTexts(std::string_view locale)> texts;
  std::function<void(const Article&)> schedule;  // makes sure it is published when its time comes
  int threads = 2;                               // 0 = everything on the calling one
};

class ImportRun {
 public:
  using Step = std::function<void(std::size_t done, std::size_t total,
                                  const std::string& text)>;  // may throw to give up

  ImportRun(const SourceFolder& folder, ImportOrder order, const ImportDesk& desk)
      : folder_{folder}, order_{std::move(order)}, desk_{desk}, media_{folder, desk.store} {}

  ImportReport run(const Step& step);

 private:
  struct Worker;
  void write_categories();
  void prepare_related();
  void render_all(const Step& step);
  void work(Worker& worker);
  void one(const Draft& draft, Worker& worker);
  Article article_of(const Draft& draft, Worker& worker);
  void keep(Article article, Worker& worker);
  std::vector<std::string> related_of(const Draft& draft, const Article& article) const;
  std::string original_digest(const Draft& draft) const;
  void archive_vanished();
  void drop_empty_categories();
  void tell_left_out();

  const SourceFolder& folder_;
  ImportOrder order_;
  const ImportDesk& desk_;
  MediaShelf media_;
  ImportPlan plan_;
  ImportReport report_;
  std::map<std::string, RelatedFinder, std::less<>> related_;  // by locale
  std::map<std::string, const Draft*, std::less<>> by_id_;
  std::atomic<std::size_t> next_{0}, done_{0};
  std::atomic<bool> stop_{false};
};

}  // namespace patchbay::kb
