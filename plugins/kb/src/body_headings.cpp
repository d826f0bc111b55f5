#include "body_headings.hpp"

#include <algorithm>

#include "text.hpp"

namespace patchbay::kb {
namespace {

int level_of(std::string_view tag) {
  return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' ? tag[1] - '0' : 0;
}

}  // namespace

void BodyHeadings::settle(NodeId root, std::string_view title) {
  drop_title(root, title);
  collect(root);
  std::erase_if(headings_, [this](NodeId id) { return trim(tree_.text_under(id)).empty(); });
  settle_levels();
  for (const NodeId id : headings_) anchor(id);
  settled_.insert(headings_.begin(), headings_.end());
  settle_ids(root);
}

void BodyHeadings::collect(NodeId id) {
  const std::vector<NodeId> children = tree_.at(id).children;
  for (const NodeId child : children) {
    if (tree_.at(child).is_text()) continue;
    if (level_of(tree_.at(child).tag) == 0) {
      collect(child);
      continue;
    }
    headings_.push_back(child);
    if (trim(tree_.text_under(child)).empty()) tree_.at(child).tag = "div";
  }
}

// The first thing of the text is often its title once more.
void BodyHeadings::drop_title(NodeId root, std::string_view title) {
  auto& children = tree_.at(root).children;
  for (std::size_t i = 0; i < children.size(); ++i) {
    const HtmlNode& node = tree_.at(children[i]);
    if (node.is_text() && trim(node.text).empty()) continue;
    if (level_of(node.tag) != 1) return;
    body_.first_heading = squeeze(tree_.text_under(children[i]));
    if (!title.empty() && fold_key(body_.first_heading) != fold_key(title)) return;
    // Its anchor may be linked to from elsewhere, so the place keeps the name.
    const NodeId id = children[i];
    const std::string name = own_name(id);
    tree_.at(id).children.clear();
    tree_.at(id).tag = "span";
    tree_.at(id).attributes.clear();
    if (!name.empty()) tree_.at(id).set("id", name);
    return;
  }
}

void BodyHeadings::settle_levels() {
  std::vector<int> open;
  for (const NodeId id : headings_) {
    const int written = level_of(tree_.at(id).tag);
    while (!open.empty() && open.back() >= written) open.pop_back();
    open.push_back(written);
    const int level = std::min(6, 1 + static_cast<int>(open.size()));
    tree_.at(id).tag = "h" + std::to_string(level);
  }
}

// <h2><a name="x"></a>Text</h2> and <h2 id="x">: the name the author gave; the <a> goes.
std::string BodyHeadings::own_name(NodeId heading) {
  std::string name{tree_.at(heading).attribute("id")};
  auto& children = tree_.at(heading).children;
  for (std::size_t i = 0; i < children.size(); ++i) {
    const HtmlNode& child = tree_.at(children[i]);
    if (child.tag != "a" || child.has("href")) continue;
    const std::string found{child.has("name") ? child.attribute("name") : child.attribute("id")};
    if (name.empty()) name = found;
    if (!found.empty() && trim(tree_.text_under(children[i])).empty()) {
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; }, '-');
  return name;
}

std::string BodyHeadings::unique(std::string wanted) {
  if (wanted.empty()) wanted = "section";
  std::string name = wanted;
  while (!taken_.insert(name).second) name = wanted + "-" + std::to_string(++next_[wanted]);
  return name;
}

void BodyHeadings::anchor(NodeId heading) {
  std::string name = own_name(heading);
  const std::string text = squeeze(tree_.text_under(heading));
  if (name.empty()) name = anchor_of(text);
  if (name.starts_with("kb-") || name.starts_with("pb-")) name.insert(0, "-");
  name = unique(std::move(name));
  tree_.at(heading).set("id", name);
  body_.headings.push_back({name, level_of(tree_.at(heading).tag), text, 0});
}

// Other ids stay if nobody has them yet; <a name> becomes an id.
void BodyHeadings::settle_ids(NodeId id) {
  const std::vector<NodeId> children = tree_.at(id).children;
  for (const NodeId child : children) {
    HtmlNode& node = tree_.at(child);
    if (node.is_text()) continue;
    if (!settled_.contains(child)) {
      std::string name{node.has("id") ? node.attribute("id") : node.attribute("name")};
      node.drop("name");
      node.drop("id");
      const bool usable = !name.empty() && name.find_first_of(" \t\n") == std::string::npos;
      if (usable && taken_.insert(name).second) node.set("id", std::move(name));
    }
    settle_ids(child);
  }
}

}  // namespace patchbay::kb
