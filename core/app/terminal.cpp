#include "core/app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <vector>

#include "core/base/text.hpp"

namespace patchbay::app {
namespace {

// Control characters in what others wrote must not reach the terminal.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? ' ' : c;
  return out;
}

std::string scalar(const json::value& value) {
  if (value.is_null()) return "-";
  if (const auto* text = value.if_string()) return printable(*text);
  if (const auto* flag = value.if_bool()) return *flag ? "yes" : "no";
  if (const auto* list = value.if_array()) {
    std::string all;
    for (const json::value& item : *list) all += (all.empty() ? "" : ", ") + scalar(item);
    return all;
  }
  if (const auto* real = value.if_double()) {
    char out[32];
    std::snprintf(out, sizeof out, "%.4g", *real);
    return out;
  }
  return printable(json::serialize(value));
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t have = columns_of(text);
  if (have < width) text.append(width - have, ' ');
  return text;
}

bool is_table(const json::value& value) {
  const auto* list = value.if_array();
  return list && !list->empty() &&
         std::ranges::all_of(*list, [](const json::value& row) { return row.is_object(); });
}

std::string table(const json::array& rows) {
  std::vector<std::string> names;
  for (const json::value& row : rows)
    for (const auto& [name, value] : row.get_object())
      if (std::ranges::find(names, std::string_view{name}) == names.end()) names.emplace_back(name);
  std::vector<std::vector<std::string>> cells{names};
  for (const json::value& row : rows) {
    auto& line = cells.emplace_back();
    for (const std::string& name : names) {
      const json::value* value = row.get_object().if_contains(name);
      line.push_back(value ? scalar(*value) : "");
    }
  }
  std::string out;
  for (const auto& line : cells) {
    std::string text;
    for (std::size_t at = 0; at < line.size(); ++at) {
      std::size_t width = 0;
      for (const auto& other : cells) width = std::max(width, columns_of(other[at]));
      text += at + 1 < line.size() ? padded(line[at], width + 2) : line[at];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

std::string members(const json::object& object) {
  std::size_t width = 0;
  for (const auto& [name, value] : object) width = std::max(width, name.size());
  std::string out;
  for (const auto& [name, value] : object) {
    if (is_table(value))
      out += std::string{name} + ":\n" + table(value.get_array());
    else
      out += padded(std::string{name}, width + 2) + scalar(value) + "\n";
  }
  return out;
}

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

std::string step_text(const json::object& step) {
  for (const char* key : {"text", "message", "step", "file"})
    if (const json::value* value = step.if_contains(key); value && value->is_string())
      return printable(value->get_string());
  return {};
}

std::int64_t number_of(const json::object& step, const char* key) {
  const json::value* value = step.if_contains(key);
  return value && value->is_int64()    ? value->get_int64()
         : value && value->is_uint64() ? static_cast<std::int64_t>(value->get_uint64())
                                       : -1;
}

std::string counted(std::int64_t done, std::int64_t total) {
  if (done < 0) return {};
  return std::to_string(done) + (total > 0 ? "/" + std::to_string(total) : std::string{});
}

}  // namespace

std::string for_people(const json::value& value) {
  if (is_table(value)) return table(value.get_array());
  if (const auto* object = value.if_object()) return members(*object);
  if (const auto* list = value.if_array()) {
    std::string out;
    for (const json::value& item : *list) out += scalar(item) + "\n";
    return out;
  }
  return value.is_null() ? "" : scalar(value) + "\n";
}

Terminal::Terminal(bool as_json) : as_json_{as_json}, bar_{!as_json && ::isatty(STDERR_FILENO) == 1} {}

Terminal::~Terminal() {
  clear_bar();
}

void Terminal::clear_bar() {
  if (bar_shown_) std::fputs("\r\033[K", stderr);
  bar_shown_ = false;
}

void Terminal::progress(const json::object& step) {
  if (as_json_) return;
  const std::int64_t done = number_of(step, "done"), total = number_of(step, "total");
  const std::string text = step_text(step);
  if (!bar_) {
    const std::string count = counted(done, total);
    std::fprintf(stderr, "%s%s%s\n", count.c_str(), count.empty() || text.empty() ? "" : " ", text.c_str());
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (bar_shown_ && done != total && now - last_bar_ < std::chrono::milliseconds{50}) return;
  last_bar_ = now;
  std::string line;
  if (total > 0 && done >= 0) {
    constexpr std::int64_t kWidth = 30;
    const auto filled = static_cast<std::size_t>(std::clamp<std::int64_t>(done * kWidth / total, 0, kWidth));
    line = "[" + std::string(filled, '#') + std::string(kWidth - filled, ' ') + "] ";
  }
  line += counted(done, total) + (text.empty() ? "" : " ") + text;
  std::fprintf(stderr, "\r\033[K%s", cut_utf8(line, terminal_width() - 1).c_str());
  std::fflush(stderr);
  bar_shown_ = true;
}

void Terminal::lines(const std::string& text) {
  clear_bar();
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void Terminal::result(const json::value& value) {
  lines(as_json_ ? to_text(value) + "\n" : for_people(value));
}

void Terminal::note(const std::string& text) {
  clear_bar();
  std::fprintf(stderr, "%s\n", text.c_str());
}

void Terminal::error(const std::string& text) {
  std::fprintf(stderr, "patchbay: %s\n", text.c_str());
}

}  // namespace patchbay::app
