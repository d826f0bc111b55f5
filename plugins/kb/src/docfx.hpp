#pragma once
// The parts of DocFX Markdown that are lines of their own, rewritten to plain Markdown before it is parsed;
// line numbers stay.
//   :::image type="…" source="a.png" alt-text="…"::: → ![…](a.png)    :::no-loc text="X"::: → X
//   > [!VIDEO url] → a link    > [!div class="…"] → nothing    # [Label](#tab/x) → # Label
//   ::: zone pivot="…", :::row::: and other fences of layout → nothing; what they hold stays
// [!INCLUDE] and callouts need the parsed document: see markdown.hpp.
#include <string>
#include <string_view>

#include "problem.hpp"

namespace patchbay::kb {

// `first_line` is the line of the file where `markdown` starts.
std::string rewrite_docfx(std::string_view markdown, int first_line, Problems& problems);

}  // namespace patchbay::kb
