#include "core/config/amount.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/base/text.hpp"

namespace patchbay::config {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 62;

// Takes digits off the front; nullopt where there are none or they overflow.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<double> seconds_of(std::string_view unit) {
  if (unit == "s" || unit == "sec") return 1;
  if (unit == "min" || unit == "m") return 60;
  if (unit == "h") return 3600;
  if (unit == "d") return 86400;
  return std::nullopt;
}

std::optional<int> take_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto digit = [&](int at) { return text[static_cast<std::size_t>(at)] - '0'; };
  for (const int at : {0, 1, 3, 4})
    if (digit(at) < 0 || digit(at) > 9) return std::nullopt;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (minutes > 59 || hours > 24 || (hours == 24 && minutes != 0)) return std::nullopt;
  return hours * 60 + minutes;
}

double channel_light(std::uint32_t colour, int shift) {
  const double part = ((colour >> shift) & 0xFF) / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double light(std::uint32_t colour) {
  return 0.2126 * channel_light(colour, 16) + 0.7152 * channel_light(colour, 8) +
         0.0722 * channel_light(colour, 0);
}

bool all_of(std::string_view text, bool (*test)(char)) {
  return std::ranges::all_of(text, test);
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string number_text(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%.15g", value);
  return out;
}

}  // namespace

std::optional<std::int64_t> parse_size(std::string_view text) {
  const auto count = take_number(text);
  if (!count) return std::nullopt;
  int shift = 0;
  if (!text.empty()) {
    if (text.size() > 2 || (text.size() == 2 && text[1] != 'B')) return std::nullopt;
    switch (text[0]) {
      case 'K':
        shift = 10;
        break;
      case 'M':
        shift = 20;
        break;
      case 'G':
        shift = 30;
        break;
      case 'T':
        shift = 40;
        break;
      default:
        return std::nullopt;
    }
  }
  if (*count > (kMostBytes >> shift)) return std::nullopt;
  return *count << shift;
}

std::optional<Rate> parse_rate(std::string_view text) {
  text = trim(text);
  if (text == "off") return Rate{0, 0, true};
  const auto amount = take_number(text);
  if (!amount || text.empty() || text.front() != '/') return std::nullopt;
  text.remove_prefix(1);
  const auto every =
      !text.empty() && is_digit(text.front()) ? take_number(text) : std::optional<std::int64_t>{1};
  if (!every || *every == 0) return std::nullopt;
  const auto space = text.find(' ');
  const auto unit = seconds_of(text.substr(0, space));
  if (!unit) return std::nullopt;
  Rate rate{static_cast<double>(*amount) / (*unit * static_cast<double>(*every)),
            static_cast<double>(*amount), false};
  if (space == std::string_view::npos) return rate;
  text = trim(text.substr(space));
  if (!text.starts_with("burst ")) return std::nullopt;
  text = trim(text.substr(6));
  const auto burst = take_number(text);
  if (!burst || *burst == 0 || !text.empty()) return std::nullopt;
  rate.burst = static_cast<double>(*burst);
  return rate;
}

std::optional<std::pair<int, int>> parse_span(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = take_time(trim(text.substr(0, dash))), to = take_time(trim(text.substr(dash + 1)));
  if (!from || !to || *from >= *to) return std::nullopt;
  return std::pair{*from, *to};
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto part = [&](std::size_t at, std::size_t length) -> int {
    int value = -1;
    const auto piece = text.substr(at, length);
    if (!all_of(piece, is_digit)) return -1;
    std::from_chars(piece.data(), piece.data() + piece.size(), value);
    return value;
  };
  const int year = part(0, 4), month = part(5, 2), day = part(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool is_time_zone(const std::string& name) {
  if (name == "UTC") return true;
  if (name.empty() || name.size() > 64 || name.front() == '/' || name.find("..") != std::string::npos)
    return false;
  const bool plain = all_of(name, [](char c) {
    return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
  std::error_code ignored;
  return plain && std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name, ignored);
}

bool is_locale(std::string_view text) {
  const auto parts = split(text, '-');
  if (parts.empty() || parts.size() > 3) return false;
  if (parts[0].size() < 2 || parts[0].size() > 3) return false;
  if (!all_of(parts[0], [](char c) { return c >= 'a' && c <= 'z'; })) return false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool script = i == 1 && parts[i].size() == 4 && all_of(parts[i], is_letter);
    const bool region = (parts[i].size() == 2 && all_of(parts[i], is_letter)) ||
                        (parts[i].size() == 3 && all_of(parts[i], is_digit));
    if (!script && !region) return false;
  }
  return true;
}

std::optional<std::uint32_t> parse_colour(std::string_view text) {
  if (text.empty() || text.front() != '#') return std::nullopt;
  text.remove_prefix(1);
  std::string wide{text};
  if (text.size() == 3) wide = {text[0], text[0], text[1], text[1], text[2], text[2]};
  if (wide.size() != 6) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(wide.data(), wide.data() + wide.size(), value, 16);
  if (error != std::errc{} || end != wide.data() + wide.size()) return std::nullopt;
  return value;
}

double contrast(std::uint32_t a, std::uint32_t b) {
  const double first = light(a), second = light(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

std::string darkened_to(std::uint32_t colour, double wanted) {
  std::uint32_t darker = colour;
  for (int percent = 99; percent > 0 && contrast(darker, 0xFFFFFF) < wanted; --percent) {
    const auto scaled = [&](int shift) {
      return ((colour >> shift) & 0xFF) * static_cast<std::uint32_t>(percent) / 100;
    };
    darker = scaled(16) << 16 | scaled(8) << 8 | scaled(0);
  }
  char out[8];
  std::snprintf(out, sizeof out, "#%06x", darker & 0xFFFFFF);
  return out;
}

std::string size_text(std::int64_t bytes) {
  constexpr std::pair<int, char> kUnits[] = {{40, 'T'}, {30, 'G'}, {20, 'M'}, {10, 'K'}};
  for (const auto& [shift, letter] : kUnits)
    if (bytes > 0 && bytes % (std::int64_t{1} << shift) == 0) return std::to_string(bytes >> shift) + letter;
  return std::to_string(bytes);
}

std::string rate_text(const Rate& rate) {
  if (rate.off) return "off";
  if (rate.burst <= 0) return "0/s";
  constexpr std::pair<int, std::string_view> kUnits[] = {{1, "s"}, {60, "min"}, {3600, "h"}, {86400, "d"}};
  // "20/10s" is a rate of 2/s with a burst of 20: the period is what makes the amount equal the burst.
  const double period = rate.per_second > 0 ? rate.burst / rate.per_second : 0;
  for (const auto& [seconds, unit] : kUnits)
    if (std::abs(period - seconds) < 1e-6 * seconds) return number_text(rate.burst) + "/" + std::string{unit};
  for (const auto& [seconds, unit] : kUnits) {
    const double amount = rate.per_second * seconds;
    if (amount >= 1 - 1e-9 && std::abs(amount - std::round(amount)) < 1e-6)
      return number_text(std::round(amount)) + "/" + std::string{unit} + " burst " + number_text(rate.burst);
  }
  return number_text(rate.burst) + "/" + number_text(std::round(period)) + "s";
}

}  // namespace patchbay::config
