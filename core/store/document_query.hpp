#pragma once
// A plugin's query (documents.hpp shows the JSON) turned into one SQL statement over declared columns.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/visibility.hpp"
#include "core/store/collection.hpp"
#include "core/store/database.hpp"

namespace patchbay::store {

class DocumentQuery {
 public:
  // Error{invalid} with what is wrong and what could be written.
  DocumentQuery(const Collection& collection, std::string_view query_json, const Visibility& reader);

  // Columns of a result row: id, rev, json, then those the order names. One row more than limit() tells of a
  // next page.
  const std::string& sql() const { return sql_; }
  const std::vector<ColumnValue>& values() const { return values_; }
  int limit() const { return limit_; }
  // What "cursor" takes to go on after this row.
  std::string cursor_after(const Row& row) const;

 private:
  struct Place {
    std::string name;
    FieldType type;
  };
  struct Order {
    Place place;
    bool descending;
  };

  Place place_of(const json::value& field) const;
  ColumnValue operand(const Place& place, const json::value& value) const;
  std::string parameter(ColumnValue value);
  void read_where(const json::value& where);
  std::string condition(const json::array& entry);
  std::string compare(const Place& place, std::string_view op, const json::value& value);
  std::string one_of(const Place& place, const json::value& value);
  std::string prefixed(const Place& place, const json::value& value);
  void read_order(const json::value& order);
  void read_limit(const json::object& query);
  void read_cursor(std::string_view cursor);
  std::string after(const std::vector<ColumnValue>& last);
  std::string fingerprint() const;

  const Collection& collection_;
  std::vector<std::string> conditions_;
  std::string where_text_;    // as given: a cursor belongs to one query
  std::vector<Order> order_;  // always ends with the id
  std::vector<ColumnValue> values_;
  std::string sql_;
  int limit_ = 100;
};

}  // namespace patchbay::store
