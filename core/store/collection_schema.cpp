#include "core/store/collection_schema.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kMaxColumnBytes = 1024;
constexpr std::size_t kMaxIndexes = 24;
constexpr std::size_t kMaxGroups = 64;
constexpr char kSeparator = '\x1f';

constexpr std::array<std::string_view, 6> kKeys = {"version", "indexes", "audience",
                                                   "groups",  "search",  "teach"};
constexpr std::array<std::string_view, 3> kIndexKeys = {"field", "unique", "type"};
// Those that are JSON pointers, and those that are words or patterns.
constexpr std::array<std::string_view, 10> kSearchPointers = {
    "title", "body", "headings", "locale", "tags", "audience", "groups", "status", "weight", "group"};
constexpr std::array<std::string_view, 3> kSearchWords = {"kind", "url", "published"};
constexpr std::array<std::string_view, 3> kTeachKeys = {"label", "texts", "locale"};

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t N>
std::string listed(const std::array<std::string_view, N>& list) {
  std::string text;
  for (const std::string_view word : list) text += (text.empty() ? "" : ", ") + std::string{word};
  return text;
}

bool is_pointer(std::string_view text) {
  if (text.size() < 2 || text.size() > 200 || text[0] != '/' || !is_utf8(text)) return false;
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// Reads one schema and gathers what is wrong with it.
class Reader {
 public:
  CollectionSchema read(std::string_view text) {
    const json::object object = parse_object(text, "the schema", 64u << 10);
    CollectionSchema schema;
    require_known(object, "", kKeys);
    read_version(object, schema);
    read_indexes(object, schema);
    schema.audience = pointer(object, "audience", "");
    schema.groups = pointer(object, "groups", "");
    read_search(object, schema);
    read_teach(object, schema);
    if (!problems_.empty()) throw Error{Code::invalid, "The schema is not valid:" + problems_};
    return schema;
  }

 private:
  void add(const std::string& problem) { problems_ += "\n  " + problem; }

  template <std::size_t N>
  void require_known(const json::object& object, const std::string& where,
                     const std::array<std::string_view, N>& known) {
    for (const auto& member : object) {
      const std::string_view key{member.key().data(), member.key().size()};
      if (!is_in(known, key))
        add(where + "\"" + std::string{key} + "\" is not known; there are " + listed(known));
    }
  }

  std::string pointer(const json::object& object, std::string_view key, const std::string& where) {
    const json::value* member = object.if_contains(key);
    if (member == nullptr) return {};
    if (member->is_string() && is_pointer(member->get_string())) return std::string{member->get_string()};
    add(where + "\"" + std::string{key} + "\" must be a JSON pointer, as \"/" + std::string{key} + "\"");
    return {};
  }

  void read_version(const json::object& object, CollectionSchema& schema) {
    const json::value* version = object.if_contains("version");
    if (version == nullptr) return add("\"version\" is missing; begin with 1 and raise it with each change");
    if (!version->is_int64() || version->get_int64() < 1 || version->get_int64() > 1'000'000)
      return add("\"version\" must be a whole number from 1");
    schema.version = version->get_int64();
  }

  void read_indexes(const json::object& object, CollectionSchema& schema) {
    const json::value* indexes = object.if_contains("indexes");
    if (indexes == nullptr) return;
    if (!indexes->is_array()) return add("\"indexes\" must be a list, as [{\"field\":\"/slug\"}]");
    if (indexes->get_array().size() > kMaxIndexes)
      return add("\"indexes\" has more than " + std::to_string(kMaxIndexes));
    std::set<std::string> seen;
    for (std::size_t i = 0; i < indexes->get_array().size(); ++i) {
      const std::string where = "indexes[" + std::to_string(i) + "]: ";
      const json::object* entry = indexes->get_array()[i].if_object();
      if (entry == nullptr) {
        add(where + "must be an object, as {\"field\":\"/slug\"}");
        continue;
      }
      if (const DeclaredIndex index = read_index(*entry, where); !index.field.empty()) {
        if (!seen.insert(index.field).second) add(where + index.field + " is declared twice");
        schema.indexes.push_back(index);
      }
    }
  }

  DeclaredIndex read_index(const json::object& entry, const std::string& where) {
    require_known(entry, where, kIndexKeys);
    DeclaredIndex index;
    if (!entry.contains("field")) add(where + "\"field\" is missing");
    index.field = pointer(entry, "field", where);
    if (const json::value* unique = entry.if_contains("unique")) {
      if (!unique->is_bool())
        add(where + "\"unique\" must be true or false");
      else
        index.unique = unique->get_bool();
    }
    if (const json::value* type = entry.if_contains("type")) {
      if (*type == "integer")
        index.type = FieldType::integer;
      else if (*type != "text")
        add(where + "\"type\" must be \"text\" or \"integer\"");
    }
    return index;
  }

  void read_search(const json::object& object, CollectionSchema& schema) {
    const json::value* member = object.if_contains("search");
    if (member == nullptr) return;
    const json::object* search = member->if_object();
    if (search == nullptr) return add("\"search\" must be an object");
    for (const auto& entry : *search) {
      const std::string_view key{entry.key().data(), entry.key().size()};
      if (is_in(kSearchPointers, key))
        pointer(*search, key, "search: ");
      else if (!is_in(kSearchWords, key))
        add("search: \"" + std::string{key} + "\" is not known; there are " + listed(kSearchWords) + ", " +
            listed(kSearchPointers));
      else if (!entry.value().is_string())
        add("search: \"" + std::string{key} + "\" must be text");
    }
    for (const std::string_view key : {"kind", "title"})
      if (!search->contains(key)) add("search: \"" + std::string{key} + "\" is missing");
    schema.search = *search;
  }

  void read_teach(const json::object& object, CollectionSchema& schema) {
    const json::value* member = object.if_contains("teach");
    if (member == nullptr) return;
    const json::object* teach = member->if_object();
    if (teach == nullptr) return add("\"teach\" must be an object");
    require_known(*teach, "teach: ", kTeachKeys);
    pointer(*teach, "label", "teach: ");
    pointer(*teach, "locale", "teach: ");
    const json::value* texts = teach->if_contains("texts");
    const json::array* list = texts == nullptr ? nullptr : texts->if_array();
    const bool all = list != nullptr && !list->empty() &&
                     std::all_of(list->begin(), list->end(), [](const json::value& v) {
                       return v.is_string() && is_pointer(v.get_string());
                     });
    if (!all) add("teach: \"texts\" must be a list of JSON pointers, as [\"/question\"]");
    schema.teach = *teach;
  }

  std::string problems_;
};

const json::value* value_at(const json::object& document, std::string_view field) {
  // find_pointer wants a value; walking by hand avoids a copy of the document.
  const json::object* object = &document;
  const std::size_t next = field.find('/', 1);
  std::string key{field.substr(1, next == std::string_view::npos ? next : next - 1)};
  for (std::size_t at = 0; (at = key.find('~', at)) != std::string::npos; ++at) {
    const char code = at + 1 < key.size() ? key[at + 1] : '\0';
    if (code != '0' && code != '1') return nullptr;
    key.replace(at, 2, code == '0' ? "~" : "/");
  }
  const json::value* member = object->if_contains(key);
  if (member == nullptr || next == std::string_view::npos) return member;
  return at_pointer(*member, field.substr(next));
}

}  // namespace

CollectionSchema CollectionSchema::parse(std::string_view text) {
  return Reader{}.read(text);
}

ColumnValue absent(FieldType type) {
  return type == FieldType::text ? ColumnValue{std::string{}} : ColumnValue{kAbsentInteger};
}

ColumnValue column_value(const json::object& document, std::string_view field, FieldType type) {
  const json::value* value = value_at(document, field);
  if (value == nullptr || value->is_null()) return absent(type);
  const std::string name = "The field " + std::string{field};
  if (type == FieldType::integer) {
    if (const std::int64_t* number = value->if_int64(); number != nullptr && *number != kAbsentInteger)
      return *number;
    if (const bool* flag = value->if_bool()) return std::int64_t{*flag};
    throw Error{Code::invalid, name + " has an integer index: it must hold a whole number"};
  }
  const json::string* text = value->if_string();
  if (text == nullptr) throw Error{Code::invalid, name + " has a text index: it must hold text"};
  if (text->size() > kMaxColumnBytes)
    throw Error{Code::invalid,
                name + " has an index: it may hold at most " + std::to_string(kMaxColumnBytes) + " bytes"};
  if (text->find('\0') != json::string::npos)
    throw Error{Code::invalid, name + " has an index: it may not hold a NUL"};
  return std::string{*text};
}

std::string audience_of(const json::object& document, std::string_view field) {
  if (field.empty()) return "public";
  std::string audience = std::get<std::string>(column_value(document, field, FieldType::text));
  return audience.empty() ? "public" : audience;
}

std::string groups_of(const json::object& document, std::string_view field) {
  if (field.empty()) return {};
  const json::value* value = value_at(document, field);
  if (value == nullptr || value->is_null()) return {};
  const json::array* list = value->if_array();
  if (list == nullptr || list->size() > kMaxGroups)
    throw Error{Code::invalid,
                "The field " + std::string{field} + " must be a list of at most 64 group names"};
  std::string groups;
  for (const json::value& entry : *list) {
    const json::string* name = entry.if_string();
    if (name == nullptr || name->empty() || name->size() > 200 ||
        name->find(kSeparator) != json::string::npos || name->find('\0') != json::string::npos)
      throw Error{Code::invalid, "The field " + std::string{field} + " must hold group names as text"};
    groups += groups_mark(std::string_view{*name});
  }
  return groups;
}

std::string groups_mark(std::string_view group) {
  return kSeparator + std::string{group} + kSeparator;
}

void require_name(std::string_view name, std::string_view what) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (!name.empty() && name.size() <= 64 && name[0] >= 'a' && name[0] <= 'z' &&
      std::all_of(name.begin(), name.end(), is_good))
    return;
  throw Error{Code::invalid, "The name of " + std::string{what} + " must be [a-z][a-z0-9_-]*, at most 64: '" +
                                 cut_utf8(to_valid_utf8(name), 100) + "'"};
}

void require_document_id(std::string_view id) {
  const bool clean = std::none_of(id.begin(), id.end(),
                                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!id.empty() && id.size() <= 512 && clean && is_utf8(id)) return;
  throw Error{Code::invalid, "A document's id is 1 to 512 bytes of UTF-8 without control characters"};
}

}  // namespace patchbay::store
