#include "rating.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "patchbay/json_text.hpp"

namespace patchbay::insights {
namespace {

namespace text = json_text;

constexpr std::size_t kLongestComment = 2000, kLongestId = 40, kLongestBody = 8192;

std::int64_t score_of(const boost::json::value& value, std::string_view name) {
  const std::int64_t score = value.is_int64() ? value.get_int64() : 0;
  if (score < 1 || score > 5)
    throw std::invalid_argument{"\"" + std::string{name} + "\" is a whole number from 1 to 5"};
  return score;
}

std::string text_of(const boost::json::object& body, std::string_view name, std::size_t longest) {
  const boost::json::value* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_string() || value->get_string().size() > longest)
    throw std::invalid_argument{"\"" + std::string{name} + "\" is a text of at most " +
                                std::to_string(longest) + " bytes"};
  return std::string{value->get_string()};
}

}  // namespace

Rating read_rating(std::string_view body) {
  boost::system::error_code failed;
  const boost::json::value read =
      body.size() > kLongestBody ? boost::json::value{} : boost::json::parse(body, failed);
  if (failed || !read.is_object())
    throw std::invalid_argument{"send a JSON object with \"conversation\" and \"score\""};
  const boost::json::object& object = read.get_object();
  Rating rating;
  rating.conversation = text_of(object, "conversation", kLongestId);
  if (rating.conversation.empty()) throw std::invalid_argument{"say which \"conversation\" it is about"};
  const boost::json::value* score = object.if_contains("score");
  rating.score = score_of(score ? *score : boost::json::value{}, "score");
  if (const auto* effort = object.if_contains("effort"); effort && !effort->is_null())
    rating.effort = score_of(*effort, "effort");
  if (const auto* repeated = object.if_contains("repeated"))
    rating.repeated = repeated->is_bool() && repeated->get_bool();
  rating.comment = text_of(object, "comment", kLongestComment);
  return rating;
}

std::string rating_document(const Rating& rating, std::int64_t at) {
  return "{\"conversation\":" + text::quote(rating.conversation) +
         ",\"score\":" + std::to_string(rating.score) +
         ",\"effort\":" + (rating.effort ? std::to_string(*rating.effort) : "null") +
         ",\"repeated\":" + (rating.repeated ? "true" : "false") +
         ",\"comment\":" + text::quote(rating.comment) + ",\"at\":" + std::to_string(at) + "}";
}

std::string rating_question(std::string_view conversation, std::string_view event, bool of_handoff,
                            std::string_view words) {
  return "{\"conversation\":" + text::quote(conversation) +
         ",\"cmid\":" + text::quote("csat-" + std::string{event}) +
         ",\"author\":{\"kind\":\"system\"},\"body\":" + text::quote(words) +
         ",\"parts\":[{\"type\":\"csat\",\"submit\":\"/api/v1/insights/ratings\",\"scale\":5,\"effort\":" +
         (of_handoff ? "true" : "false") + "}]}";
}

}  // namespace patchbay::insights
