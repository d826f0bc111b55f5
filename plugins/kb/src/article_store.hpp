#pragma once
// The documents of this plugin: collections and their schemas, reading and writing, and nothing else. Every
// write keeps the catalogue in step. Any thread; no lock is held across a call of the host.
//   articles    everything about an article; what search indexes
//   cards       the same without its text, for lists
//   categories  · redirects  "<locale>/<slug>" → article · media  pictures and files, their bytes are blobs
//   revisions   what an article was before it was changed · votes · counts  read and voted so often ·
//   settings
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article.hpp"
#include "catalogue.hpp"
#include "patchbay/host.hpp"

namespace patchbay::kb {

struct Revision {
  std::string article;
  std::int64_t rev = 0, at = 0;
  std::string by;
  json::object document;  // the article's as it was, without what is made from it
};

class ArticleStore {
 public:
  explicit ArticleStore(Host host) : host_{host} {}

  // Names and schemas, for start().
  static std::vector<std::pair<std::string, std::string>> collections();
  void load(Catalogue& catalogue) const;

  std::optional<Article> get(Ctx ctx,
                             std::string_view id) const;  // nothing also when this ctx may not see it
  std::optional<std::string> redirect(std::string_view locale,
                                      std::string_view slug) const;  // an article's id
  std::optional<json::object> document(Ctx ctx, std::string_view collection, std::string_view id) const;
  Store store() const { return host_.store(); }
  const Host& host() const { return host_; }

 private:
  Host host_;
};

// Collects changes and writes them together: at most 200 operations and 3 MB each time. Not for several
// threads.
class ArticleWriter {
 public:
  ArticleWriter(const ArticleStore& store, Catalogue& catalogue) : store_{store}, catalogue_{catalogue} {}

  // `previous` is what it replaces: kept as a revision by `by`. `if_rev` as in Batch::put.
  void put(Article article, const Article* previous, std::string_view by, std::int64_t if_rev = kAnyRev);
  void remove(const Article& article);
  void put(const Category& category);
  void remove_category(const std::string& id);
  void put_media(const Media& media, std::string_view type, const Readers& readers, const std::string& blob);
  // Writes what is collected. Throws Failure and keeps nothing of it; what was flushed before stays.
  void flush();
  std::int64_t last_rev() const { return last_rev_; }  // of the article that was flushed last

 private:
  void make_room(std::size_t operations, std::size_t bytes);

  const ArticleStore& store_;
  Catalogue& catalogue_;
  Batch batch_;
  std::vector<std::function<void()>> after_;
  std::vector<std::string> changed_;
  std::vector<std::size_t> article_places_;
  std::int64_t last_rev_ = 0;
};

// The revision document of an article as it is now.
json::object revision_of(const Article& article, std::string_view by, std::int64_t at);

}  // namespace patchbay::kb
