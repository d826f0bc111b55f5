#pragma once
// Strict JSON. Boost.JSON with what it leaves open closed: depth at most 32, no duplicate keys, no number that is not
// finite, valid UTF-8, nothing after the value. Whatever comes from outside is parsed here and nowhere else.
#include <boost/json/fwd.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay {

namespace json = boost::json;

// Throws Error{invalid} with the byte offset and what is wrong. `what` names the document in that text.
// Throws Error{limit} when text is longer than max_bytes.
json::value parse_json(std::string_view text, std::string_view what = "JSON", std::size_t max_bytes = 4u << 20);

// As parse_json, and the value must be an object.
json::object parse_object(std::string_view text, std::string_view what = "JSON", std::size_t max_bytes = 4u << 20);

// Compact text. A number that is not finite throws Error{internal}: browsers cannot read it.
std::string to_text(const json::value& value);

// The member as text, or `fallback` where it is absent or null; Error{invalid} naming it when it is something else.
std::string string_or(const json::object& object, std::string_view key, std::string_view fallback);
std::int64_t integer_or(const json::object& object, std::string_view key, std::int64_t fallback);
bool bool_or(const json::object& object, std::string_view key, bool fallback);
// The member as text; Error{invalid} where it is absent.
std::string required_string(const json::object& object, std::string_view key);

// RFC 6901; nullptr where there is nothing. "" is the whole value.
const json::value* at_pointer(const json::value& value, std::string_view pointer);

}  // namespace patchbay
