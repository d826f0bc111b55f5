#pragma once
// What a draft can refer to while its folder is imported: the other drafts, the folder's files, and pages of
// the site.
#include "import_run.hpp"

namespace patchbay::kb {

class ImportSurroundings final : public Surroundings {
 public:
  ImportSurroundings(const ImportPlan& plan, const Draft& draft, const ImportDesk& desk, MediaShelf& media,
                     const SourceFolder& folder, ArticleWriter& writer, Problems& problems)
      : plan_{plan},
        draft_{draft},
        desk_{desk},
        media_{media},
        folder_{folder},
        writer_{writer},
        problems_{problems} {}

  std::optional<LinkedArticle> article(const std::string& path) override;
  std::optional<Media> media(const std::string& path) override;
  std::optional<Media> embedded(const std::string& data_url) override;
  std::optional<std::string> text(const std::string& path) override;
  std::optional<std::string> site(const std::string& path) override;
  json::object included;  // path → text

 private:
  const ImportPlan& plan_;
  const Draft& draft_;
  const ImportDesk& desk_;
  MediaShelf& media_;
  const SourceFolder& folder_;
  ArticleWriter& writer_;
  Problems& problems_;
};

// A path that starts with "/" and is no file: one of `site_paths` in the article's language, else below
// `link_base`.
std::optional<std::string> site_link(const Site& site, const std::vector<std::string>& site_paths,
                                     const std::string& link_base, std::string_view locale,
                                     const std::string& path);

}  // namespace patchbay::kb
