#pragma once
// The collections there are, and how one is declared: its table made or widened, its columns and its search
// rows filled.
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/collection.hpp"
#include "core/store/documents.hpp"

namespace patchbay::store {

class CollectionCatalog {
 public:
  CollectionCatalog(Database& database,
                    DocumentIndex* index);  // both borrowed; reads what was declared before

  void declare(std::string_view owner, std::string_view name, std::string_view schema_text);

  CollectionPtr find(std::string_view owner, std::string_view name) const;
  CollectionPtr get(std::string_view owner, std::string_view name) const;  // Error{not_found}
  std::vector<CollectionPtr> all() const;

 private:
  using Name = std::pair<std::string, std::string>;

  void load();
  void put(CollectionPtr collection);
  CollectionPtr widen(const Name& name, const CollectionSchema& schema, const std::string& schema_text,
                      const CollectionPtr& before);
  void fill(const CollectionPtr& collection, const json::object& search_before);

  Database& database_;
  DocumentIndex* index_;
  std::mutex declaring_;             // one declaration at a time; guards ready_
  std::map<Name, bool> ready_;       // false: made, but not filled to its end
  mutable std::shared_mutex mutex_;  // guards collections_
  std::map<Name, CollectionPtr> collections_;
};

}  // namespace patchbay::store
