#pragma once
// JSON of the plugin's own: strict where it comes from outside, forgiving nowhere.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::webhooks {

namespace json = boost::json;

// Throws std::invalid_argument with what is wrong and where: depth over 32, a duplicate key, trailing text,
// no UTF-8.
json::value parse_json(std::string_view text);
json::object parse_object(std::string_view text);
json::object read_object(std::string_view text);  // what the host gave: valid already, read once, quickly
std::string to_text(const json::value& value);

// The member as what is asked, or the fallback when it is absent, null or something else.
std::string text_of(const json::object& object, std::string_view key, std::string_view fallback = {});
std::int64_t integer_of(const json::object& object, std::string_view key, std::int64_t fallback = 0);
bool flag_of(const json::object& object, std::string_view key, bool fallback = false);
std::vector<std::string> texts_of(const json::object& object,
                                  std::string_view key);  // one text counts as a list of one
const json::object* object_of(const json::object& object, std::string_view key);
const json::array* array_of(const json::object& object, std::string_view key);

json::array to_array(const std::vector<std::string>& texts);

inline std::string_view view(const json::string& text) {
  return {text.data(), text.size()};
}

}  // namespace patchbay::webhooks
