#include "core/base/json_schema.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <regex>
#include <string_view>

namespace patchbay {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxPatternText = 2048;  // std::regex recurses; longer text fails its pattern

std::string_view name_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "true or false";
    case json::kind::int64:
    case json::kind::uint64:
      return "an integer";
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "a table";
  }
  return "nothing";
}

std::string_view name_of_type(std::string_view type) {
  constexpr std::array<std::array<std::string_view, 2>, 7> kNames = {{{"null", "null"},
                                                                      {"boolean", "true or false"},
                                                                      {"integer", "an integer"},
                                                                      {"number", "a number"},
                                                                      {"string", "text"},
                                                                      {"array", "a list"},
                                                                      {"object", "a table"}}};
  for (const auto& [name, words] : kNames)
    if (name == type) return words;
  return {};
}

bool is_of_type(const json::value& value, std::string_view type) {
  if (type == "integer") {
    if (value.is_double()) return std::trunc(value.get_double()) == value.get_double();
    return value.is_int64() || value.is_uint64();
  }
  if (type == "number") return value.is_number();
  return name_of(value) == name_of_type(type);
}

std::string escape_pointer(std::string_view token) {
  std::string out;
  for (const char c : token) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string{c};
  return out;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string unknown_key(std::string_view key, const json::object* known) {
  std::string text = "unknown key \"" + std::string{key} + '"';
  if (known == nullptr || known->empty()) return text + "; remove it";
  std::string all;
  for (const auto& [name, schema] : *known) {
    const std::string_view candidate = name;
    if (key.size() <= 64 && edit_distance(key, candidate) <= (key.size() < 5 ? 1u : 2u))
      return text + "; did you mean \"" + std::string{candidate} + "\"?";
    all += (all.empty() ? "" : ", ") + std::string{candidate};
  }
  return text + "; known are: " + all;
}

bool matches(const std::string& pattern, std::string_view text) {
  if (text.size() > kMaxPatternText) return false;
  return std::regex_search(text.begin(), text.end(), std::regex{pattern, std::regex::ECMAScript});
}

struct Format {
  std::string_view name, expected;
  const char* pattern;
};
constexpr std::array<Format, 6> kFormats = {{
    {"date", "a date like 2026-12-25", R"(^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$)"},
    {"date-time", "a time like 2026-12-25T09:00:00Z",
     R"(^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$)"},
    {"email", "an e-mail address", R"(^[^@\s]+@[^@\s]+$)"},
    {"uri", "an address like https://example.com", R"(^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$)"},
    {"locale", "a locale like en or pt-BR", R"(^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$)"},
    {"method", "a method like search.query@1", R"(^[a-z][a-z0-9-]*(\.[a-z][a-z0-9_-]*)+@[1-9]\d*$)"},
}};

class Validator {
 public:
  explicit Validator(const json::value& root) : root_{root} {}
  void check(const json::value& value, const json::value& schema, const std::string& at, int depth);
  std::vector<SchemaProblem> take() { return std::move(problems_); }

 private:
  void add(const std::string& at, std::string text) { problems_.push_back({at, std::move(text)}); }
  bool check_type(const json::value& value, const json::object& schema, const std::string& at);
  void check_choice(const json::value& value, const json::object& schema, const std::string& at, int depth);
  void check_number(const json::value& value, const json::object& schema, const std::string& at);
  void check_text(std::string_view text, const json::object& schema, const std::string& at);
  void check_list(const json::array& list, const json::object& schema, const std::string& at, int depth);
  void check_table(const json::object& table, const json::object& schema, const std::string& at, int depth);

  const json::value& root_;
  std::vector<SchemaProblem> problems_;
};

const json::value* resolve(const json::value& root, std::string_view reference) {
  return reference.starts_with('#') ? at_pointer(root, reference.substr(1)) : nullptr;
}

void Validator::check(const json::value& value, const json::value& schema, const std::string& at, int depth) {
  if (depth > kMaxDepth) return add(at, "nested too deep");
  if (schema.is_bool()) {
    if (!schema.get_bool()) add(at, "nothing may be written here");
    return;
  }
  if (!schema.is_object()) return add(at, "its schema is broken");
  const json::object& rules = schema.get_object();
  if (const json::value* reference = rules.if_contains("$ref");
      reference != nullptr && reference->is_string()) {
    const json::value* target = resolve(root_, reference->get_string());
    if (target == nullptr) return add(at, "its schema refers to nothing");
    check(value, *target, at, depth + 1);
  }
  if (!check_type(value, rules, at)) return;
  check_choice(value, rules, at, depth);
  if (value.is_number()) check_number(value, rules, at);
  if (value.is_string()) check_text(value.get_string(), rules, at);
  if (value.is_array()) check_list(value.get_array(), rules, at, depth);
  if (value.is_object()) check_table(value.get_object(), rules, at, depth);
}

bool Validator::check_type(const json::value& value, const json::object& schema, const std::string& at) {
  const json::value* type = schema.if_contains("type");
  if (type == nullptr) return true;
  std::string expected;
  const auto try_one = [&](const json::value& one) {
    if (!one.is_string()) return false;
    expected += (expected.empty() ? "" : " or ") + std::string{name_of_type(one.get_string())};
    return is_of_type(value, one.get_string());
  };
  if (type->is_array()) {
    if (std::any_of(type->get_array().begin(), type->get_array().end(), try_one)) return true;
  } else if (try_one(*type)) {
    return true;
  }
  add(at, "expected " + expected + ", found " + std::string{name_of(value)});
  return false;
}

void Validator::check_choice(const json::value& value, const json::object& schema, const std::string& at,
                             int depth) {
  if (const json::value* choices = schema.if_contains("enum"); choices != nullptr && choices->is_array()) {
    const json::array& list = choices->get_array();
    if (std::find(list.begin(), list.end(), value) == list.end())
      add(at, "expected one of " + json::serialize(list) + ", found " + json::serialize(value).substr(0, 64));
  }
  if (const json::value* only = schema.if_contains("const"); only != nullptr && *only != value)
    add(at, "expected " + json::serialize(*only));
  if (const json::value* any = schema.if_contains("anyOf"); any != nullptr && any->is_array()) {
    std::vector<SchemaProblem> nearest;
    for (const json::value& one : any->get_array()) {
      Validator attempt{root_};
      attempt.check(value, one, at, depth + 1);
      auto problems = attempt.take();
      if (problems.empty()) return;
      if (nearest.empty() || problems.size() < nearest.size()) nearest = std::move(problems);
    }
    problems_.insert(problems_.end(), nearest.begin(), nearest.end());
  }
}

void Validator::check_number(const json::value& value, const json::object& schema, const std::string& at) {
  const double number = value.to_number<double>();
  const json::value* least = schema.if_contains("minimum");
  const json::value* most = schema.if_contains("maximum");
  if (least != nullptr && least->is_number() && number < least->to_number<double>())
    add(at, "expected at least " + json::serialize(*least) + ", found " + json::serialize(value));
  if (most != nullptr && most->is_number() && number > most->to_number<double>())
    add(at, "expected at most " + json::serialize(*most) + ", found " + json::serialize(value));
}

void Validator::check_text(std::string_view text, const json::object& schema, const std::string& at) {
  const auto length = static_cast<std::int64_t>(characters(text));
  if (length < integer_or(schema, "minLength", 0))
    add(at, text.empty()
                ? "may not be empty"
                : "expected at least " + std::to_string(integer_or(schema, "minLength", 0)) + " characters");
  if (const auto most = integer_or(schema, "maxLength", -1); most >= 0 && length > most)
    add(at, "expected at most " + std::to_string(most) + " characters, found " + std::to_string(length));
  if (const auto pattern = string_or(schema, "pattern", ""); !pattern.empty() && !matches(pattern, text))
    add(at, "does not match " + pattern);
  const std::string format = string_or(schema, "format", "");
  if (format == "path" && (text.empty() || text.find('\0') != std::string_view::npos))
    add(at, "expected a path");
  for (const Format& known : kFormats)
    if (known.name == format && !matches(known.pattern, text))
      add(at, "expected " + std::string{known.expected});
}

void Validator::check_list(const json::array& list, const json::object& schema, const std::string& at,
                           int depth) {
  const auto size = static_cast<std::int64_t>(list.size());
  if (const auto least = integer_or(schema, "minItems", 0); size < least)
    add(at, "expected at least " + std::to_string(least) + " entries, found " + std::to_string(size));
  if (const auto most = integer_or(schema, "maxItems", -1); most >= 0 && size > most)
    add(at, "expected at most " + std::to_string(most) + " entries, found " + std::to_string(size));
  if (bool_or(schema, "uniqueItems", false))
    for (auto one = list.begin(); one != list.end(); ++one)
      if (std::find(list.begin(), one, *one) != one) add(at, json::serialize(*one) + " stands here twice");
  if (const json::value* items = schema.if_contains("items"))
    for (std::size_t i = 0; i < list.size(); ++i)
      check(list[i], *items, at + '/' + std::to_string(i), depth + 1);
}

void Validator::check_table(const json::object& table, const json::object& schema, const std::string& at,
                            int depth) {
  const json::value* properties = schema.if_contains("properties");
  const json::object* known = properties != nullptr ? properties->if_object() : nullptr;
  if (const json::value* required = schema.if_contains("required");
      required != nullptr && required->is_array())
    for (const json::value& name : required->get_array())
      if (name.is_string() && !table.contains(name.get_string()))
        add(at, "\"" + std::string{name.get_string()} + "\" is missing");
  const json::value* others = schema.if_contains("additionalProperties");
  for (const auto& [key, member] : table) {
    const std::string below = at + '/' + escape_pointer(key);
    if (const json::value* own = known != nullptr ? known->if_contains(key) : nullptr) {
      check(member, *own, below, depth + 1);
    } else if (others != nullptr && others->is_bool() && !others->get_bool()) {
      add(below, unknown_key(key, known));
    } else if (others != nullptr) {
      check(member, *others, below, depth + 1);
    }
  }
}

void fill(json::value& value, const json::value& schema, const json::value& root, int depth) {
  if (depth > kMaxDepth || !schema.is_object()) return;
  const json::object& rules = schema.get_object();
  if (const json::value* reference = rules.if_contains("$ref");
      reference != nullptr && reference->is_string())
    if (const json::value* target = resolve(root, reference->get_string()))
      fill(value, *target, root, depth + 1);
  if (value.is_array()) {
    if (const json::value* items = rules.if_contains("items"))
      for (json::value& one : value.get_array()) fill(one, *items, root, depth + 1);
    return;
  }
  const json::value* properties = rules.if_contains("properties");
  if (!value.is_object() || properties == nullptr || !properties->is_object()) return;
  json::object& table = value.get_object();
  for (const auto& [key, member] : properties->get_object()) {
    const json::object* of_member = member.if_object();
    const json::value* fallback = of_member != nullptr ? of_member->if_contains("default") : nullptr;
    if (!table.contains(key) && fallback != nullptr) table.emplace(key, *fallback);
    if (json::value* present = table.if_contains(key)) fill(*present, member, root, depth + 1);
  }
}

}  // namespace

std::vector<SchemaProblem> validate(const json::value& value, const json::value& schema) {
  Validator validator{schema};
  validator.check(value, schema, "", 0);
  return validator.take();
}

json::value with_defaults(json::value value, const json::value& schema) {
  fill(value, schema, schema, 0);
  return value;
}

std::string to_text(const std::vector<SchemaProblem>& problems) {
  std::string out;
  for (const auto& [pointer, text] : problems)
    out += (out.empty() ? "" : "\n") + (pointer.empty() ? text : pointer + ": " + text);
  return out;
}

namespace {

// Keyword → what its value must be: t text, n number, i size, b bool, a list, o table of schemas, s schema, l
// list of schemas, y type, * anything.
constexpr std::array<std::pair<std::string_view, char>, 29> kKeywords = {{
    {"type", 'y'},        {"properties", 'o'}, {"required", 'a'},    {"additionalProperties", 's'},
    {"items", 's'},       {"enum", 'a'},       {"const", '*'},       {"anyOf", 'l'},
    {"minimum", 'n'},     {"maximum", 'n'},    {"minLength", 'i'},   {"maxLength", 'i'},
    {"minItems", 'i'},    {"maxItems", 'i'},   {"uniqueItems", 'b'}, {"pattern", 'r'},
    {"format", 't'},      {"$ref", 'R'},       {"$defs", 'o'},       {"title", 't'},
    {"description", 't'}, {"default", '*'},    {"examples", 'a'},    {"deprecated", 'b'},
    {"writeOnly", 'b'},   {"$schema", 't'},    {"$id", 't'},         {"$comment", 't'},
    {"readOnly", 'b'},
}};

class SchemaChecker {
 public:
  explicit SchemaChecker(const json::value& root) : root_{root} {}
  void check(const json::value& schema, const std::string& at, int depth);
  std::vector<SchemaProblem> problems;

 private:
  void check_keyword(char kind, const json::value& value, const std::string& at, int depth);
  void check_pattern(const json::value& value, const std::string& at);
  void add(const std::string& at, std::string text) { problems.push_back({at, std::move(text)}); }
  const json::value& root_;
};

void SchemaChecker::check(const json::value& schema, const std::string& at, int depth) {
  if (depth > kMaxDepth) return add(at, "nested too deep");
  if (schema.is_bool()) return;
  if (!schema.is_object()) return add(at, "expected a schema, found " + std::string{name_of(schema)});
  for (const auto& [key, value] : schema.get_object()) {
    const std::string below = at + '/' + escape_pointer(key);
    const std::string_view name = key;
    const auto* known =
        std::find_if(kKeywords.begin(), kKeywords.end(), [&](const auto& k) { return k.first == name; });
    if (known != kKeywords.end()) {
      check_keyword(known->second, value, below, depth);
    } else if (!name.starts_with("x-")) {
      add(below, "the keyword is not supported");
    }
  }
}

void SchemaChecker::check_pattern(const json::value& value, const std::string& at) {
  try {
    if (!value.is_string()) return add(at, "expected a regular expression");
    const std::regex compiled{std::string{value.get_string()}, std::regex::ECMAScript};
  } catch (const std::regex_error& error) {
    add(at, std::string{"not a regular expression: "} + error.what());
  }
}

void SchemaChecker::check_keyword(char kind, const json::value& value, const std::string& at, int depth) {
  const auto each = [&](const json::value& list) {
    for (std::size_t i = 0; i < list.get_array().size(); ++i)
      check(list.get_array()[i], at + '/' + std::to_string(i), depth + 1);
  };
  const auto is_type = [](const json::value& one) {
    return one.is_string() && !name_of_type(one.get_string()).empty();
  };
  switch (kind) {
    case 't':
      return value.is_string() ? void() : add(at, "expected text");
    case 'n':
      return value.is_number() ? void() : add(at, "expected a number");
    case 'b':
      return value.is_bool() ? void() : add(at, "expected true or false");
    case 'a':
      return value.is_array() ? void() : add(at, "expected a list");
    case 'i':
      return value.is_int64() && value.get_int64() >= 0 ? void() : add(at, "expected a size");
    case 's':
      return check(value, at, depth + 1);
    case 'r':
      return check_pattern(value, at);
    case 'l':
      return value.is_array() ? each(value) : add(at, "expected a list of schemas");
    case 'R':
      if (!value.is_string() || resolve(root_, value.get_string()) == nullptr)
        add(at, "refers to nothing in this schema");
      return;
    case 'y':
      if (is_type(value)) return;
      if (value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(), is_type))
        return;
      return add(at, "expected null, boolean, integer, number, string, array or object");
    case 'o':
      if (!value.is_object()) return add(at, "expected a table of schemas");
      for (const auto& [key, one] : value.get_object()) check(one, at + '/' + escape_pointer(key), depth + 1);
      return;
    default:
      return;
  }
}

}  // namespace

std::vector<SchemaProblem> check_schema(const json::value& schema) {
  SchemaChecker checker{schema};
  checker.check(schema, "", 0);
  return std::move(checker.problems);
}

}  // namespace patchbay
