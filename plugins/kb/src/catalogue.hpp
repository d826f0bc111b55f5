#pragma once
// What stands on the shelves: every article's entry and every category, in memory, so that a page needs one
// read of the store. Made from the cards when the plugin starts and kept in step with each write. Any thread.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "article.hpp"
#include "category.hpp"

namespace patchbay::kb {

// An article in few bytes; 8,500 of them are held.
struct Entry {
  std::string id, slug, title;
  std::string_view locale, category, source, translation;  // the catalogue's own, valid as long as it is
  Readers readers;                                         // now: agents alone while it is not published
  std::int64_t order = 0, updated = 0, publish_at = 0;
  std::uint64_t digest = 0, import_digest = 0, content_digest = 0, original_digest = 0;
  Status status = Status::published;
  bool names_original = false;  // its author says what it translates
  enum class Kind : unsigned char { store, import, folder, zendesk } kind = Kind::store;
};
using EntryPtr = std::shared_ptr<const Entry>;
using CategoryPtr = std::shared_ptr<const Category>;

struct Section {
  CategoryPtr category;
  std::size_t count = 0;  // articles in it and below it that the reader may read
};

struct Neighbours {
  EntryPtr previous, next;
};

class Catalogue {
 public:
  void put(const Card& card);
  void remove(std::string_view id);
  void put(const Category& category);
  void remove_category(std::string_view id);

  EntryPtr find(std::string_view id) const;
  EntryPtr find(std::string_view locale, std::string_view slug) const;
  EntryPtr find_slug_anywhere(std::string_view slug, std::string_view preferred_locale) const;
  bool is_slug_taken(std::string_view locale, std::string_view slug, std::string_view by_other_than) const;
  std::vector<EntryPtr> translations(std::string_view translation) const;  // by locale
  std::vector<EntryPtr> of_source(std::string_view source) const;
  std::vector<EntryPtr> all() const;  // by id
  std::size_t size() const;

  CategoryPtr category(std::string_view id) const;
  CategoryPtr category(std::string_view locale, std::string_view slug) const;
  bool is_category_slug_taken(std::string_view locale, std::string_view slug,
                              std::string_view by_other_than) const;
  std::vector<CategoryPtr> path_of(std::string_view category) const;  // from the top down
  std::vector<CategoryPtr> categories() const;
  // Articles in a category and below it that the reader may read: 0 = it does not exist for them, its name included.
  std::size_t count_in(std::string_view category, const Reader& reader) const;

  // What a reader finds in a category, in order; "" = the articles of the locale that are in none.
  std::vector<EntryPtr> articles_in(std::string_view locale, std::string_view category,
                                    const Reader& reader) const;
  // The categories right below `parent` ("" = the top) that hold something for the reader.
  std::vector<Section> sections(std::string_view locale, std::string_view parent, const Reader& reader) const;
  // The articles before and after it in its category, among those that everybody who may read it may read.
  Neighbours neighbours(const Entry& entry) const;

 private:
  using Shelf = std::vector<EntryPtr>;
  std::string_view kept(std::string_view text);
  void remove_locked(std::string_view id);
  std::size_t count_locked(std::string_view category, const Reader& reader, int depth) const;
  const Shelf& sorted_locked(const std::string& key) const;
  static std::string shelf_key(std::string_view locale, std::string_view category);

  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> texts_;      // what many entries share
  std::map<std::string_view, EntryPtr> entries_;  // keys are the entries' own ids
  std::map<std::pair<std::string_view, std::string_view>, EntryPtr> addresses_;
  struct Ordered {
    Shelf shelf;
    bool sorted = true;
  };
  mutable std::unordered_map<std::string, Ordered> shelves_;  // "<locale>\n<category>"
  std::unordered_multimap<std::string_view, EntryPtr> translations_;
  std::map<std::string, CategoryPtr, std::less<>> categories_;
};

std::uint64_t digest_number(std::string_view hex);

}  // namespace patchbay::kb
