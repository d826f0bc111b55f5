#include "core/gateway/api_call.hpp"

#include <charconv>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::gateway {

std::string param(const Exchange& exchange, std::string_view name) {
  for (const auto& [known, value] : exchange.request.params)
    if (known == name) return value;
  return {};
}

json::object body_of(const Exchange& exchange, std::string_view what, bool may_be_empty) {
  if (may_be_empty && exchange.request.body.empty()) return {};
  return parse_object(exchange.request.body, what, static_cast<std::size_t>(exchange.settings->json_bytes));
}

std::int64_t number_of(const Query& query, std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most) {
  const std::string text = query.get(name);
  if (text.empty()) return fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most)
    throw Error{Code::invalid, "'" + std::string{name} + "' is a number from " + std::to_string(least) + " to " + std::to_string(most)};
  return number;
}

std::string page_text(json::array items, const std::string& next) {
  return to_text(json::object{{"items", std::move(items)}, {"next", next.empty() ? json::value(nullptr) : json::value(next)}});
}

std::string page_text(inbox::Page page) {
  json::array items;
  for (json::object& item : page.items) items.push_back(std::move(item));
  return page_text(std::move(items), page.next);
}

std::optional<std::string> text_or_null(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (!value) return std::nullopt;
  return value->is_null() ? std::string{} : required_string(body, name);
}

std::optional<std::int64_t> time_or_null(const json::object& body, std::string_view name) {
  const auto text = text_or_null(body, name);
  if (!text) return std::nullopt;
  if (text->empty()) return 0;
  const auto time = from_iso_time(*text);
  if (!time) throw Error{Code::invalid, "'" + std::string{name} + "' is a time like 2026-11-28T02:00:00Z"};
  return time;
}

std::vector<std::string> texts_of(const json::object& body, std::string_view name, std::size_t most) {
  const json::value* list = body.if_contains(name);
  const std::string wrong = "'" + std::string{name} + "' is a list of at most " + std::to_string(most) + " texts";
  if (!list || list->is_null()) return {};
  if (!list->is_array() || list->get_array().size() > most) throw Error{Code::invalid, wrong};
  std::vector<std::string> texts;
  for (const json::value& text : list->get_array()) {
    if (!text.is_string()) throw Error{Code::invalid, wrong};
    texts.emplace_back(text.get_string());
  }
  return texts;
}

Endpoint talk_route(const BuiltIn& parts, std::string methods, std::string pattern, std::uint32_t level, Handler handler) {
  Endpoint endpoint = own_route(parts, std::move(methods), std::move(pattern), level, nullptr);
  endpoint.handler = [&parts, handler](const ExchangePtr& exchange) {
    if (!parts.rooms) throw Error{Code::unsupported, "This host does not carry conversations."};
    handler(parts, exchange);
  };
  return endpoint;
}

}  // namespace patchbay::gateway
