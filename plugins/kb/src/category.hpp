#pragma once
// A category: a folder of the import, or one made in the store.
#include <string>

#include "json.hpp"

namespace patchbay::kb {

struct Category {
  std::string id;  // "<locale>/<folder>", "<locale>/<folder>@<source>"
  std::string locale, slug, title, description;
  std::string icon;    // box, truck, return, card, leaf, user, help, lock …; empty = the portal's own
  std::string parent;  // id; empty = at the top
  std::string source;
  std::string translation;  // the same in every language
  std::int64_t order = 0;
  bool operator==(const Category&) const = default;
};

json::object to_document(const Category& category);
Category category_from_document(std::string_view id, const json::object& document);

}  // namespace patchbay::kb
