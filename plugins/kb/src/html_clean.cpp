#include "html_clean.hpp"

#include <algorithm>
#include <array>

#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

struct Allowed {
  std::string_view tag;
  std::string_view attributes;  // between spaces
};

// Sorted by tag. id, lang, dir and title may stand everywhere.
constexpr std::array kAllowed{Allowed{"a", " href name "},
                              Allowed{"abbr", ""},
                              Allowed{"address", ""},
                              Allowed{"aside", ""},
                              Allowed{"audio", " src "},
                              Allowed{"b", ""},
                              Allowed{"bdi", ""},
                              Allowed{"bdo", ""},
                              Allowed{"blockquote", ""},
                              Allowed{"br", ""},
                              Allowed{"caption", ""},
                              Allowed{"cite", ""},
                              Allowed{"code", " class "},
                              Allowed{"col", " span "},
                              Allowed{"colgroup", " span "},
                              Allowed{"dd", ""},
                              Allowed{"del", " datetime "},
                              Allowed{"details", " open "},
                              Allowed{"dfn", ""},
                              Allowed{"div", " data-callout data-include "},
                              Allowed{"dl", ""},
                              Allowed{"dt", ""},
                              Allowed{"em", ""},
                              Allowed{"figcaption", ""},
                              Allowed{"figure", ""},
                              Allowed{"h1", ""},
                              Allowed{"h2", ""},
                              Allowed{"h3", ""},
                              Allowed{"h4", ""},
                              Allowed{"h5", ""},
                              Allowed{"h6", ""},
                              Allowed{"hr", ""},
                              Allowed{"i", ""},
                              Allowed{"img", " src alt width height "},
                              Allowed{"input", " type checked disabled "},
                              Allowed{"ins", " datetime "},
                              Allowed{"kbd", ""},
                              Allowed{"li", " value "},
                              Allowed{"mark", ""},
                              Allowed{"ol", " start reversed type "},
                              Allowed{"p", ""},
                              Allowed{"pre", ""},
                              Allowed{"q", ""},
                              Allowed{"rp", ""},
                              Allowed{"rt", ""},
                              Allowed{"ruby", ""},
                              Allowed{"s", ""},
                              Allowed{"samp", ""},
                              Allowed{"section", " class "},
                              Allowed{"small", ""},
                              Allowed{"source", " src "},
                              Allowed{"span", ""},
                              Allowed{"strong", ""},
                              Allowed{"sub", ""},
                              Allowed{"summary", ""},
                              Allowed{"sup", " class "},
                              Allowed{"table", ""},
                              Allowed{"tbody", ""},
                              Allowed{"td", " colspan rowspan align "},
                              Allowed{"tfoot", ""},
                              Allowed{"th", " colspan rowspan align scope "},
                              Allowed{"thead", ""},
                              Allowed{"time", " datetime "},
                              Allowed{"tr", ""},
                              Allowed{"u", ""},
                              Allowed{"ul", ""},
                              Allowed{"var", ""},
                              Allowed{"video", " src poster width height "},
                              Allowed{"wbr", ""}};

constexpr std::array<std::string_view, 26> kDropped{
    "applet", "base",     "canvas", "datalist", "dialog",  "embed",    "frame",    "frameset", "head",
    "link",   "math",     "meta",   "meter",    "noembed", "noframes", "object",   "optgroup", "option",
    "param",  "progress", "script", "select",   "style",   "svg",      "template", "textarea"};

// Old names for the same thing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kRenamed{{{"acronym", "abbr"},
                                                                                 {"big", "strong"},
                                                                                 {"center", "div"},
                                                                                 {"main", "div"},
                                                                                 {"menu", "ul"},
                                                                                 {"strike", "s"},
                                                                                 {"tt", "code"}}};

const Allowed* allowed(std::string_view tag) {
  const auto found =
      std::lower_bound(kAllowed.begin(), kAllowed.end(), tag,
                       [](const Allowed& entry, std::string_view name) { return entry.tag < name; });
  return found != kAllowed.end() && found->tag == tag ? &*found : nullptr;
}

bool is_class_kept(std::string_view tag, std::string_view value) {
  if (tag == "code")
    return value.starts_with("language-") && value.find_first_of(" \t\n") == std::string_view::npos &&
           value.size() < 40;
  return (tag == "sup" && value == "footnote-ref") || (tag == "section" && value == "footnotes");
}

bool is_kept(const HtmlNode& node, std::string_view attributes, const std::string& name,
             const std::string& value) {
  if (name == "data-sourcepos" || name == "lang" || name == "title") return true;
  if (name == "dir") return value == "ltr" || value == "rtl" || value == "auto";
  if (name == "id" || name == "name") {
    // Names of the page's own begin with these; an author's anchor may not take one over.
    if (value.empty() || value.starts_with("kb-") || value.starts_with("pb-")) return false;
    return name == "id" || node.tag == "a";
  }
  if (attributes.find(" " + name + " ") == std::string_view::npos) return false;
  if (name == "class") return is_class_kept(node.tag, value);
  if (name == "href") return is_safe_href(value);
  if (name == "src" || name == "poster")
    return is_safe_href(value) || starts_with_ci(trim(value), "data:image/");
  if (name == "width" || name == "height" || name == "colspan" || name == "rowspan" || name == "span" ||
      name == "start" || name == "value")
    return !value.empty() && value.size() < 6 && value.find_first_not_of("0123456789") == std::string::npos;
  return true;
}

class Cleaner {
 public:
  explicit Cleaner(HtmlTree& tree) : tree_{tree} {}
  void children(NodeId id);
  std::vector<RefusedLink> refused;

 private:
  void child(NodeId parent, NodeId id, std::vector<NodeId>& kept);
  void frame(NodeId parent, NodeId id, std::vector<NodeId>& kept);
  void keep(NodeId parent, NodeId id, std::vector<NodeId>& kept) {
    tree_.at(id).parent = parent;
    kept.push_back(id);
  }
  HtmlTree& tree_;
};

void Cleaner::children(NodeId id) {
  std::vector<NodeId> kept;
  const std::vector<NodeId> old = std::move(tree_.at(id).children);
  kept.reserve(old.size());
  for (const NodeId child_id : old) child(id, child_id, kept);
  tree_.at(id).children = std::move(kept);
}

// Film players and the like: the content policy loads nothing from elsewhere, so the reader gets a link.
void Cleaner::frame(NodeId parent, NodeId id, std::vector<NodeId>& kept) {
  const std::string source{tree_.at(id).attribute("src")};
  const std::string url = source.starts_with("//") ? "https:" + source : source;
  if (scheme_of(url) != "https" && scheme_of(url) != "http") return;
  const std::string title{tree_.at(id).attribute("title")};
  const NodeId link = tree_.make_element("a");
  tree_.at(link).set("href", url);
  tree_.add_text(link, title.empty() ? url : title);
  keep(parent, link, kept);
}

void Cleaner::child(NodeId parent, NodeId id, std::vector<NodeId>& kept) {
  HtmlNode& node = tree_.at(id);
  if (node.is_text()) return keep(parent, id, kept);
  if (std::binary_search(kDropped.begin(), kDropped.end(), node.tag)) return;
  if (node.tag == "iframe") return frame(parent, id, kept);
  for (const auto& [from, to] : kRenamed)
    if (node.tag == from) node.tag = to;
  const Allowed* entry = allowed(node.tag);
  if (entry && node.tag == "input" && node.attribute("type") != "checkbox") return;
  if (!entry) {
    children(id);
    for (const NodeId inner : tree_.at(id).children) keep(parent, inner, kept);
    return;
  }
  if (node.tag == "a" && node.has("href") && !is_safe_href(node.attribute("href")))
    refused.push_back({id, std::string{node.attribute("href")}});
  std::erase_if(node.attributes, [&](const auto& attribute) {
    return !is_kept(node, entry->attributes, attribute.first, attribute.second);
  });
  keep(parent, id, kept);
  children(id);
}

}  // namespace

std::vector<RefusedLink> clean_html(HtmlTree& tree, NodeId root) {
  Cleaner cleaner{tree};
  cleaner.children(root);
  return std::move(cleaner.refused);
}

bool is_safe_href(std::string_view href) {
  const std::string scheme = scheme_of(href);
  if (scheme.empty()) return href.find('\\') == std::string_view::npos && !trim(href).starts_with("//");
  return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel";
}

}  // namespace patchbay::kb
