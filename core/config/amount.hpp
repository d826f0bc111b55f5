#pragma once
// How amounts are written in configuration: sizes, rates, times of day, dates, colours.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/config/config.hpp"

namespace patchbay::config {

// "16M", "64K", "2G" (powers of 1024) or plain bytes. nullopt: not a size, or over 2^62.
std::optional<std::int64_t> parse_size(std::string_view text);

// "20/10s", "600/min", "5/s burst 20", "1/d", "off". Units s, min, h, d, with an optional count before them.
// Without `burst` it is the amount itself: "20/10s" allows 20 at once. nullopt: not a rate.
std::optional<Rate> parse_rate(std::string_view text);

// "09:00-18:00" in minutes from midnight; "24:00" may end it. nullopt: not a span, or it ends before it
// begins.
std::optional<std::pair<int, int>> parse_span(std::string_view text);

bool is_date(std::string_view text);         // "2026-12-25", a day that exists
bool is_time_zone(const std::string& name);  // in the system's zoneinfo
bool is_locale(std::string_view text);       // "en", "pt-BR", "zh-Hant": BCP 47 language, script, region

// "#0b6e4f" or "#abc" as 0xRRGGBB.
std::optional<std::uint32_t> parse_colour(std::string_view text);
// WCAG 2 contrast, 1…21.
double contrast(std::uint32_t a, std::uint32_t b);
// The nearest colour of the same hue that reaches `wanted` against white; "#rrggbb".
std::string darkened_to(std::uint32_t colour, double wanted);

std::string size_text(std::int64_t bytes);  // the shortest form parse_size() reads back
std::string rate_text(const Rate& rate);    // the same for rates

}  // namespace patchbay::config
