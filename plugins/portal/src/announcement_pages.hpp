#pragma once
// Announcements as HTML. Pure; everything escaped here.
#include <span>
#include <string>

#include "notice_board.hpp"
#include "patchbay/messages.hpp"
#include "site.hpp"

namespace patchbay::portal {

// At the top of the start page: what is pinned or waits to be read, at most three; empty when there is nothing.
std::string notice_box(std::span<const Notice> notices, const Site& site, const Messages& text);
// The page with all of them; `can_mark`: the reader has an account, so what must be read can be marked.
std::string render_notices(std::span<const Notice> notices, bool can_mark, const Site& site, const Messages& text);

}  // namespace patchbay::portal
