#pragma once
// One collection of one owner as the program knows it: its schema, its table and the statements for it. Never
// changed; a new declaration makes a new one and marks the old one superseded.
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/visibility.hpp"
#include "core/store/collection_schema.hpp"
#include "core/store/database.hpp"

namespace patchbay::store {

struct Column {
  DeclaredIndex index;
  std::int64_t number = 0;
  std::string name() const { return "i" + std::to_string(number); }
};

class Collection {
 public:
  Collection(std::int64_t id, std::string owner, std::string name, std::string schema_text,
             std::vector<Column> columns);

  const std::int64_t id;
  const std::string owner, name, schema_text;
  const CollectionSchema schema;
  const std::vector<Column> columns;
  const std::string table;

  // Values of a document for the columns, in their order.
  struct Row {
    std::string audience, groups;
    std::vector<ColumnValue> values;
  };
  Row row_of(const json::object& document) const;

  // $1 id, $2 rev, $3 audience, $4 groups, $5 json, then the columns: makes the row or replaces it.
  const std::string put_sql;
  // $1 audience, $2 groups, then the columns, then id and rev: the columns of a row that has not changed
  // since.
  const std::string fill_sql;

  const Column* find_column(std::string_view field) const;

  // Set in the transaction that declares it anew; what was prepared with this one is then prepared again.
  mutable std::atomic<bool> is_superseded{false};
};
using CollectionPtr = std::shared_ptr<const Collection>;  // shared by the catalog and the batches in flight

// What `reader` may see, as a condition with its values; `values` has those before it. Empty = everything.
std::string visible_sql(const Collection& collection, const Visibility& reader,
                        std::vector<ColumnValue>& values);

// Borrowed views for Session.
std::vector<Value> views_of(const std::vector<ColumnValue>& values);

}  // namespace patchbay::store
