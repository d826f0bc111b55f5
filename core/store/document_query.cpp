#include "core/store/document_query.hpp"

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kMaxConditions = 16;
constexpr std::size_t kMaxOrders = 4;
constexpr std::size_t kMaxChoices = 100;
constexpr int kMaxLimit = 1000;
constexpr std::string_view kHighest = "\U0010FFFF";

[[noreturn]] void refuse(const std::string& why) {
  throw Error{Code::invalid, "The query is not valid: " + why};
}

const json::array& list_of(const json::value& value, const std::string& what) {
  if (const json::array* list = value.if_array()) return *list;
  refuse(what);
}

}  // namespace

DocumentQuery::DocumentQuery(const Collection& collection, std::string_view query_json,
                             const Visibility& reader)
    : collection_{collection} {
  const json::object query =
      query_json.empty() ? json::object{} : parse_object(query_json, "the query", 64u << 10);
  for (const auto& member : query)
    if (const std::string_view key{member.key().data(), member.key().size()};
        key != "where" && key != "order" && key != "limit" && key != "cursor")
      refuse("\"" + std::string{key} + "\" is not known; there are where, order, limit, cursor");
  if (const std::string visible = visible_sql(collection, reader, values_); !visible.empty())
    conditions_.push_back(visible);
  if (const json::value* where = query.if_contains("where"); where != nullptr && !where->is_null())
    read_where(*where);
  const json::value* order = query.if_contains("order");
  read_order(order == nullptr || order->is_null() ? json::value(json::array()) : *order);
  read_limit(query);
  if (const std::string cursor = string_or(query, "cursor", ""); !cursor.empty()) read_cursor(cursor);

  sql_ = "select id, rev, json";
  for (const Order& entry : order_) sql_ += ", " + entry.place.name;
  sql_ += " from " + collection_.table;
  for (std::size_t i = 0; i < conditions_.size(); ++i)
    sql_ += (i == 0 ? " where (" : " and (") + conditions_[i] + ")";
  for (std::size_t i = 0; i < order_.size(); ++i)
    sql_ += (i == 0 ? " order by " : ", ") + order_[i].place.name + (order_[i].descending ? " desc" : "");
  sql_ += " limit " + parameter(std::int64_t{limit_} + 1);
}

DocumentQuery::Place DocumentQuery::place_of(const json::value& field) const {
  if (!field.is_string()) refuse("a field is text, as \"/slug\"");
  const std::string name{field.get_string()};
  if (name == "id") return {"id", FieldType::text};
  if (name == "rev") return {"rev", FieldType::integer};
  if (const Column* column = collection_.find_column(name)) return {column->name(), column->index.type};
  std::string declared = "id, rev";
  for (const Column& column : collection_.columns) declared += ", " + column.index.field;
  refuse("'" + cut_utf8(name, 100) + "' has no index; there are " + declared);
}

ColumnValue DocumentQuery::operand(const Place& place, const json::value& value) const {
  if (value.is_null()) return absent(place.type);
  if (place.type == FieldType::integer) {
    if (const std::int64_t* number = value.if_int64()) return *number;
    if (const bool* flag = value.if_bool()) return std::int64_t{*flag};
    refuse("an integer field is compared with a whole number");
  }
  const json::string* text = value.if_string();
  if (text == nullptr) refuse("a text field is compared with text");
  return std::string{*text};
}

std::string DocumentQuery::parameter(ColumnValue value) {
  values_.push_back(std::move(value));
  return "$" + std::to_string(values_.size());
}

void DocumentQuery::read_where(const json::value& where) {
  const json::array& entries = list_of(where, "\"where\" is a list, as [[\"/locale\",\"eq\",\"en\"]]");
  if (entries.size() > kMaxConditions) refuse("at most 16 conditions");
  for (const json::value& entry : entries) {
    const json::array& parts = list_of(entry, "a condition is [field, operator, value]");
    if (parts.size() != 3 || !parts[1].is_string()) refuse("a condition is [field, operator, value]");
    conditions_.push_back(condition(parts));
  }
  where_text_ = to_text(where);
}

std::string DocumentQuery::condition(const json::array& entry) {
  const Place place = place_of(entry[0]);
  const std::string op{entry[1].get_string()};
  if (op == "in") return one_of(place, entry[2]);
  if (op == "prefix") return prefixed(place, entry[2]);
  return compare(place, op, entry[2]);
}

std::string DocumentQuery::compare(const Place& place, std::string_view op, const json::value& value) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOperators = {
      {{"eq", " = "}, {"ne", " <> "}, {"lt", " < "}, {"le", " <= "}, {"gt", " > "}, {"ge", " >= "}}};
  const auto found = std::find_if(kOperators.begin(), kOperators.end(),
                                  [&](const auto& entry) { return entry.first == op; });
  if (found == kOperators.end())
    refuse("'" + cut_utf8(op, 40) + "' is no operator; there are eq, ne, in, lt, le, gt, ge, prefix");
  std::string sql = place.name + std::string{found->second} + parameter(operand(place, value));
  // What a document does not have is stored as the lowest value, and is less than nothing.
  if (op == "lt" || op == "le") sql += " and " + place.name + " > " + parameter(absent(place.type));
  return sql;
}

std::string DocumentQuery::one_of(const Place& place, const json::value& value) {
  const json::array& choices = list_of(value, "\"in\" is followed by a list");
  if (choices.size() > kMaxChoices) refuse("\"in\" takes at most 100 values");
  if (choices.empty()) return "1 = 0";
  std::string sql;
  for (const json::value& choice : choices)
    sql += (sql.empty() ? "" : ", ") + parameter(operand(place, choice));
  return place.name + " in (" + sql + ")";
}

std::string DocumentQuery::prefixed(const Place& place, const json::value& value) {
  if (place.type != FieldType::text || !value.is_string()) refuse("\"prefix\" is for text");
  const std::string text{value.get_string()};
  const std::string from = place.name + " >= " + parameter(text);
  return from + " and " + place.name + " < " + parameter(text + std::string{kHighest});
}

void DocumentQuery::read_order(const json::value& order) {
  const json::array& entries = list_of(order, "\"order\" is a list, as [[\"/updated\",\"desc\"]]");
  if (entries.size() > kMaxOrders) refuse("at most 4 fields to order by");
  bool has_id = false;
  for (const json::value& entry : entries) {
    const json::array& parts = list_of(entry, "an order is [field, \"asc\" or \"desc\"]");
    if (parts.size() != 2 || (parts[1] != "asc" && parts[1] != "desc"))
      refuse("an order is [field, \"asc\" or \"desc\"]");
    order_.push_back({place_of(parts[0]), parts[1] == "desc"});
    if (order_.back().place.name == "id") {
      has_id = true;
      break;  // nothing is left to order after it
    }
  }
  if (!has_id) order_.push_back({{"id", FieldType::text}, !order_.empty() && order_.back().descending});
}

void DocumentQuery::read_limit(const json::object& query) {
  const std::int64_t limit = integer_or(query, "limit", limit_);
  if (limit < 1 || limit > kMaxLimit) refuse("\"limit\" is 1 to 1000");
  limit_ = static_cast<int>(limit);
}

// Binds a cursor to the query that made it; not a secret, since visibility is applied anew each time.
std::string DocumentQuery::fingerprint() const {
  std::string text = collection_.table + where_text_;
  for (const Order& entry : order_) text += "," + entry.place.name + (entry.descending ? "-" : "+");
  return sha256_hex(text).substr(0, 12);
}

std::string DocumentQuery::cursor_after(const Row& row) const {
  json::array cursor{fingerprint()};
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const int column = 3 + static_cast<int>(i);
    if (order_[i].place.type == FieldType::integer)
      cursor.emplace_back(row.integer(column));
    else
      cursor.emplace_back(json::string_view{row.text(column).data(), row.text(column).size()});
  }
  return base64url(to_text(cursor));
}

void DocumentQuery::read_cursor(std::string_view cursor) {
  const auto text = from_base64url(cursor);
  if (!text) refuse("the cursor is not one this query gave");
  const json::value value = parse_json(*text, "the cursor", 16u << 10);
  const json::array* parts = value.if_array();
  if (parts == nullptr || parts->size() != order_.size() + 1 ||
      (*parts)[0] != json::string_view{fingerprint()})
    refuse("the cursor belongs to another query; leave it out to begin anew");
  std::vector<ColumnValue> last;
  for (std::size_t i = 0; i < order_.size(); ++i) last.push_back(operand(order_[i].place, (*parts)[i + 1]));
  conditions_.push_back(after(last));
}

std::string DocumentQuery::after(const std::vector<ColumnValue>& last) {
  const bool descending = order_[0].descending;
  const bool same_way =
      std::all_of(order_.begin(), order_.end(), [&](const Order& o) { return o.descending == descending; });
  if (same_way) {  // one comparison of rows, which an index can follow
    std::string names, places;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      names += (i == 0 ? "" : ", ") + order_[i].place.name;
      places += (i == 0 ? "" : ", ") + parameter(last[i]);
    }
    return "(" + names + ")" + (descending ? " < " : " > ") + "(" + places + ")";
  }
  std::string sql;
  for (std::size_t end = 0; end < order_.size(); ++end) {
    std::string part;
    for (std::size_t i = 0; i < end; ++i) part += order_[i].place.name + " = " + parameter(last[i]) + " and ";
    part += order_[end].place.name + (order_[end].descending ? " < " : " > ") + parameter(last[end]);
    sql += (sql.empty() ? "(" : " or (") + part + ")";
  }
  return sql;
}

}  // namespace patchbay::store
