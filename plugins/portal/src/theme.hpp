#pragma once
// The theme sheet: the operator's accent colour, moved until text on it and in it can be read in both themes.
#include <string>
#include <string_view>

namespace patchbay::portal {

struct Rgb {
  double red = 0, green = 0, blue = 0;  // 0…1, sRGB
};

Rgb parse_colour(std::string_view text);                // "#0b6e4f" or "#abc"; black where it is neither
std::string to_text(const Rgb& colour);                 // "#0b6e4f"
double contrast(const Rgb& a, const Rgb& b);            // WCAG 2.2: 1…21
// `colour` itself, or the nearest darker or lighter one whose contrast against `background` is at least `wanted`.
Rgb readable(Rgb colour, const Rgb& background, double wanted);

// CSS that sets --pb-accent, --pb-accent-fg and --pb-link for light and dark; contrast at least 4.5 everywhere.
std::string theme_css(std::string_view accent);
// "theme-<8 hex>.css": changes when the sheet does.
std::string theme_name(std::string_view css);

}  // namespace patchbay::portal
