#include "yaml_flow.hpp"

#include <unicode/utf8.h>

#include <algorithm>

#include "problem.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

// A line break inside a quoted text is one space, an empty line is a line break; spaces around it do not
// count.
void fold_break(std::string& out, std::string_view text, std::size_t& at) {
  while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  int breaks = 0;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    breaks += text[at++] == '\n' ? 1 : 0;
  if (breaks == 1)
    out += ' ';
  else
    out.append(static_cast<std::size_t>(breaks - 1), '\n');
}

}  // namespace

void YamlFlow::fail(const std::string& what) const {
  const auto breaks = std::count(
      text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size())), '\n');
  throw SourceError{line_ + static_cast<int>(breaks), what};
}

void YamlFlow::space() {
  while (at_ < text_.size()) {
    if (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r') {
      ++at_;
    } else if (here() == '#' && (at_ == 0 || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\n')) {
      while (at_ < text_.size() && here() != '\n') ++at_;
    } else {
      break;
    }
  }
}

json::value YamlFlow::read() {
  return value(0);
}

json::value YamlFlow::value(int depth) {
  if (depth > 8) fail("lists and maps are nested more than 8 deep: flatten them");
  space();
  if (here() == '[') return list(depth);
  if (here() == '{') return map(depth);
  if (here() == '"' || here() == '\'') return json::value(quoted());
  return json::value(plain(",]}"));
}

json::array YamlFlow::list(int depth) {
  json::array items;
  const std::size_t start = at_++;
  for (space(); here() != ']'; space()) {
    if (at_ >= text_.size()) at_ = start, fail("the list is never closed: add ]");
    items.push_back(value(depth + 1));
    space();
    if (here() == ',')
      ++at_;
    else if (here() != ']' && at_ < text_.size())
      fail("the list needs a comma between its items and a ] at its end");
  }
  ++at_;
  return items;
}

json::object YamlFlow::map(int depth) {
  json::object object;
  const std::size_t start = at_++;
  for (space(); here() != '}'; space()) {
    if (at_ >= text_.size()) at_ = start, fail("the map is never closed: add }");
    const std::string key = here() == '"' || here() == '\'' ? quoted() : plain(":,}");
    space();
    json::value item{json::string{}};
    if (here() == ':') {
      ++at_;
      item = value(depth + 1);
    }
    object.insert_or_assign(key, std::move(item));
    space();
    if (here() == ',')
      ++at_;
    else if (here() != '}' && at_ < text_.size())
      fail("the map needs a comma between its entries and a } at its end");
  }
  ++at_;
  return object;
}

std::string YamlFlow::plain(std::string_view stops) {
  const std::size_t start = at_;
  while (at_ < text_.size() && stops.find(here()) == std::string_view::npos && here() != '\n') ++at_;
  return squeeze(text_.substr(start, at_ - start));
}

std::string YamlFlow::quoted() {
  const char quote = here();
  const std::size_t start = at_;
  std::string out;
  for (++at_; at_ < text_.size();) {
    const char c = here();
    if (c == quote) {
      ++at_;
      if (quote == '"' || here() != '\'') return out;
      out += '\'';
      ++at_;
    } else if (c == '\\' && quote == '"') {
      out += escape();
    } else if (c == '\n' || c == '\r') {
      fold_break(out, text_, at_);
    } else {
      out += c;
      ++at_;
    }
  }
  at_ = start;
  fail(std::string{"the quote is never closed: end the text with "} + quote);
}

std::string YamlFlow::escape() {
  ++at_;
  const char c = here();
  if (at_ >= text_.size()) fail("the text ends inside an escape: write \\\\ for a backslash");
  ++at_;
  switch (c) {
    case 'n':
      return "\n";
    case 't':
      return "\t";
    case 'r':
      return "\r";
    case '0':
      return "";
    case 'e':
      return "";
    case '_':
      return "\xC2\xA0";
    case '"':
    case '\\':
    case '/':
    case ' ':
    case '\'':
      return std::string(1, c);
    case '\n':
      while (here() == ' ' || here() == '\t') ++at_;
      return "";
    default:
      break;
  }
  return coded(c);
}

std::string YamlFlow::coded(char c) {
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 || at_ + digits > text_.size())
    fail(std::string{"\\"} + c + " is no escape: write \\\\ for a backslash, or use single quotes");
  std::uint32_t code = 0;
  for (const std::size_t end = at_ + digits; at_ < end; ++at_) {
    const char l = lower_ascii(text_.substr(at_, 1))[0];
    if (!((l >= '0' && l <= '9') || (l >= 'a' && l <= 'f')))
      fail("a \\x, \\u or \\U escape needs hexadecimal digits");
    code = code * 16 + static_cast<std::uint32_t>(l <= '9' ? l - '0' : l - 'a' + 10);
  }
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
    fail("the escape names no character");
  char bytes[U8_MAX_LENGTH];
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, static_cast<UChar32>(code));
  return std::string(bytes, static_cast<std::size_t>(n));
}

int YamlFlow::lines_read() const {
  return static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
}

}  // namespace patchbay::kb
