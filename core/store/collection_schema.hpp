#pragma once
// What a plugin declares of a collection (documents.hpp shows the JSON), read and checked, and what its
// documents give for the declared columns.
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::store {

enum class FieldType { text, integer };

struct DeclaredIndex {
  std::string field;  // a JSON pointer
  FieldType type = FieldType::text;
  bool unique = false;
};

struct CollectionSchema {
  std::int64_t version = 1;
  std::vector<DeclaredIndex> indexes;
  std::string audience, groups;  // JSON pointers; empty = not declared
  json::object search, teach;    // empty = not declared

  // Throws Error{invalid} with every problem, each on a line of its own.
  static CollectionSchema parse(std::string_view text);
};

// The value of a declared column. Absent and null are the lowest value of the type, so columns are never
// null.
using ColumnValue = std::variant<std::string, std::int64_t>;
inline constexpr std::int64_t kAbsentInteger = INT64_MIN;
ColumnValue absent(FieldType type);

// What the document has at `field`; Error{invalid} where it is of another type or longer than 1,024 bytes.
ColumnValue column_value(const json::object& document, std::string_view field, FieldType type);

// "public" where nothing is said.
std::string audience_of(const json::object& document, std::string_view field);

// A document's groups as one text, each between two unit separators; empty = everyone. See groups_mark().
std::string groups_of(const json::object& document, std::string_view field);
// The piece that is in groups_of() exactly when the document names this group.
std::string groups_mark(std::string_view group);

// Error{invalid} unless it is "[a-z][a-z0-9_-]*", at most 64; `what` names it.
void require_name(std::string_view name, std::string_view what);
// Error{invalid} unless it is 1…512 bytes of UTF-8 without control characters.
void require_document_id(std::string_view id);

}  // namespace patchbay::store
