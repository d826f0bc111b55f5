#include "markdown.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <array>
#include <memory>
#include <mutex>
#include <set>

#include "docfx.hpp"
#include "front_matter.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr int kOptions =
    CMARK_OPT_UNSAFE | CMARK_OPT_SOURCEPOS | CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE;
constexpr int kMaxIncludeDepth = 5;
constexpr std::size_t kMaxIncludes = 200;
constexpr std::array kCallouts{"note", "tip", "important", "warning", "caution"};

struct NodeFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, NodeFree>;
struct ParserFree {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};

std::string_view literal(cmark_node* node) {
  const char* text = node ? cmark_node_get_literal(node) : nullptr;
  return text ? std::string_view{text} : std::string_view{};
}

bool is_text(cmark_node* node) {
  return node && cmark_node_get_type(node) == CMARK_NODE_TEXT;
}

// One parse at a time: while it runs cmark-gfm adds its extensions' characters to tables that all parsers share and takes
// them out at the end, so two at once read the same text now one way, now another.
Document parse(std::string_view text) {
  static std::mutex parsing;
  const std::lock_guard lock{parsing};
  static std::once_flag registered;
  std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
  const std::unique_ptr<cmark_parser, ParserFree> parser{cmark_parser_new(kOptions)};
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist"})
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  cmark_parser_feed(parser.get(), text.data(), text.size());
  Document document{cmark_parser_finish(parser.get())};
  if (text.find("[!") != std::string_view::npos) cmark_consolidate_text_nodes(document.get());
  return document;
}

// The nodes `wanted` picks, in document order; whoever asked may then move or remove them.
template <class Wanted>
std::vector<cmark_node*> pick(cmark_node* root, Wanted wanted) {
  std::vector<cmark_node*> nodes;
  cmark_iter* iter = cmark_iter_new(root);
  for (cmark_event_type event = cmark_iter_next(iter); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iter))
    if (event == CMARK_EVENT_ENTER && wanted(cmark_iter_get_node(iter)))
      nodes.push_back(cmark_iter_get_node(iter));
  cmark_iter_free(iter);
  return nodes;
}

cmark_node* wrapper(const std::string& attribute) {
  cmark_node* node = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
  cmark_node_set_on_enter(node, ("<div " + attribute + ">\n").c_str());
  cmark_node_set_on_exit(node, "</div>\n");
  return node;
}

void move_children(cmark_node* from, cmark_node* to) {
  while (cmark_node* child = cmark_node_first_child(from)) {
    cmark_node_unlink(child);
    cmark_node_append_child(to, child);
  }
}

// Takes "[!NOTE]" and the line break behind it off the quote's first paragraph; the callout's name, or
// nothing.
const char* take_callout_mark(cmark_node* quote) {
  cmark_node* paragraph = cmark_node_first_child(quote);
  cmark_node* first = paragraph ? cmark_node_first_child(paragraph) : nullptr;
  if (!is_text(first)) return nullptr;
  const std::string text{literal(first)};
  for (const char* name : kCallouts) {
    const std::string mark = "[!" + std::string{name} + "]";
    if (!starts_with_ci(text, mark)) continue;
    const std::string rest{trim(std::string_view{text}.substr(mark.size()))};
    cmark_node* next = cmark_node_next(first);
    if (next && rest.empty() &&
        (cmark_node_get_type(next) == CMARK_NODE_SOFTBREAK ||
         cmark_node_get_type(next) == CMARK_NODE_LINEBREAK))
      cmark_node_free(next);
    if (rest.empty())
      cmark_node_free(first);
    else
      cmark_node_set_literal(first, rest.c_str());
    if (!cmark_node_first_child(paragraph)) cmark_node_free(paragraph);
    return name;
  }
  return nullptr;
}

void make_callouts(cmark_node* root) {
  for (cmark_node* quote :
       pick(root, [](cmark_node* node) { return cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE; })) {
    const char* name = take_callout_mark(quote);
    if (!name) continue;
    cmark_node* box = wrapper("data-callout=\"" + std::string{name} + "\"");
    cmark_node_insert_before(quote, box);
    move_children(quote, box);
    cmark_node_free(quote);
  }
}

// What an included file refers to is meant from its own place: rewritten to start at the folder's root.
void rebase_references(cmark_node* root, std::string_view path) {
  const auto refers = [](cmark_node* node) {
    return cmark_node_get_type(node) == CMARK_NODE_LINK || cmark_node_get_type(node) == CMARK_NODE_IMAGE;
  };
  for (cmark_node* node : pick(root, refers)) {
    const std::string url = cmark_node_get_url(node) ? cmark_node_get_url(node) : "";
    if (url.empty() || url.front() == '/' || url.front() == '#' || !scheme_of(url).empty()) continue;
    const std::size_t end = std::min(url.find_first_of("?#"), url.size());
    const auto target = resolve_path(path, decode_percent(std::string_view{url}.substr(0, end)));
    if (target) cmark_node_set_url(node, ("/" + encode_path(*target) + url.substr(end)).c_str());
  }
}

class Includes {
 public:
  Includes(const ReadInclude& read, Problems& problems) : read_{read}, problems_{problems} {}

  void expand(cmark_node* root, std::string_view path, int first_line, int depth);

 private:
  void expand_one(cmark_node* link, std::string_view path, int line, int depth);
  Document load(const std::string& file, int depth);
  void warn(std::string_view path, int line, const std::string& text) {
    problems_.push_back({Severity::warning, depth_path(path), line, text});
  }
  // The article itself is named by whoever asked; only an included file names itself.
  std::string depth_path(std::string_view path) const {
    return open_.empty() ? std::string{} : std::string{path};
  }

  const ReadInclude& read_;
  Problems& problems_;
  // Text nodes point into the paragraph they were parsed in, so what lines were taken from stays until all is
  // rendered.
  std::vector<Document> kept_;
  std::set<std::string> open_;
  std::size_t count_ = 0, bytes_ = 0;
};

bool is_include(cmark_node* node) {
  if (cmark_node_get_type(node) != CMARK_NODE_LINK) return false;
  cmark_node* before = cmark_node_previous(node);
  const std::string_view text = is_text(before) ? literal(before) : std::string_view{};
  const std::size_t at = text.rfind("[!");
  return at != std::string_view::npos && equal_ci(trim(text.substr(at + 2)), "include");
}

int line_of(cmark_node* node) {
  for (; node; node = cmark_node_parent(node))
    if (const int line = cmark_node_get_start_line(node); line > 0) return line;
  return 0;
}

void Includes::expand(cmark_node* root, std::string_view path, int first_line, int depth) {
  for (cmark_node* link : pick(root, is_include))
    expand_one(link, path, first_line + line_of(cmark_node_parent(link)) - 1, depth);
}

Document Includes::load(const std::string& file, int depth) {
  const std::optional<std::string> text = read_(file);
  if (!text) return nullptr;
  bytes_ += text->size();
  if (bytes_ > kMaxMarkdown)
    throw SourceError{0, "what is included is more than 1 MB in all: link to it instead"};
  Problems ignored;
  const FrontMatter matter = parse_front_matter(*text, ignored);
  const std::string body =
      rewrite_docfx(std::string_view{*text}.substr(matter.body), matter.body_line, ignored);
  check_markdown_bounds(body, matter.body_line);
  Document document = parse(body);
  rebase_references(document.get(), file);
  open_.insert(file);
  expand(document.get(), file, matter.body_line, depth + 1);
  open_.erase(file);
  return document;
}

// Whether the paragraph holds this include and nothing else; the marks around it are taken away in any case.
bool take_include_marks(cmark_node* link) {
  cmark_node* before = cmark_node_previous(link);
  cmark_node* after = cmark_node_next(link);
  const std::string text{literal(before)};
  const std::string head = text.substr(0, text.rfind("[!"));
  std::string tail{is_text(after) ? literal(after) : std::string_view{}};
  if (tail.starts_with(']')) tail.erase(0, 1);
  const bool more_after = after && (!is_text(after) || cmark_node_next(after) || !trim(tail).empty());
  const bool alone = !cmark_node_previous(before) && trim(head).empty() && !more_after;
  cmark_node_set_literal(before, head.c_str());
  if (is_text(after)) cmark_node_set_literal(after, tail.c_str());
  return alone;
}

void Includes::expand_one(cmark_node* link, std::string_view path, int line, int depth) {
  const std::string url = cmark_node_get_url(link) ? cmark_node_get_url(link) : "";
  const auto file = resolve_path(path, decode_percent(url));
  cmark_node* paragraph = cmark_node_parent(link);
  const bool alone = take_include_marks(link) && cmark_node_get_type(paragraph) == CMARK_NODE_PARAGRAPH;
  Document text;
  if (!file)
    warn(path, line, "the include " + url + " leads out of the folder: left out");
  else if (open_.contains(*file) || *file == path)
    warn(path, line, "the include " + url + " includes itself: left out");
  else if (depth >= kMaxIncludeDepth)
    warn(path, line, "includes are nested more than 5 deep at " + url + ": left out");
  else if (++count_ > kMaxIncludes)
    warn(path, line, "more than 200 includes: " + url + " left out");
  else if (text = load(*file, depth); !text)
    warn(path, line, "the include " + url + " does not exist: left out");
  if (text && alone) {
    cmark_node* box = wrapper("data-include=\"" + encode_path(*file) + "\"");
    cmark_node_insert_before(paragraph, box);
    move_children(text.get(), box);
    cmark_node_free(paragraph);
    return;
  }
  cmark_node* first = text ? cmark_node_first_child(text.get()) : nullptr;
  if (first && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH)
    while (cmark_node* child = cmark_node_first_child(first)) {
      cmark_node_unlink(child);
      cmark_node_insert_before(link, child);
    }
  cmark_node_free(link);
  if (text) kept_.push_back(std::move(text));
}

std::string render(cmark_node* root, std::size_t input) {
  const std::unique_ptr<char, void (*)(void*)> html{cmark_render_html(root, kOptions, nullptr),
                                                    cmark_get_default_mem_allocator()->free};
  std::string out{html.get()};
  if (out.size() > std::max<std::size_t>(10 * input, 1u << 20))
    throw SourceError{0, "the text becomes more than ten times as long as HTML: simplify its tables"};
  return out;
}

}  // namespace

std::string markdown_to_html(const MarkdownSource& source, const ReadInclude& include, Problems& problems) {
  const std::string text = rewrite_docfx(source.text, source.first_line, problems);
  check_markdown_bounds(text, source.first_line);
  Includes includes{include, problems};
  const Document document = parse(text);
  if (text.find("[!") != std::string::npos) {
    includes.expand(document.get(), source.path, source.first_line, 0);
    make_callouts(document.get());
  }
  return render(document.get(), text.size());
}

}  // namespace patchbay::kb
