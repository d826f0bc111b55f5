#include "json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <unordered_set>

namespace patchbay::webhooks {
namespace {

// Boost's own parser lets the last of two equal keys win; which one was meant nobody can say. This one only
// looks.
struct CountingHandler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = std::size_t(-1);
  std::vector<std::unordered_set<std::string>> open;
  std::string key;
  std::string duplicate;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open.emplace_back(), true; }
  bool on_object_end(std::size_t, json::error_code&) { return open.pop_back(), true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return key.append(part), true; }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    key.append(part);
    if (!open.back().insert(key).second) {
      duplicate = key;
      ec = json::error::syntax;
      return false;
    }
    key.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

json::value parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = 32;
  json::basic_parser<CountingHandler> check{options};
  json::error_code ec;
  const std::size_t read = check.write_some(false, text.data(), text.size(), ec);
  if (!check.handler().duplicate.empty())
    throw std::invalid_argument{"the JSON names \"" + check.handler().duplicate + "\" twice"};
  if (ec || read < text.size())
    throw std::invalid_argument{"not JSON, see byte " + std::to_string(read) +
                                (ec ? ": " + ec.message() : ": text after the value")};
  return json::parse({text.data(), text.size()}, {}, options);
}

json::object parse_object(std::string_view text) {
  json::value value = parse_json(text);
  if (!value.is_object()) throw std::invalid_argument{"the JSON must be an object: {…}"};
  return std::move(value.get_object());
}

json::object read_object(std::string_view text) {
  json::value value = json::parse({text.data(), text.size()});
  if (!value.is_object()) throw std::invalid_argument{"the JSON must be an object: {…}"};
  return std::move(value.get_object());
}

std::string to_text(const json::value& value) {
  return json::serialize(value);
}

std::string text_of(const json::object& object, std::string_view key, std::string_view fallback) {
  const json::value* value = object.if_contains(key);
  return std::string{value && value->is_string() ? view(value->get_string()) : fallback};
}

std::int64_t integer_of(const json::object& object, std::string_view key, std::int64_t fallback) {
  const json::value* value = object.if_contains(key);
  if (!value) return fallback;
  if (value->is_int64()) return value->get_int64();
  if (value->is_uint64() && value->get_uint64() <= INT64_MAX)
    return static_cast<std::int64_t>(value->get_uint64());
  if (value->is_double() && value->get_double() > -9e15 && value->get_double() < 9e15)
    return static_cast<std::int64_t>(value->get_double());
  return fallback;
}

bool flag_of(const json::object& object, std::string_view key, bool fallback) {
  const json::value* value = object.if_contains(key);
  return value && value->is_bool() ? value->get_bool() : fallback;
}

std::vector<std::string> texts_of(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* value = object.if_contains(key);
  if (!value) return texts;
  if (value->is_string() && !value->get_string().empty()) texts.emplace_back(view(value->get_string()));
  if (const json::array* array = value->if_array())
    for (const json::value& item : *array)
      if (item.is_string()) texts.emplace_back(view(item.get_string()));
  return texts;
}

const json::object* object_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_object() : nullptr;
}

const json::array* array_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_array() : nullptr;
}

json::array to_array(const std::vector<std::string>& texts) {
  json::array array;
  array.reserve(texts.size());
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

}  // namespace patchbay::webhooks
