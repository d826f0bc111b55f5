#pragma once
// The pages that list articles: all categories, and one of them.
#include <string>
#include <vector>

#include "page_parts.hpp"

namespace patchbay::kb {

struct ListedArticle {
  std::string title, url, description;
};

struct ContentsPage {
  std::string locale;
  struct Shelf {
    Section section;
    std::vector<ListedArticle> first;  // a few of it
  };
  std::vector<Shelf> shelves;
  std::vector<ListedArticle> loose;  // articles in no category, a page of them
  std::size_t loose_count = 0;
  std::string next_url;  // the next page of loose ones
};
std::string render(const ContentsPage& page, const Site& site, const Messages& text);

struct CategoryPage {
  CategoryPtr category;
  std::string shown_locale;       // the language of the page around it
  std::vector<Section> sections;  // right below it
  std::vector<ListedArticle> articles;
  std::size_t count = 0;
  std::string previous_url, next_url;
};
std::string render(const CategoryPage& page, const Site& site, const Messages& text);

}  // namespace patchbay::kb
