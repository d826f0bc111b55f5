#pragma once
// What other plugins bring into the desk: pages of their own (desk.page@1) and content that can be edited (content.editor@1).
#include "agent.hpp"
#include "json.hpp"

namespace patchbay::desk {

// [{"id","instance","title","url","icon","order","routes":[…]}] the agent may open, in order. `routes` are the paths a page may
// call through the desk: its plugin's own.
json::array plugin_pages(const Host& host, Ctx ctx, const Agent& agent, std::string_view locale);

// [{"id","title","kind","api"}]; `api` is where its articles' REST begins.
json::array content_editors(const Host& host, Ctx ctx, std::string_view locale);

// Passages that answer `question`, best first: [{"title","text","url"}].
json::array find_passages(const Host& host, Ctx ctx, std::string_view question, std::string_view locale, int limit);

// What people search for and do not find: [{"text","locale","asked","empty"}], most missed first.
json::array find_gaps(const Host& host, Ctx ctx, int limit);

// A path of that plugin alone: "/id", "/id/…" or "/api/v1/id/…", without tricks.
bool is_own_path(std::string_view path, std::string_view plugin);

}  // namespace patchbay::desk
