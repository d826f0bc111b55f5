#include "yaml_block.hpp"

#include "text.hpp"
#include "yaml_flow.hpp"

namespace patchbay::kb {
namespace {

constexpr int kMaxDepth = 8;

bool is_blank(std::string_view text) {
  return text.empty() || text.front() == '#';
}

// The length of the quoted text at the start of a line, or npos when it does not end there.
std::size_t quoted_length(std::string_view text) {
  const char quote = text.front();
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\')
      ++at;
    else if (text[at] == quote && quote == '\'' && text.substr(at + 1, 1) == "'")
      ++at;
    else if (text[at] == quote)
      return at + 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::size_t find_key_end(std::string_view text) {
  std::size_t at = 0;
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    at = quoted_length(text);
    if (at == std::string_view::npos) return at;
    while (at < text.size() && text[at] == ' ') ++at;
    return at < text.size() && text[at] == ':' ? at : std::string_view::npos;
  }
  for (at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1))
    if (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\t') return at;
  return at;
}

bool is_list_item(std::string_view text) {
  return text == "-" || text.starts_with("- ") || text.starts_with("-\t");
}

std::string_view without_comment(std::string_view text) {
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1))
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t') return trim(text.substr(0, at));
  return trim(text);
}

void YamlBlock::skip_blank() {
  while (!at_end() && is_blank(line().text)) ++next_;
}

json::object YamlBlock::read() {
  skip_blank();
  json::object object;
  if (!at_end()) object = map(line().indent, 0);
  skip_blank();
  if (!at_end())
    throw SourceError{line().number,
                      "this line belongs to no key: indent it under one, or write \"key: value\""};
  return object;
}

json::value YamlBlock::block(std::size_t indent, int depth) {
  if (depth > kMaxDepth)
    throw SourceError{line().number, "lists and maps are nested more than 8 deep: flatten them"};
  if (is_list_item(line().text)) return list(indent, depth);
  return map(indent, depth);
}

void YamlBlock::add(json::object& object, std::string key, json::value value, int line, bool outermost) {
  if (object.contains(key)) {
    problems_.push_back(
        {Severity::warning, {}, line, "\"" + key + "\" stands a second time; the first is used"});
    return;
  }
  if (outermost) keys_.push_back({key, line});
  object.emplace(key, std::move(value));
}

json::object YamlBlock::map(std::size_t indent, int depth) {
  json::object object;
  for (skip_blank(); !at_end() && line().indent == indent && !is_list_item(line().text); skip_blank()) {
    const YamlLine here = line();
    const std::size_t end = find_key_end(here.text);
    if (end == std::string_view::npos || end == 0)
      throw SourceError{here.number, "expected \"key: value\", found \"" + cut(here.text, 60) + "\""};
    const std::string_view name = trim(here.text.substr(0, end));
    const bool in_quotes = name.front() == '"' || name.front() == '\'';
    const std::string key = in_quotes ? YamlFlow{name, here.number}.quoted() : std::string{name};
    json::value item = value(trim(here.text.substr(end + 1)), indent, false, depth);
    add(object, key, std::move(item), here.number, depth == 0);
  }
  if (!at_end() && line().indent > indent)
    throw SourceError{line().number, "this line is indented further than the ones it stands with: align it"};
  return object;
}

json::array YamlBlock::list(std::size_t indent, int depth) {
  json::array items;
  for (skip_blank(); !at_end() && line().indent == indent && is_list_item(line().text); skip_blank())
    items.push_back(after_dash(indent, line().text.substr(1), depth));
  return items;
}

// "- a", "- key: a" (a map whose further keys align with the first) or "-" with the item below.
json::value YamlBlock::after_dash(std::size_t indent, std::string_view rest, int depth) {
  const std::size_t gap = rest.find_first_not_of(" \t");
  const std::string_view text = gap == std::string_view::npos ? std::string_view{} : rest.substr(gap);
  const bool opens_map = !text.empty() && text.front() != '[' && text.front() != '{' && text.front() != '|' &&
                         text.front() != '>' && find_key_end(without_comment(text)) != std::string_view::npos;
  if (!opens_map && !is_list_item(text)) return value(text, indent, true, depth);
  lines_[next_].indent = indent + 1 + gap;
  lines_[next_].text = text;
  return block(indent + 1 + gap, depth + 1);
}

json::value YamlBlock::value(std::string_view rest, std::size_t indent, bool in_list, int depth) {
  const YamlLine here = line();
  if (rest.empty() || rest.front() == '#') {
    ++next_;
    skip_blank();
    const bool deeper = !at_end() && line().indent > indent;
    const bool list_beside = !at_end() && !in_list && line().indent == indent && is_list_item(line().text);
    if (deeper || list_beside) {
      if (!is_list_item(line().text) && find_key_end(line().text) == std::string_view::npos)
        return json::value(plain({}, indent));
      return block(line().indent, depth + 1);
    }
    return json::value(json::string{});
  }
  switch (rest.front()) {
    case '"':
    case '\'':
    case '[':
    case '{':
      return flow(rest, indent);
    case '|':
    case '>':
      return json::value(literal(rest, indent));
    case '&':
    case '*':
    case '!':
      throw SourceError{here.number,
                        std::string{"a value cannot start with "} + rest.front() + ": put it in quotes"};
    default:
      break;
  }
  ++next_;
  const std::string_view text = without_comment(rest);
  if (find_key_end(text) != std::string_view::npos)
    problems_.push_back({Severity::warning,
                         {},
                         here.number,
                         "\": \" inside a value: taken as text; put the value in quotes"});
  return json::value(plain(text, indent));
}

// A plain value goes on in the lines that are indented further.
std::string YamlBlock::plain(std::string_view rest, std::size_t indent) {
  std::string text{rest};
  while (!at_end() && line().indent > indent && !is_blank(line().text)) {
    if (!text.empty()) text += ' ';
    text += without_comment(line().text);
    ++next_;
  }
  if (text == "~" || text == "null") text.clear();
  return text;
}

json::value YamlBlock::flow(std::string_view rest, std::size_t indent) {
  const YamlLine first = line();
  std::string text{rest};
  for (std::size_t at = next_ + 1; at < lines_.size(); ++at) {
    const YamlLine& more = lines_[at];
    const bool closes = more.text.starts_with(']') || more.text.starts_with('}');
    if (more.indent <= indent && !more.text.empty() && !closes) break;
    text += '\n';
    text += more.text;
  }
  YamlFlow flow{text, first.number};
  json::value result = flow.read();
  next_ += 1 + static_cast<std::size_t>(flow.lines_read());
  const std::string_view left = flow.rest().substr(0, flow.rest().find('\n'));
  if (!without_comment(left).empty())
    throw SourceError{first.number, "text stands behind the closed value: \"" + cut(trim(left), 40) +
                                        "\"; put the whole value in quotes, doubling those inside"};
  return result;
}

// "|" keeps line ends, ">" folds them; "-" drops the last one, "+" keeps all.
std::string YamlBlock::literal(std::string_view head, std::size_t indent) {
  const bool folded = head.front() == '>';
  const std::string_view marks = without_comment(head.substr(1));
  if (marks.find_first_not_of("+-123456789") != std::string_view::npos)
    throw SourceError{line().number, "after | or > only + or - may stand; write the text below, indented"};
  std::vector<std::string_view> rows;
  std::size_t base = 0;
  for (++next_; !at_end() && (line().text.empty() || line().indent > indent); ++next_) {
    if (base == 0 && !line().text.empty()) base = line().indent;
    rows.push_back(line().whole.size() > base ? line().whole.substr(base) : std::string_view{});
  }
  std::size_t count = rows.size();
  while (count > 0 && trim(rows[count - 1]).empty()) --count;
  std::string out;
  for (std::size_t row = 0; row < count; ++row) {
    const bool breaks = !folded || rows[row].empty() || row + 1 == count || rows[row + 1].empty();
    out += rows[row];
    if (row + 1 < count) out += breaks ? (folded && !rows[row].empty() ? "" : "\n") : " ";
  }
  if (marks.find('-') == std::string_view::npos && !out.empty()) out += '\n';
  return out;
}

}  // namespace patchbay::kb
