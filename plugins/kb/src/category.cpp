#include "category.hpp"

namespace patchbay::kb {

json::object to_document(const Category& category) {
  return {{"locale", category.locale},
          {"slug", category.slug},
          {"address", category.locale + "/" + category.slug},
          {"title", category.title},
          {"description", category.description},
          {"icon", category.icon},
          {"parent", category.parent},
          {"source", category.source},
          {"translation", category.translation},
          {"order", category.order}};
}

Category category_from_document(std::string_view id, const json::object& document) {
  Category category;
  category.id = id;
  category.locale = text_of(document, "locale");
  category.slug = text_of(document, "slug");
  category.title = text_of(document, "title");
  category.description = text_of(document, "description");
  category.icon = text_of(document, "icon");
  category.parent = text_of(document, "parent");
  category.source = text_of(document, "source");
  category.translation = text_of(document, "translation");
  category.order = integer_of(document, "order");
  return category;
}

}  // namespace patchbay::kb
