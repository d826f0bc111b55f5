#pragma once
// What a front matter says about its article, checked.
#include <string>
#include <vector>

#include "article.hpp"
#include "front_matter.hpp"

namespace patchbay::kb {

struct ArticleMeta {
  std::string title, description, slug, category, locale, translation_of, id;
  std::vector<std::string> tags, related;
  Readers readers;
  Status status = Status::published;
  std::int64_t publish_at = 0, updated = 0, order = 0;  // 0 = not given
  std::int64_t other_date = 0;  // when there is no `updated`: of date, ms.date or last_updated
  json::object attributes;      // every other key, as it was written
  int slug_line = 0;
};

// `now` decides whether a scheduled article is due. What cannot be understood becomes a warning and is kept
// as an attribute; an audience that cannot be understood hides the article from everybody but agents.
ArticleMeta read_meta(const FrontMatter& matter, std::int64_t now, Problems& problems);

// The front matter that reads as this article again; `matter` of an export.
json::object write_meta(const Article& article);

}  // namespace patchbay::kb
