#include "html_tree.hpp"

#include "problem.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kMaxNodes = 400'000;

void escape_into(std::string& out, std::string_view text, bool attribute) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        attribute ? out += "&quot;" : out += c;
        break;
      default:
        out += c;
    }
  }
}

void write(std::string& out, const HtmlTree& tree, NodeId id) {
  const HtmlNode& node = tree.at(id);
  if (node.is_text()) return escape_into(out, node.text, false);
  out += '<';
  out += node.tag;
  for (const auto& [name, value] : node.attributes) {
    out += ' ';
    out += name;
    if (value.empty() && name != "alt" && name != "href" && name != "src") continue;
    out += "=\"";
    escape_into(out, value, true);
    out += '"';
  }
  out += '>';
  if (is_void_tag(node.tag)) return;
  for (const NodeId child : node.children) write(out, tree, child);
  out += "</";
  out += node.tag;
  out += '>';
}

void collect(const HtmlTree& tree, NodeId id, std::string& out) {
  const HtmlNode& node = tree.at(id);
  out += node.text;
  for (const NodeId child : node.children) collect(tree, child, out);
}

NodeId search(const HtmlTree& tree, NodeId id, std::string_view tag) {
  for (const NodeId child : tree.at(id).children) {
    if (tree.at(child).tag == tag) return child;
    if (const NodeId found = search(tree, child, tag); found != HtmlTree::kRoot) return found;
  }
  return HtmlTree::kRoot;
}

}  // namespace

std::string_view HtmlNode::attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return {};
}

bool HtmlNode::has(std::string_view name) const {
  for (const auto& attribute : attributes)
    if (attribute.first == name) return true;
  return false;
}

void HtmlNode::set(std::string_view name, std::string value) {
  for (auto& attribute : attributes)
    if (attribute.first == name) {
      attribute.second = std::move(value);
      return;
    }
  attributes.emplace_back(std::string{name}, std::move(value));
}

void HtmlNode::drop(std::string_view name) {
  std::erase_if(attributes, [name](const auto& attribute) { return attribute.first == name; });
}

HtmlTree::HtmlTree() {
  nodes_.emplace_back();
  nodes_[kRoot].tag = "root";
}

NodeId HtmlTree::make_element(std::string tag) {
  if (nodes_.size() >= kMaxNodes)
    throw SourceError{0, "the text has more than 400,000 elements: split it into several articles"};
  nodes_.emplace_back();
  nodes_.back().tag = std::move(tag);
  return static_cast<NodeId>(nodes_.size() - 1);
}

void HtmlTree::place(NodeId parent, NodeId child) {
  nodes_[child].parent = parent;
  nodes_[parent].children.push_back(child);
}

NodeId HtmlTree::add_element(NodeId parent, std::string tag, int line) {
  const NodeId id = make_element(std::move(tag));
  nodes_[id].line = line;
  place(parent, id);
  return id;
}

NodeId HtmlTree::add_text(NodeId parent, std::string text) {
  if (const auto& siblings = nodes_[parent].children;
      !siblings.empty() && nodes_[siblings.back()].is_text()) {
    nodes_[siblings.back()].text += text;
    return siblings.back();
  }
  const NodeId id = add_element(parent, {});
  nodes_[id].text = std::move(text);
  return id;
}

std::string HtmlTree::text_under(NodeId id) const {
  std::string out;
  collect(*this, id, out);
  return out;
}

NodeId HtmlTree::find(NodeId under, std::string_view tag) const {
  return search(*this, under, tag);
}

std::string to_html(const HtmlTree& tree, NodeId id) {
  std::string out;
  for (const NodeId child : tree.at(id).children) write(out, tree, child);
  return out;
}

}  // namespace patchbay::kb
