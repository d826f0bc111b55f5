// From text to tree: tags, attributes, entities, and the end tags authors may leave out.
#include <algorithm>

#include "html_tree.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxDepth = 100;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

// Their content is text up to their own end tag.
bool is_raw(std::string_view tag) {
  return tag == "script" || tag == "style" || tag == "textarea" || tag == "title" || tag == "xmp" ||
         tag == "iframe" || tag == "noembed" || tag == "noframes" || tag == "svg" || tag == "math" ||
         tag == "template";
}

// <Label>, <ObjectName>: people write HTML in one case, and placeholders like this.
bool is_camel_case(std::string_view name) {
  const bool any_lower = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool any_upper = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return any_lower && any_upper && name.size() > 2;
}

// Whether opening `tag` ends an open `open`.
bool ends(std::string_view tag, std::string_view open) {
  if (open == "p") return is_block_tag(tag) && tag != "td" && tag != "th" && tag != "tr";
  if (open == "li") return tag == "li";
  if (open == "dt" || open == "dd") return tag == "dt" || tag == "dd";
  if (open == "td" || open == "th")
    return tag == "td" || tag == "th" || tag == "tr" || tag == "tbody" || tag == "tfoot";
  if (open == "tr") return tag == "tr" || tag == "tbody" || tag == "tfoot";
  if (open == "thead" || open == "tbody") return tag == "tbody" || tag == "tfoot";
  if (open == "a") return tag == "a";
  return false;
}

// An open element that the end of an inner one may not pass.
bool is_border(std::string_view tag, std::string_view ending) {
  if (ending == "li") return tag == "ul" || tag == "ol" || tag == "menu";
  if (ending == "table") return false;
  return tag == "table" || tag == "td" || tag == "th" || tag == "tr";
}

class HtmlReader {
 public:
  HtmlReader(std::string_view html, UnknownTags unknown) : html_{html}, unknown_{unknown} {}
  HtmlTree read();

 private:
  bool tag();  // at '<'; false: it is text
  bool skip_to(std::string_view end);
  void start_tag(std::string_view name);
  void end_implied(std::string_view name);
  void end_tag(std::string_view name);
  std::vector<std::pair<std::string, std::string>> attributes();
  std::string attribute_value();
  void raw_text(std::string_view name, bool dropped);
  void space();
  void text(std::size_t from, std::size_t to);
  void count_lines(std::size_t to);
  char here() const { return at_ < html_.size() ? html_[at_] : '\0'; }

  std::string_view html_;
  UnknownTags unknown_;
  HtmlTree tree_;
  std::vector<NodeId> open_{HtmlTree::kRoot};
  std::size_t at_ = 0, counted_ = 0;
  int line_ = 1;
};

HtmlTree HtmlReader::read() {
  std::size_t from = 0;
  while (at_ < html_.size()) {
    const std::size_t next = html_.find('<', at_);
    at_ = std::min(next, html_.size());
    if (at_ == html_.size()) break;
    const std::size_t start = at_;
    text(from, start);
    from = start;
    if (tag())
      from = at_;
    else
      at_ = start + 1;
  }
  text(from, html_.size());
  return std::move(tree_);
}

void HtmlReader::count_lines(std::size_t to) {
  line_ += static_cast<int>(std::count(html_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                       html_.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
  counted_ = to;
}

void HtmlReader::text(std::size_t from, std::size_t to) {
  if (to > from) tree_.add_text(open_.back(), decode_entities(html_.substr(from, to - from)));
}

void HtmlReader::space() {
  while (is_space(here())) ++at_;
}

bool HtmlReader::skip_to(std::string_view end) {
  const std::size_t found = html_.find(end, at_);
  at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  return true;
}

bool HtmlReader::tag() {
  const std::string_view rest = html_.substr(at_);
  if (rest.starts_with("<!--")) return at_ += 4, skip_to("-->");
  if (rest.starts_with("<!") || rest.starts_with("<?")) return skip_to(">");
  const std::size_t from = at_;
  const bool closing = rest.starts_with("</");
  std::size_t end = from + (closing ? 2 : 1);
  if (end >= html_.size() || !is_letter(html_[end])) return false;
  const std::size_t start = end;
  while (end < html_.size() && !is_space(html_[end]) && html_[end] != '>' && html_[end] != '/') ++end;
  const std::string_view written = html_.substr(start, end - start);
  const std::string name = lower_ascii(written);
  if (!is_known_tag(name) || (unknown_ == UnknownTags::as_text && is_camel_case(written))) {
    if (unknown_ == UnknownTags::as_text) return false;
    return skip_to(">");
  }
  count_lines(from);
  at_ = end;
  if (closing) {
    skip_to(">");
    end_tag(name);
  } else {
    start_tag(name);
  }
  return true;
}

// What opening `name` ends although nobody wrote the end tag.
void HtmlReader::end_implied(std::string_view name) {
  while (open_.size() > 1 && ends(name, tree_.at(open_.back()).tag)) open_.pop_back();
  const bool item =
      name == "li" || name == "dt" || name == "dd" || name == "tr" || name == "td" || name == "th";
  if (!item) return;
  // An inline element left open inside the previous item does not swallow the next one.
  for (std::size_t i = open_.size(); i-- > 1;) {
    const std::string& tag = tree_.at(open_[i]).tag;
    if (ends(name, tag)) {
      open_.resize(i);
      return end_implied(name);
    }
    if (is_block_tag(tag) && tag != "p") return;
  }
}

void HtmlReader::start_tag(std::string_view name) {
  auto found = attributes();
  end_implied(name);
  const bool too_deep = open_.size() >= kMaxDepth;
  if (too_deep && !is_raw(name)) return;
  if (!too_deep) {
    open_.push_back(tree_.add_element(open_.back(), std::string{name}, line_));
    tree_.at(open_.back()).attributes = std::move(found);
  }
  if (is_raw(name)) raw_text(name, too_deep);
  if (!too_deep && (is_raw(name) || is_void_tag(name))) open_.pop_back();
}

void HtmlReader::raw_text(std::string_view name, bool dropped) {
  const std::string end = "</" + std::string{name};
  std::size_t at = at_;
  while (at < html_.size() && !starts_with_ci(html_.substr(at), end)) {
    const std::size_t next = html_.find("</", at + 1);
    at = next == std::string_view::npos ? html_.size() : next;
  }
  const std::string_view inside = html_.substr(at_, at - at_);
  const bool decoded = name == "title" || name == "textarea";
  if (!dropped && !inside.empty())
    tree_.add_text(open_.back(), decoded ? decode_entities(inside) : std::string{inside});
  at_ = at;
  skip_to(">");
}

void HtmlReader::end_tag(std::string_view name) {
  if (name == "br") {
    tree_.add_element(open_.back(), "br", line_);
    return;
  }
  for (std::size_t i = open_.size(); i-- > 1;) {
    const std::string& tag = tree_.at(open_[i]).tag;
    if (tag == name) {
      open_.resize(i);
      return;
    }
    if (is_border(tag, name)) return;
  }
}

std::vector<std::pair<std::string, std::string>> HtmlReader::attributes() {
  std::vector<std::pair<std::string, std::string>> found;
  while (at_ < html_.size()) {
    while (is_space(here()) || here() == '/') ++at_;
    if (here() == '>' || at_ >= html_.size()) break;
    const std::size_t start = at_;
    if (here() == '=') ++at_;  // a name may start with it, says the standard
    while (at_ < html_.size() && !is_space(here()) && here() != '=' && here() != '>' && here() != '/') ++at_;
    std::string name = lower_ascii(html_.substr(start, at_ - start));
    space();
    std::string value;
    if (here() == '=') {
      ++at_;
      value = attribute_value();
    }
    const bool twice =
        std::any_of(found.begin(), found.end(), [&](const auto& other) { return other.first == name; });
    if (!twice && found.size() < 64) found.emplace_back(std::move(name), std::move(value));
  }
  if (at_ < html_.size()) ++at_;
  return found;
}

std::string HtmlReader::attribute_value() {
  space();
  const char quote = here();
  if (quote == '"' || quote == '\'') {
    const std::size_t start = ++at_;
    const std::size_t end = std::min(html_.find(quote, start), html_.size());
    at_ = std::min(end + 1, html_.size());
    return decode_entities(html_.substr(start, end - start));
  }
  const std::size_t start = at_;
  while (at_ < html_.size() && !is_space(here()) && here() != '>') ++at_;
  return decode_entities(html_.substr(start, at_ - start));
}

}  // namespace

HtmlTree parse_html(std::string_view html, UnknownTags unknown) {
  return HtmlReader{html, unknown}.read();
}

}  // namespace patchbay::kb
