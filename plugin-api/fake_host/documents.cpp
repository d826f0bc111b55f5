#include "documents.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <cstdlib>

#include "patchbay/failure.hpp"

namespace patchbay::fake {
namespace {

constexpr std::size_t kMaxOperations = 256, kMaxBytes = 4u << 20;

[[noreturn]] void refuse(pbay_status status, const std::string& text) {
  throw Failure{status, text};
}

json::object parse_object(std::string_view text, const std::string& what) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) refuse(PBAY_E_INVALID, what + " is no JSON object");
  return std::move(value.get_object());
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member != nullptr && member->is_string() ? std::string{member->get_string()} : std::string{};
}

json::value at_pointer(const json::value& doc, const std::string& pointer) {
  json::error_code error;
  const json::value* found = doc.find_pointer(pointer, error);
  return found == nullptr ? json::value{} : *found;
}

constexpr std::int64_t kAbsentInteger = INT64_MIN;
constexpr std::size_t kMaxColumnBytes = 1024;

json::value absent(bool integer) {
  return integer ? json::value(kAbsentInteger) : json::value("");
}

// What the declared column of a document holds; a field of another type is refused.
json::value column(const json::value& doc, const std::string& field, bool integer) {
  const json::value value = at_pointer(doc, field);
  if (value.is_null()) return absent(integer);
  if (integer && value.is_int64()) return value;
  if (integer && value.is_bool()) return json::value(std::int64_t{value.get_bool()});
  if (integer) refuse(PBAY_E_INVALID, field + " has an integer index: it must hold a whole number");
  if (!value.is_string()) refuse(PBAY_E_INVALID, field + " has a text index: it must hold text");
  if (value.get_string().size() > kMaxColumnBytes)
    refuse(PBAY_E_INVALID, field + " has an index: it may hold at most 1024 bytes");
  return value;
}

void require_id(const std::string& id) {
  const bool control =
      std::any_of(id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (id.empty() || id.size() > 512 || control)
    refuse(PBAY_E_INVALID, "an id is 1 to 512 bytes without control characters");
}

int compare(const json::value& a, const json::value& b) {
  if (a.is_string() && b.is_string()) return a.get_string().compare(b.get_string());
  if (a.is_string() != b.is_string()) refuse(PBAY_E_INVALID, "where: a value of another type than its field");
  const auto left = a.to_number<std::int64_t>(), right = b.to_number<std::int64_t>();
  return left < right ? -1 : left > right ? 1 : 0;
}

bool holds(const json::value& value, std::string_view op, const json::value& wanted) {
  if (op == "eq") return compare(value, wanted) == 0;
  if (op == "ne") return compare(value, wanted) != 0;
  if (op == "lt") return compare(value, wanted) < 0;
  if (op == "le") return compare(value, wanted) <= 0;
  if (op == "gt") return compare(value, wanted) > 0;
  if (op == "ge") return compare(value, wanted) >= 0;
  if (op == "prefix")
    return value.is_string() && wanted.is_string() &&
           std::string_view{value.get_string()}.starts_with(std::string_view{wanted.get_string()});
  if (op == "in") {
    if (!wanted.is_array()) refuse(PBAY_E_INVALID, "where: \"in\" takes a list");
    return std::any_of(wanted.get_array().begin(), wanted.get_array().end(),
                       [&](const json::value& one) { return compare(value, one) == 0; });
  }
  refuse(PBAY_E_INVALID, "where: no operator \"" + std::string{op} + "\"");
}

struct Hit {
  std::string id;
  std::int64_t rev;
  const json::value* doc;
  const std::map<std::string, bool>* indexes;
  json::value field(const std::string& name) const {
    if (name == "id") return json::value(id);
    if (name == "rev") return json::value(rev);
    return column(*doc, name, indexes->at(name));
  }
};

std::string item(const std::string& id, std::int64_t rev, const json::value& doc) {
  return json::serialize(json::object{{"id", id}, {"rev", rev}, {"doc", doc}});
}

std::set<std::string> texts(const json::value& value) {
  std::set<std::string> out;
  if (value.is_string()) out.emplace(value.get_string());
  if (value.is_array())
    for (const json::value& one : value.get_array())
      if (one.is_string()) out.emplace(one.get_string());
  return out;
}

}  // namespace

void Documents::declare(const std::string& name, std::string_view schema_json) {
  Collection made;
  made.schema = parse_object(schema_json, "the schema of " + name);
  const json::value* version = made.schema.if_contains("version");
  if (version == nullptr || !version->is_int64())
    refuse(PBAY_E_INVALID, "the schema of " + name + ": write \"version\":1");
  for (const auto& [key, value] : made.schema) {
    static const std::set<std::string_view> kKnown = {"version", "indexes", "audience",
                                                      "groups",  "search",  "teach"};
    if (!kKnown.contains(std::string_view{key}))
      refuse(PBAY_E_INVALID, "the schema of " + name + ": unknown key " + std::string{key});
  }
  if (const json::value* indexes = made.schema.if_contains("indexes")) {
    if (!indexes->is_array()) refuse(PBAY_E_INVALID, "the schema of " + name + ": \"indexes\" is a list");
    for (const json::value& one : indexes->get_array()) {
      const std::string field = one.is_object() ? text_of(one.get_object(), "field") : "";
      if (!field.starts_with('/'))
        refuse(PBAY_E_INVALID, "the schema of " + name + ": an index has \"field\":\"/…\"");
      made.indexes[field] = text_of(one.get_object(), "type") == "integer";
      const json::value* unique = one.get_object().if_contains("unique");
      if (unique != nullptr && unique->is_bool() && unique->get_bool()) made.unique.insert(field);
    }
  }
  if (const auto old = all_.find(name); old != all_.end()) made.documents = std::move(old->second.documents);
  all_[name] = std::move(made);
}

std::map<std::string, std::string> Documents::schemas() const {
  std::map<std::string, std::string> out;
  for (const auto& [name, collection] : all_) out[name] = json::serialize(collection.schema);
  return out;
}

Documents::Collection& Documents::at(All& all, const std::string& name) {
  const auto found = all.find(name);
  if (found == all.end()) refuse(PBAY_E_NOT_FOUND, "no collection " + name + "; declare it in start()");
  return found->second;
}

const Documents::Collection& Documents::at(const std::string& name) const {
  return at(const_cast<All&>(all_), name);
}

bool Documents::visible(const Collection& collection, const Document& document, const Reader& reader) {
  if (reader.everything) return true;
  const std::string audience_at = text_of(collection.schema, "audience"),
                    groups_at = text_of(collection.schema, "groups");
  if (!audience_at.empty()) {
    auto audiences = texts(at_pointer(document.doc, audience_at));
    if (audiences.empty()) audiences.insert("public");
    if (std::none_of(audiences.begin(), audiences.end(),
                     [&](const auto& a) { return reader.audiences.contains(a); }))
      return false;
  }
  if (groups_at.empty()) return true;
  const auto groups = texts(at_pointer(document.doc, groups_at));
  return groups.empty() ||
         std::any_of(groups.begin(), groups.end(), [&](const auto& g) { return reader.groups.contains(g); });
}

std::string Documents::get(const std::string& collection, const std::string& id, const Reader& reader) const {
  const Collection& from = at(collection);
  const auto found = from.documents.find(id);
  if (found == from.documents.end() || !visible(from, found->second, reader))
    refuse(PBAY_E_NOT_FOUND, collection + " has no " + id);
  return item(id, found->second.rev, found->second.doc);
}

struct Documents::Query {
  struct Term {
    std::string field, op;
    json::value wanted;
  };
  const Collection& collection;
  const std::string& name;
  std::vector<Term> where;
  std::vector<std::pair<std::string, bool>> order;  // field, descending
  std::size_t limit = 100, from = 0;

  Query(const Collection& of, const std::string& called, std::string_view text);
  std::string declared(const json::value& field) const;
  void add_term(const json::value& term);
  void add_order(const json::value& one);
  bool takes(const Hit& hit) const {
    return std::all_of(where.begin(), where.end(),
                       [&](const Term& term) { return holds(hit.field(term.field), term.op, term.wanted); });
  }
  bool precedes(const Hit& a, const Hit& b) const {
    for (const auto& [field, descending] : order)
      if (const int sign = compare(a.field(field), b.field(field)); sign != 0)
        return descending ? sign > 0 : sign < 0;
    return a.id < b.id;
  }
};

std::string Documents::Query::declared(const json::value& field) const {
  const std::string own = field.is_string() ? std::string{field.get_string()} : "";
  if (own != "id" && own != "rev" && !collection.indexes.contains(own))
    refuse(PBAY_E_INVALID, own + " is no declared index of " + name);
  return own;
}

void Documents::Query::add_term(const json::value& term) {
  if (!term.is_array() || term.get_array().size() != 3 || !term.get_array()[1].is_string())
    refuse(PBAY_E_INVALID, "where: write [field, operator, value]");
  const std::string field = declared(term.get_array()[0]);
  const bool integer = field == "rev" || (field != "id" && collection.indexes.at(field));
  const auto or_absent = [integer](const json::value& one) { return one.is_null() ? absent(integer) : one; };
  json::value wanted = or_absent(term.get_array()[2]);
  if (wanted.is_array())
    for (json::value& one : wanted.get_array()) one = or_absent(one);
  where.push_back({field, std::string{term.get_array()[1].get_string()}, std::move(wanted)});
}

void Documents::Query::add_order(const json::value& one) {
  if (!one.is_array() || one.get_array().empty())
    refuse(PBAY_E_INVALID, "order: write [field, \"asc\" or \"desc\"]");
  order.emplace_back(declared(one.get_array()[0]),
                     one.get_array().size() > 1 && one.get_array()[1] == "desc");
}

Documents::Query::Query(const Collection& of, const std::string& called, std::string_view text)
    : collection{of}, name{called} {
  for (const auto& [key, value] : parse_object(text, "the query")) {
    const std::string_view member = key;
    if (value.is_null()) continue;
    if (member == "limit" && value.is_int64()) {
      if (value.get_int64() < 1 || value.get_int64() > 1000) refuse(PBAY_E_INVALID, "limit is 1 to 1000");
      limit = static_cast<std::size_t>(value.get_int64());
    } else if (member == "cursor" && value.is_string()) {
      from = std::strtoull(value.get_string().c_str() + 1, nullptr, 10);
    } else if (member == "where" && value.is_array()) {
      for (const json::value& term : value.get_array()) add_term(term);
    } else if (member == "order" && value.is_array()) {
      for (const json::value& one : value.get_array()) add_order(one);
    } else {
      refuse(PBAY_E_INVALID, "the query: \"" + std::string{member} + "\" is unknown or of a wrong type");
    }
  }
}

std::vector<std::string> Documents::find(const std::string& collection, std::string_view query_json,
                                         const Reader& reader) const {
  const Collection& from = at(collection);
  const Query query{from, collection, query_json};
  std::vector<Hit> hits;
  for (const auto& [id, document] : from.documents) {
    const Hit hit{id, document.rev, &document.doc, &from.indexes};
    if (visible(from, document, reader) && query.takes(hit)) hits.push_back(hit);
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [&](const Hit& a, const Hit& b) { return query.precedes(a, b); });
  std::vector<std::string> out;
  std::size_t next = query.from;
  for (; next < hits.size() && out.size() < query.limit; ++next)
    out.push_back(item(hits[next].id, hits[next].rev, *hits[next].doc));
  const json::value cursor = next < hits.size() ? json::value("c" + std::to_string(next)) : json::value{};
  out.push_back(json::serialize(json::object{{"next", cursor}}));
  return out;
}

void Documents::keep_unique(const Collection& collection, const std::string& id, const json::value& doc) {
  for (const std::string& field : collection.unique) {
    const bool integer = collection.indexes.at(field);
    const json::value value = column(doc, field, integer);
    if (value == absent(integer)) continue;
    for (const auto& [other, document] : collection.documents)
      if (other != id && column(document.doc, field, integer) == value)
        refuse(PBAY_E_CONFLICT, field + " " + json::serialize(value) + " is taken by " + other);
  }
}

json::object Documents::apply(All& all, const json::object& operation) {
  const std::string op = text_of(operation, "op");
  Collection& collection = at(all, text_of(operation, "coll"));
  std::string id = text_of(operation, "id");
  if (id.empty() && op == "put") {
    std::string number = std::to_string(++last_id_);
    id = "01" + std::string(24 - number.size(), '0') + number;
  }
  const auto found = collection.documents.find(id);
  const std::int64_t rev = found == collection.documents.end() ? 0 : found->second.rev;
  if (const json::value* wanted = operation.if_contains("if_rev");
      wanted != nullptr && wanted->is_int64() && wanted->get_int64() != rev)
    refuse(PBAY_E_CONFLICT,
           id + " has revision " + std::to_string(rev) + ", not " + json::serialize(*wanted));
  if (op == "delete") {
    if (found != collection.documents.end()) collection.documents.erase(found);
    return {{"id", id}, {"rev", rev}};
  }
  const json::value* doc = operation.if_contains("doc");
  if (op != "put" || doc == nullptr || !doc->is_object())
    refuse(PBAY_E_INVALID, "an operation is put with a doc, or delete");
  require_id(id);
  for (const auto& [field, integer] : collection.indexes) column(*doc, field, integer);
  keep_unique(collection, id, *doc);
  collection.documents[id] = {rev + 1, *doc};
  return {{"id", id}, {"rev", rev + 1}};
}

std::string Documents::batch(std::string_view ops_json) {
  json::error_code error;
  const json::value ops = json::parse(ops_json, error);
  if (error || !ops.is_array()) refuse(PBAY_E_INVALID, "a batch is a JSON list");
  if (ops.get_array().size() > kMaxOperations || ops_json.size() > kMaxBytes)
    refuse(PBAY_E_LIMIT, "a batch has at most 256 operations and 4 MB");
  All changed = all_;
  json::array written;
  for (const json::value& operation : ops.get_array()) {
    if (!operation.is_object()) refuse(PBAY_E_INVALID, "an operation is a JSON object");
    written.push_back(apply(changed, operation.get_object()));
  }
  all_ = std::move(changed);
  return json::serialize(written);
}

void Documents::put(const std::string& collection, const std::string& id, std::string_view doc_json) {
  Collection& into = at(all_, collection);
  into.documents[id] = {into.documents[id].rev + 1, parse_object(doc_json, id)};
}

std::string Documents::raw(const std::string& collection, const std::string& id) const {
  const Collection& from = at(collection);
  const auto found = from.documents.find(id);
  return found == from.documents.end() ? std::string{} : json::serialize(found->second.doc);
}

std::vector<std::string> Documents::ids(const std::string& collection) const {
  std::vector<std::string> out;
  for (const auto& [id, document] : at(collection).documents) out.push_back(id);
  return out;
}

}  // namespace patchbay::fake
