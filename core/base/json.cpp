#include "core/base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <cmath>
#include <unordered_set>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

[[noreturn]] void refuse(std::string_view what, std::size_t offset, std::string_view why) {
  throw Error{Code::invalid, std::string{what} + ": byte " + std::to_string(offset) + ": " + std::string{why}};
}

// What the DOM parser cannot tell afterwards: a key that came twice, because the last one has won by then.
struct DuplicateHandler {
  static constexpr std::size_t max_array_size = -1, max_object_size = -1, max_string_size = -1, max_key_size = -1;
  std::vector<std::unordered_set<std::string>> keys;
  std::string key;
  std::string twice;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    keys.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    keys.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    key.append(part.data(), part.size());
    if (!keys.back().insert(key).second) {
      twice = key;
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
  bool on_double(double number, json::string_view, json::error_code& ec) {
    if (!std::isfinite(number)) {
      ec = json::error::exponent_overflow;
      return false;
    }
    return true;
  }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

void require_finite(const json::value& value) {
  if (const double* number = value.if_double()) {
    if (!std::isfinite(*number)) throw Error{Code::internal, "a number that is not finite cannot be written as JSON"};
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) require_finite(item);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& member : *object) require_finite(member.value());
  }
}

[[noreturn]] void wrong_type(std::string_view key, std::string_view wanted) {
  throw Error{Code::invalid, "'" + std::string{key} + "' must be " + std::string{wanted}};
}

}  // namespace

json::value parse_json(std::string_view text, std::string_view what, std::size_t max_bytes) {
  if (text.size() > max_bytes)
    throw Error{Code::limit, std::string{what} + " is larger than " + std::to_string(max_bytes) + " bytes"};
  json::parse_options options;
  options.max_depth = 32;
  json::basic_parser<DuplicateHandler> scan{options};
  json::error_code error;
  const std::size_t read = scan.write_some(false, text.data(), text.size(), error);
  if (!scan.handler().twice.empty()) refuse(what, read, "the key \"" + scan.handler().twice + "\" stands twice");
  if (error) refuse(what, read, error.message());
  if (read < text.size() && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
    refuse(what, read, "something follows the value");
  json::value value = json::parse(text, error, {}, options);
  if (error) refuse(what, 0, error.message());
  return value;
}

json::object parse_object(std::string_view text, std::string_view what, std::size_t max_bytes) {
  json::value value = parse_json(text, what, max_bytes);
  if (!value.is_object()) throw Error{Code::invalid, std::string{what} + " must be an object {…}"};
  return std::move(value.as_object());
}

std::string to_text(const json::value& value) {
  require_finite(value);
  return json::serialize(value);
}

std::string string_or(const json::object& object, std::string_view key, std::string_view fallback) {
  const json::value* member = object.if_contains(key);
  if (member == nullptr || member->is_null()) return std::string{fallback};
  if (!member->is_string()) wrong_type(key, "text");
  return std::string{member->get_string()};
}

std::int64_t integer_or(const json::object& object, std::string_view key, std::int64_t fallback) {
  const json::value* member = object.if_contains(key);
  if (member == nullptr || member->is_null()) return fallback;
  if (const std::int64_t* number = member->if_int64()) return *number;
  wrong_type(key, "a whole number");
}

bool bool_or(const json::object& object, std::string_view key, bool fallback) {
  const json::value* member = object.if_contains(key);
  if (member == nullptr || member->is_null()) return fallback;
  if (!member->is_bool()) wrong_type(key, "true or false");
  return member->get_bool();
}

std::string required_string(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  if (member == nullptr || !member->is_string()) wrong_type(key, "given, as text");
  return std::string{member->get_string()};
}

const json::value* at_pointer(const json::value& value, std::string_view pointer) {
  json::error_code error;
  return value.find_pointer(pointer, error);
}

}  // namespace patchbay
