#include "core/store/collection.hpp"

#include "core/store/sql_text.hpp"

namespace patchbay::store {
namespace {

std::string put_statement(const std::string& table, const std::vector<Column>& columns) {
  std::string names = "id, rev, audience, groups, json";
  std::string sets =
      "rev = excluded.rev, audience = excluded.audience, groups = excluded.groups, json = excluded.json";
  for (const Column& column : columns) {
    names += ", " + column.name();
    sets += ", " + column.name() + " = excluded." + column.name();
  }
  return "insert into " + table + " (" + names + ") values (" +
         parameter_list(1, 5 + static_cast<int>(columns.size())) + ") on conflict (id) do update set " + sets;
}

std::string fill_statement(const std::string& table, const std::vector<Column>& columns) {
  std::string sql = "update " + table + " set audience = $1, groups = $2";
  int place = 3;
  for (const Column& column : columns) sql += ", " + column.name() + " = $" + std::to_string(place++);
  return sql + " where id = $" + std::to_string(place) + " and rev = $" + std::to_string(place + 1);
}

}  // namespace

Collection::Collection(std::int64_t id_, std::string owner_, std::string name_, std::string schema_text_,
                       std::vector<Column> columns_)
    : id{id_},
      owner{std::move(owner_)},
      name{std::move(name_)},
      schema_text{std::move(schema_text_)},
      schema{CollectionSchema::parse(schema_text)},
      columns{std::move(columns_)},
      table{"doc_" + std::to_string(id)},
      put_sql{put_statement(table, columns)},
      fill_sql{fill_statement(table, columns)} {}

Collection::Row Collection::row_of(const json::object& document) const {
  Row row{audience_of(document, schema.audience), groups_of(document, schema.groups), {}};
  for (const Column& column : columns)
    row.values.push_back(column_value(document, column.index.field, column.index.type));
  return row;
}

const Column* Collection::find_column(std::string_view field) const {
  for (const Column& column : columns)
    if (column.index.field == field) return &column;
  return nullptr;
}

std::string visible_sql(const Collection& collection, const Visibility& reader,
                        std::vector<ColumnValue>& values) {
  if (reader.everything || (collection.schema.audience.empty() && collection.schema.groups.empty()))
    return {};
  if (reader.audiences.empty()) return "1 = 0";
  const auto next = [&](std::string value) {
    values.emplace_back(std::move(value));
    return "$" + std::to_string(values.size());
  };
  std::string audiences, groups;
  for (const std::string& audience : reader.audiences)
    audiences += (audiences.empty() ? "" : ", ") + next(audience);
  for (const std::string& group : reader.groups)
    groups += " or replace(groups, " + next(groups_mark(group)) + ", '') <> groups";
  return "audience in (" + audiences + ") and (groups = ''" + groups + ")";
}

std::vector<Value> views_of(const std::vector<ColumnValue>& values) {
  std::vector<Value> views;
  views.reserve(values.size());
  for (const ColumnValue& value : values) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
      views.emplace_back(*number);
    else
      views.emplace_back(std::string_view{std::get<std::string>(value)});
  }
  return views;
}

}  // namespace patchbay::store
