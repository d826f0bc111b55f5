#include "theme.hpp"

#include <gtest/gtest.h>

#include <array>

using namespace patchbay::portal;

namespace {

// Page, card, note and warning of portal.css.
constexpr std::array<const char*, 4> kLightGrounds = {"#ffffff", "#f5f8f6", "#e8f1fb", "#fdf1dc"};
constexpr std::array<const char*, 4> kDarkGrounds = {"#121715", "#1b2220", "#162434", "#32260f"};

}  // namespace

TEST(Theme, ContrastOfBlackOnWhiteIsTwentyOne) {
  EXPECT_NEAR(contrast({0, 0, 0}, {1, 1, 1}), 21.0, 0.001);
  EXPECT_NEAR(contrast({1, 1, 1}, {1, 1, 1}), 1.0, 0.001);
}

TEST(Theme, KeepsAnAccentThatCanBeRead) { EXPECT_EQ(to_text(readable(parse_colour("#0b6e4f"), {1, 1, 1}, 4.5)), "#0b6e4f"); }

TEST(Theme, MovesEveryAccentUntilItCanBeReadInBothThemes) {
  for (const char* accent : {"#ffff00", "#ffffff", "#000000", "#ff0000", "#777777", "#abc", "#00ffcc", "nonsense"}) {
    const std::string css = theme_css(accent);
    // The sheet holds accent, its text and the link colour, light first.
    std::size_t at = 0;
    for (int theme = 0; theme < 2; ++theme) {
      at = css.find("--pb-accent:", at);
      const Rgb shown = parse_colour(css.substr(at + 12, 7));
      const std::size_t text_at = css.find("--pb-accent-fg:", at);
      const Rgb text = parse_colour(css.substr(text_at + 15, 7));
      for (const char* ground : theme == 0 ? kLightGrounds : kDarkGrounds)
        EXPECT_GE(contrast(shown, parse_colour(ground)), 4.5) << accent << " on " << ground;
      EXPECT_GE(contrast(shown, text), 4.5) << accent << css;
      at = text_at;
    }
  }
}

TEST(Theme, ChangesItsNameWithItsContent) {
  EXPECT_NE(theme_name(theme_css("#0b6e4f")), theme_name(theme_css("#8a1c1c")));
  EXPECT_EQ(theme_name("a").size(), std::string{"theme-00000000.css"}.size());
}
