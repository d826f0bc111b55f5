#pragma once
// The gate between what an author wrote and what a reader's browser gets: only the elements and attributes
// listed here pass. Scripts, styles, forms and frames go with all they hold; an unlisted element loses its
// tag and keeps its text. A frame that showed a page of the web becomes a link to it. Only what this and
// article_body.hpp wrote is ever served.
#include <string_view>

#include "html_tree.hpp"
#include "problem.hpp"

namespace patchbay::kb {

struct RefusedLink {
  NodeId node;  // the <a> that lost its href
  std::string href;
};
// Cleans everything under `root`; tells the links whose scheme may not be used.
std::vector<RefusedLink> clean_html(HtmlTree& tree, NodeId root);

// http, https, mailto, tel, or a reference without scheme.
bool is_safe_href(std::string_view href);

}  // namespace patchbay::kb
