#pragma once
// What handlers of the JSON API share: parameters, bodies, lists.
#include <string>

#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/target.hpp"
#include "core/inbox/conversations.hpp"

namespace patchbay::gateway {

// A path parameter by its name; empty where the route has none of it.
std::string param(const Exchange& exchange, std::string_view name);
// The JSON body; Error{invalid}. An empty one is {} where `may_be_empty`.
json::object body_of(const Exchange& exchange, std::string_view what, bool may_be_empty = false);
// A number of the query; Error{invalid} outside of [least, most].
std::int64_t number_of(const Query& query, std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most);

// {"items":[…],"next":cursor|null}
std::string page_text(json::array items, const std::string& next);
std::string page_text(inbox::Page page);

// A text member, or null: nullopt where it is absent, "" for null. Error{invalid} when it is something else.
std::optional<std::string> text_or_null(const json::object& body, std::string_view name);
// "2026-11-28T02:00:00Z" or null (0) as Unix milliseconds; nullopt where it is absent.
std::optional<std::int64_t> time_or_null(const json::object& body, std::string_view name);
std::vector<std::string> texts_of(const json::object& body, std::string_view name, std::size_t most);

// A route of conversations: says so where the gateway has none.
Endpoint talk_route(const BuiltIn& parts, std::string methods, std::string pattern, std::uint32_t level, Handler handler);

}  // namespace patchbay::gateway
