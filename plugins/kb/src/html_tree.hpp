#pragma once
// HTML as a tree. Reads what authors and exports write, never fails on odd markup, always ends: at most 100
// levels (deeper elements lose their tags, not their text) and 400,000 nodes (SourceError). Nothing here is
// safe yet: see html_clean.hpp.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::kb {

using NodeId = std::uint32_t;

struct HtmlNode {
  std::string tag;   // lower case; empty = text
  std::string text;  // entities decoded
  std::vector<std::pair<std::string, std::string>>
      attributes;  // names in lower case, values decoded, each name once
  std::vector<NodeId> children;
  NodeId parent = 0;
  int line = 0;  // of the HTML

  bool is_text() const { return tag.empty(); }
  std::string_view attribute(std::string_view name) const;  // empty when absent
  bool has(std::string_view name) const;
  void set(std::string_view name, std::string value);
  void drop(std::string_view name);
};

class HtmlTree {
 public:
  HtmlTree();

  HtmlNode& at(NodeId id) { return nodes_[id]; }
  const HtmlNode& at(NodeId id) const { return nodes_[id]; }
  static constexpr NodeId kRoot = 0;

  NodeId add_element(NodeId parent, std::string tag, int line = 0);
  NodeId add_text(NodeId parent, std::string text);
  NodeId make_element(std::string tag);  // without a place yet
  void place(NodeId parent, NodeId child);

  std::string text_under(NodeId id) const;                // all text, as it stands
  NodeId find(NodeId under, std::string_view tag) const;  // the first in document order, kRoot = none
  std::size_t size() const { return nodes_.size(); }

 private:
  std::vector<HtmlNode> nodes_;
};

enum class UnknownTags {
  as_text,  // Markdown: <ServerName> is a placeholder its author forgot to escape; readers must see it
  drop      // HTML files: the tag goes, what is inside stays
};
HtmlTree parse_html(std::string_view html, UnknownTags unknown);

// Outer HTML of the children of `id`. Void elements without a slash, every attribute in double quotes.
std::string to_html(const HtmlTree& tree, NodeId id);

bool is_void_tag(std::string_view tag);
bool is_known_tag(std::string_view tag);
bool is_block_tag(std::string_view tag);
std::string decode_entities(std::string_view text);

}  // namespace patchbay::kb
