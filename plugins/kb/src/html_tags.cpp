// What HTML's element names mean to the tree.
#include <algorithm>
#include <array>

#include "html_tree.hpp"

namespace patchbay::kb {
namespace {

constexpr std::array<std::string_view, 14> kVoid{"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                                 "input", "link", "meta", "param", "source", "track", "wbr"};

constexpr std::array<std::string_view, 34> kBlock{
    "address", "article", "aside",    "blockquote", "body",    "center", "dd",   "details", "div",
    "dl",      "dt",      "fieldset", "figcaption", "figure",  "footer", "form", "h1",      "h2",
    "h3",      "h4",      "h5",       "h6",         "header",  "hr",     "li",   "main",    "nav",
    "ol",      "p",       "pre",      "section",    "summary", "table",  "ul"};

constexpr std::array<std::string_view, 109> kKnown{
    "a",      "abbr",     "acronym",  "address",  "applet",   "area",     "article",    "aside",
    "audio",  "b",        "base",     "bdi",      "bdo",      "big",      "blink",      "blockquote",
    "body",   "br",       "button",   "canvas",   "caption",  "center",   "cite",       "code",
    "col",    "colgroup", "datalist", "dd",       "del",      "details",  "dfn",        "dialog",
    "div",    "dl",       "dt",       "em",       "embed",    "fieldset", "figcaption", "figure",
    "font",   "footer",   "form",     "frame",    "frameset", "h1",       "h2",         "h3",
    "h4",     "h5",       "h6",       "head",     "header",   "hgroup",   "hr",         "html",
    "i",      "iframe",   "img",      "input",    "ins",      "kbd",      "label",      "legend",
    "li",     "link",     "main",     "map",      "mark",     "math",     "menu",       "meta",
    "meter",  "nav",      "noframes", "noscript", "object",   "ol",       "optgroup",   "option",
    "output", "p",        "param",    "picture",  "pre",      "progress", "q",          "rp",
    "rt",     "ruby",     "s",        "samp",     "script",   "section",  "select",     "slot",
    "small",  "source",   "span",     "strike",   "strong",   "style",    "sub",        "summary",
    "sup",    "svg",      "table"};

constexpr std::array<std::string_view, 16> kKnownMore{"tbody", "td",   "template", "textarea", "tfoot", "th",
                                                      "thead", "time", "title",    "tr",       "track", "tt",
                                                      "u",     "ul",   "var",      "video"};

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& sorted, std::string_view tag) {
  return std::binary_search(sorted.begin(), sorted.end(), tag);
}

}  // namespace

bool is_void_tag(std::string_view tag) {
  return is_in(kVoid, tag);
}
bool is_block_tag(std::string_view tag) {
  return is_in(kBlock, tag) || tag == "tr" || tag == "td" || tag == "th";
}
bool is_known_tag(std::string_view tag) {
  return is_in(kKnown, tag) || is_in(kKnownMore, tag) || tag == "wbr" || tag == "xmp";
}

}  // namespace patchbay::kb
