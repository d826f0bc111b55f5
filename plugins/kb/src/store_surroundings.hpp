#pragma once
// What an article of the store can refer to: other articles by path or address, the pictures it has, uploads.
#include "library.hpp"
#include "media_shelf.hpp"

namespace patchbay::kb {

class StoreSurroundings final : public Surroundings {
 public:
  StoreSurroundings(const Library& library, const Article& article, ArticleWriter& writer)
      : library_{library}, article_{article}, now_{readers_now(article)}, writer_{writer} {}

  std::optional<LinkedArticle> article(const std::string& path) override;
  std::optional<Media> media(const std::string& path) override;
  std::optional<Media> embedded(const std::string&) override { return std::nullopt; }
  std::optional<std::string> text(const std::string& path) override;
  std::optional<std::string> site(const std::string& path) override;

 private:
  std::optional<Media> recorded(const std::string& id, const std::string& path);

  const Library& library_;
  const Article& article_;
  Readers now_;
  ArticleWriter& writer_;
};

// Where the article's references start: the path of its file, or one made from its id.
std::string path_of(const Article& article);

}  // namespace patchbay::kb
