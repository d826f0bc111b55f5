#include "icons.hpp"

#include <array>
#include <utility>

namespace patchbay::portal {
namespace {

#define PORTAL_SVG(inner)                                                                                  \
  "<svg viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" " \
  "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\" focusable=\"false\">" inner "</svg>"

constexpr std::string_view kBook = PORTAL_SVG("<path d=\"M4 5a2 2 0 0 1 2-2h14v16H6a2 2 0 0 0-2 2z\"/><path d=\"M4 19V5M9 8h6\"/>");

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kIcons = {{
    {"box", PORTAL_SVG("<path d=\"m12 3 8 4.5v9L12 21l-8-4.5v-9z\"/><path d=\"m4 7.5 8 4.5 8-4.5M12 12v9\"/>")},
    {"truck", PORTAL_SVG("<path d=\"M2 6h12v11H2zM14 10h4l4 4v3h-8z\"/><circle cx=\"7\" cy=\"18\" r=\"2\"/><circle cx=\"18\" cy=\"18\" r=\"2\"/>")},
    {"return", PORTAL_SVG("<path d=\"M9 14 4 9l5-5\"/><path d=\"M4 9h10a6 6 0 0 1 0 12h-3\"/>")},
    {"card", PORTAL_SVG("<rect x=\"2\" y=\"5\" width=\"20\" height=\"14\" rx=\"2\"/><path d=\"M2 10h20M6 15h4\"/>")},
    {"leaf", PORTAL_SVG("<path d=\"M5 19c0-9 5-14 15-15 0 10-5 15-13 14\"/><path d=\"M5 21c1-5 4-9 9-11\"/>")},
    {"user", PORTAL_SVG("<circle cx=\"12\" cy=\"8\" r=\"4\"/><path d=\"M4 21c0-4 4-6 8-6s8 2 8 6\"/>")},
    {"help", PORTAL_SVG("<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M9.5 9a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 17h.01\"/>")},
    {"lock", PORTAL_SVG("<rect x=\"5\" y=\"11\" width=\"14\" height=\"10\" rx=\"2\"/><path d=\"M8 11V7a4 4 0 0 1 8 0v4\"/>")},
    {"book", kBook},
}};
#undef PORTAL_SVG

}  // namespace

std::string_view icon(std::string_view name) {
  for (const auto& [known, svg] : kIcons)
    if (known == name) return svg;
  return kBook;
}

}  // namespace patchbay::portal
