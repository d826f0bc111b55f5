#include "theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace patchbay::portal {
namespace {

constexpr double kReadable = 4.5;  // WCAG AA for text
// What text in the accent colour may stand on: page, card, note and warning, as portal.css has them.
constexpr std::array<std::string_view, 4> kLight = {"#ffffff", "#f5f8f6", "#e8f1fb", "#fdf1dc"};
constexpr std::array<std::string_view, 4> kDark = {"#121715", "#1b2220", "#162434", "#32260f"};

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}
double luminance(const Rgb& c) { return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue); }

Rgb mix(const Rgb& from, const Rgb& to, double part) {
  return {from.red + (to.red - from.red) * part, from.green + (to.green - from.green) * part,
          from.blue + (to.blue - from.blue) * part};
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string block(const Rgb& accent, const std::array<std::string_view, 4>& grounds) {
  Rgb shown = accent;
  for (const std::string_view ground : grounds) shown = readable(shown, parse_colour(ground), kReadable);
  const Rgb white{1, 1, 1}, black{0.02, 0.07, 0.05};
  const Rgb text = contrast(shown, white) >= contrast(shown, black) ? white : black;
  return "--pb-accent:" + to_text(shown) + ";--pb-accent-fg:" + to_text(text) + ";--pb-link:" + to_text(shown);
}

}  // namespace

Rgb parse_colour(std::string_view text) {
  if (text.empty() || text[0] != '#') return {};
  text.remove_prefix(1);
  const std::size_t width = text.size() == 3 ? 1 : 2;
  if (text.size() != width * 3) return {};
  std::array<double, 3> channels{};
  for (std::size_t i = 0; i < 3; ++i) {
    const int high = digit(text[i * width]), low = digit(text[i * width + width - 1]);
    if (high < 0 || low < 0) return {};
    channels[i] = (high * 16 + low) / 255.0;
  }
  return {channels[0], channels[1], channels[2]};
}

std::string to_text(const Rgb& colour) {
  const auto byte = [](double channel) { return static_cast<int>(std::lround(std::clamp(channel, 0.0, 1.0) * 255)); };
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", byte(colour.red), byte(colour.green), byte(colour.blue));
  return text.data();
}

double contrast(const Rgb& a, const Rgb& b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Rgb readable(Rgb colour, const Rgb& background, double wanted) {
  const Rgb target = luminance(background) > 0.18 ? Rgb{0, 0, 0} : Rgb{1, 1, 1};
  // A hair above the wanted figure, because the sheet holds eight bits a channel.
  for (int step = 0; step <= 100; ++step) {
    const Rgb tried = parse_colour(to_text(mix(colour, target, step / 100.0)));
    if (contrast(tried, background) >= wanted) return tried;
  }
  return target;
}

std::string theme_css(std::string_view accent) {
  const Rgb colour = parse_colour(accent);
  return ":root{" + block(colour, kLight) + "}\n@media (prefers-color-scheme:dark){:root{" +
         block(colour, kDark) + "}}\n";
}

std::string theme_name(std::string_view css) {
  std::uint32_t hash = 2166136261u;  // FNV-1a: a name, not a promise
  for (const char c : css) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "theme-%08x.css", hash);
  return text.data();
}

}  // namespace patchbay::portal
