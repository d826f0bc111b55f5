#include "article_body.hpp"

#include <algorithm>

#include "body_headings.hpp"
#include "body_links.hpp"
#include "html_clean.hpp"
#include "markdown.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr int kWordsPerMinute = 200;

// What is left to do when headings and links are settled: callouts, code, tables, lists of tasks.
class Furnish {
 public:
  Furnish(HtmlTree& tree, const BodyTexts& texts) : tree_{tree}, texts_{texts} {}

  void under(NodeId id) {
    const std::vector<NodeId> children = tree_.at(id).children;
    for (const NodeId child : children) {
      if (tree_.at(child).is_text()) continue;
      under(child);
      one(child);
    }
  }

 private:
  void one(NodeId id) {
    HtmlNode& node = tree_.at(id);
    node.drop("data-sourcepos");
    node.drop("data-include");
    if (node.has("data-callout"))
      callout(id);
    else if (node.tag == "pre")
      node.set("class", "kb-code");
    else if (node.tag == "table")
      table(id);
    else if (node.tag == "td" || node.tag == "th")
      cell(node);
    else if (node.tag == "input")
      checkbox(id);
    else if (node.tag == "a" && node.attribute("href").starts_with("#fnref"))
      node.set("aria-label", texts_.footnote_back);
  }

  void callout(NodeId id) {
    HtmlNode& node = tree_.at(id);
    const std::string kind{node.attribute("data-callout")};
    const std::string* label = kind == "note"        ? &texts_.note
                               : kind == "tip"       ? &texts_.tip
                               : kind == "important" ? &texts_.important
                               : kind == "warning"   ? &texts_.warning
                               : kind == "caution"   ? &texts_.caution
                                                     : nullptr;
    node.drop("data-callout");
    if (!label) return;
    node.set("class", "kb-callout kb-" + kind);
    node.set("role", "note");
    const NodeId title = tree_.make_element("p");
    tree_.at(title).set("class", "kb-callout-title");
    tree_.add_text(title, *label);
    auto& children = tree_.at(id).children;
    children.insert(children.begin(), title);
  }

  // Wide tables scroll on their own; the keyboard can reach what scrolls.
  void table(NodeId id) {
    const NodeId inner = tree_.make_element("table");
    HtmlNode& node = tree_.at(id);
    HtmlNode& moved = tree_.at(inner);
    moved.attributes = std::move(node.attributes);
    moved.children = std::move(node.children);
    node.tag = "div";
    node.attributes = {
        {"class", "kb-table"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", texts_.table}};
    node.children = {inner};
  }

  void cell(HtmlNode& node) {
    const std::string align = lower_ascii(node.attribute("align"));
    node.drop("align");
    if (align == "center" || align == "right") node.set("class", "kb-" + align);
    const bool empty = node.children.empty() ||
                       (node.children.size() == 1 && trim(tree_.at(node.children[0]).text).empty() &&
                        tree_.at(node.children[0]).is_text());
    if (node.tag == "th" && empty) node.tag = "td";
  }

  void checkbox(NodeId id) {
    HtmlNode& node = tree_.at(id);
    const bool done = node.has("checked");
    node.tag = "span";
    node.attributes = {{"class", "kb-task"}};
    tree_.add_text(id, done ? "☑ " : "☐ ");
  }

  HtmlTree& tree_;
  const BodyTexts& texts_;
};

// Plain text of the tree, a line per block, and where each heading's section begins in it.
class PlainText {
 public:
  PlainText(const HtmlTree& tree, ArticleBody& body) : tree_{tree}, body_{body} {}

  void take(NodeId root) {
    under(root);
    end_line();
    body_.text = std::move(out_);
    body_.words = static_cast<int>(count_words(body_.text));
    body_.minutes = std::max(1, (body_.words + kWordsPerMinute / 2) / kWordsPerMinute);
  }

 private:
  void under(NodeId id) {
    for (const NodeId child : tree_.at(id).children) {
      const HtmlNode& node = tree_.at(child);
      if (node.is_text()) {
        line_ += node.text;
        continue;
      }
      const bool block = is_block_tag(node.tag) || node.tag == "br";
      if (block) end_line();
      if (node.tag[0] == 'h' && next_ < body_.headings.size() &&
          node.attribute("id") == body_.headings[next_].id)
        body_.headings[next_++].at = out_.size();
      if (node.tag == "video" || node.tag == "audio") continue;
      under(child);
      if (node.tag == "td" || node.tag == "th")
        line_ += ' ';
      else if (block)
        end_line();
    }
  }

  void end_line() {
    const std::string text = squeeze(line_);
    line_.clear();
    if (text.empty()) return;
    out_ += text;
    out_ += '\n';
  }

  const HtmlTree& tree_;
  ArticleBody& body_;
  std::string out_, line_;
  std::size_t next_ = 0;
};

// Of a whole HTML page only what it is about.
NodeId content_root(const HtmlTree& tree) {
  for (const std::string_view tag : {"article", "main", "body"})
    if (const NodeId found = tree.find(HtmlTree::kRoot, tag); found != HtmlTree::kRoot) return found;
  return HtmlTree::kRoot;
}

// Takes out the wrappers of included text, whose file nobody needs to know any more.
void unwrap_includes(HtmlTree& tree, NodeId id) {
  std::vector<NodeId> flat;
  const std::vector<NodeId> children = tree.at(id).children;
  for (const NodeId child : children) {
    if (!tree.at(child).is_text()) unwrap_includes(tree, child);
    if (tree.at(child).has("data-include"))
      flat.insert(flat.end(), tree.at(child).children.begin(), tree.at(child).children.end());
    else
      flat.push_back(child);
  }
  tree.at(id).children = std::move(flat);
}

}  // namespace

ArticleBody make_body(const BodySource& source, Surroundings& around, const BodyTexts& texts,
                      Problems& problems) {
  ArticleBody body;
  const bool markdown = source.format == BodySource::Format::markdown;
  if (!markdown && source.text.size() > kMaxMarkdown)
    throw SourceError{0, "the page is " + std::to_string(source.text.size() >> 10) +
                             " KB, at most 1,024 are read: split the article"};
  const ReadInclude include = [&around](const std::string& path) { return around.text(path); };
  HtmlTree tree =
      markdown
          ? parse_html(markdown_to_html({source.text, source.path, source.first_line}, include, problems),
                       UnknownTags::as_text)
          : parse_html(source.text, UnknownTags::drop);
  const NodeId root = markdown ? HtmlTree::kRoot : content_root(tree);
  const std::vector<RefusedLink> refused = clean_html(tree, root);
  BodyHeadings{tree, body}.settle(root, source.title);
  BodyLinks{tree, source, around, texts, body, problems}.resolve(root, refused);
  unwrap_includes(tree, root);
  Furnish{tree, texts}.under(root);
  PlainText{tree, body}.take(root);
  body.html = to_html(tree, root);
  return body;
}

}  // namespace patchbay::kb
