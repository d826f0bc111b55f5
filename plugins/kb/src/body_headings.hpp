#pragma once
// Headings of a body: levels without gaps below the page's own <h1>, and anchors that stay the same.
#include <map>
#include <set>
#include <string>

#include "article_body.hpp"

namespace patchbay::kb {

class BodyHeadings {
 public:
  BodyHeadings(HtmlTree& tree, ArticleBody& body) : tree_{tree}, body_{body} {}

  // `title` is the page's <h1>: a leading heading that says the same goes.
  void settle(NodeId root, std::string_view title);

 private:
  void collect(NodeId id);
  void drop_title(NodeId root, std::string_view title);
  void settle_levels();
  void anchor(NodeId heading);
  std::string own_name(NodeId heading);
  void settle_ids(NodeId id);
  std::string unique(std::string wanted);

  HtmlTree& tree_;
  ArticleBody& body_;
  std::vector<NodeId> headings_;
  std::set<NodeId> settled_;
  std::set<std::string> taken_;
  std::map<std::string, int> next_;  // the number the next of that name gets
};

}  // namespace patchbay::kb
