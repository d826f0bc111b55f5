#include "body_links.hpp"

#include <algorithm>
#include <charconv>

#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::int64_t kIconWidth = 200;  // narrower ones say nothing more when opened large

int start_line(std::string_view sourcepos) {
  int line = 0;
  std::from_chars(sourcepos.data(), sourcepos.data() + sourcepos.size(), line);
  return line;
}

bool is_page(std::string_view path) {
  const std::string ending = lower_ascii(ending_of(path));
  return ending.empty() || ending == "md" || ending == "markdown" || ending == "html" || ending == "htm" ||
         ending == "yml";
}

}  // namespace

void BodyLinks::resolve(NodeId root, const std::vector<RefusedLink>& refused) {
  walk(root, {});
  for (const RefusedLink& link : refused) {
    Place place;
    for (NodeId id = link.node; id != HtmlTree::kRoot && place.line == 0; id = tree_.at(id).parent)
      place.line = start_line(tree_.at(id).attribute("data-sourcepos"));
    warn(place, "a link to " + cut(link.href, 80) +
                    " is not allowed: only http, https, mailto and tel; shown as text");
  }
}

void BodyLinks::warn(const Place& place, const std::string& text) {
  int line = place.line;
  if (place.file.empty() && line > 0) line += source_.first_line - 1;
  problems_.push_back({Severity::warning, place.file, line, text});
}

void BodyLinks::walk(NodeId id, Place place) {
  const std::vector<NodeId> children = tree_.at(id).children;
  for (const NodeId child : children) {
    if (tree_.at(child).is_text()) continue;
    Place inner = place;
    if (const int line = start_line(tree_.at(child).attribute("data-sourcepos")); line > 0) inner.line = line;
    if (source_.format == BodySource::Format::html) inner.line = tree_.at(child).line;
    if (tree_.at(child).has("data-include"))
      inner.file = decode_percent(tree_.at(child).attribute("data-include"));
    const std::string tag = tree_.at(child).tag;
    if (tag == "a") {
      inner.in_link = true;
      walk(child, inner);
      link(child, place.line > 0 ? place : inner);
    } else if (tag == "img") {
      picture(child, inner);
    } else if (tag == "video" || tag == "audio") {
      embedded_player(child, inner);
    } else {
      walk(child, inner);
    }
  }
}

std::optional<std::string> BodyLinks::resolved(const std::string& path, const Place& place) const {
  // References of an included file start at the root already, see markdown.cpp.
  return resolve_path(place.file.empty() ? source_.path : std::string_view{place.file}, path);
}

void BodyLinks::make_text(NodeId id, std::string_view css, const std::string& text) {
  HtmlNode& node = tree_.at(id);
  node.tag = "span";
  node.attributes.clear();
  if (!css.empty()) node.set("class", std::string{css});
  if (text.empty()) return;
  tree_.at(id).children.clear();
  tree_.add_text(id, text);
}

void BodyLinks::use(const Media& media) {
  const bool known = std::any_of(body_.media.begin(), body_.media.end(),
                                 [&](const Media& other) { return other.id == media.id; });
  if (!known) body_.media.push_back(media);
}

void BodyLinks::link(NodeId id, const Place& place) {
  HtmlNode& node = tree_.at(id);
  if (!node.has("href")) {
    node.tag = "span";
    return;
  }
  const std::string href{trim(node.attribute("href"))};
  const bool empty = trim(tree_.text_under(id)).empty() && tree_.find(id, "img") == HtmlTree::kRoot;
  if (empty && !href.empty()) tree_.add_text(id, href);
  if (!scheme_of(href).empty() || href.starts_with('#')) {
    tree_.at(id).set("href", href);
    return;
  }
  if (href.empty()) return make_text(id, "", {});
  link_to_path(id, href, place);
}

bool BodyLinks::link_to_article(NodeId id, const std::string& path, const std::string& tail,
                                const Place& place) {
  const std::optional<LinkedArticle> target = around_.article(path);
  if (!target) return false;
  if (std::find(body_.links.begin(), body_.links.end(), target->id) == body_.links.end())
    body_.links.push_back(target->id);
  if (target->readable) {
    tree_.at(id).set("href", target->url + tail);
  } else {
    warn(place, "links to " + path + ", which not every reader of this article may read: shown as text");
    make_text(id, "kb-unlinked", {});
  }
  return true;
}

void BodyLinks::link_to_path(NodeId id, const std::string& href, const Place& place) {
  const Reference reference = split_reference(href);
  const std::string tail = reference.fragment.empty() ? "" : "#" + encode_path(reference.fragment);
  const std::optional<std::string> path = resolved(reference.path, place);
  if (!path) {
    warn(place, "the link " + cut(href, 120) + " leads out of the folder: refused, shown as text");
    return make_text(id, "kb-unlinked", {});
  }
  if (link_to_article(id, *path, tail, place)) return;
  // DocFX writes links between articles with the name of its set in front: /ThisSet/returns/late.
  const std::size_t slash = path->find('/');
  if (href.starts_with('/') && slash != std::string::npos &&
      link_to_article(id, path->substr(slash + 1), tail, place))
    return;
  if (!is_page(*path))
    if (const std::optional<Media> media = around_.media(*path)) return link_to_media(id, *media);
  if (href.starts_with('/'))
    if (const std::optional<std::string> url = around_.site(reference.path)) {
      const std::string query = reference.query.empty() ? "" : "?" + reference.query;
      tree_.at(id).set("href", *url + query + tail);
      return;
    }
  warn(place, "the link " + cut(href, 120) + " leads to nothing in this folder: shown as text");
  make_text(id, "kb-unlinked", {});
}

// A file to take along: what it is and how large stands beside its name.
void BodyLinks::link_to_media(NodeId id, const Media& media) {
  use(media);
  tree_.at(id).set("href", media.url);
  if (media.kind == MediaKind::image) return;
  tree_.at(id).set("class", "kb-file");
  tree_.at(id).set("download", media.name);
  std::string kind{ending_of(media.name)};
  std::transform(kind.begin(), kind.end(), kind.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  const NodeId size = tree_.add_element(id, "span");
  tree_.at(size).set("class", "kb-file-size");
  tree_.add_text(size, " (" + kind + (kind.empty() ? "" : ", ") + human_size(media.size) + ")");
}

std::optional<Media> BodyLinks::find_media(const std::string& reference, const Place& place, bool& refused) {
  if (starts_with_ci(reference, "data:image/")) return around_.embedded(reference);
  const std::optional<std::string> path = resolved(split_reference(reference).path, place);
  refused = !path;
  return path ? around_.media(*path) : std::nullopt;
}

void BodyLinks::picture(NodeId id, const Place& place) {
  const std::string source{trim(tree_.at(id).attribute("src"))};
  const std::string alt{tree_.at(id).attribute("alt")};
  const std::string scheme = scheme_of(source);
  if (scheme == "http" || scheme == "https") {
    warn(place,
         "the picture " + cut(source, 120) + " is on another site: shown as a link; put it into the folder");
    const std::string text = alt.empty() ? source : alt;
    make_text(id, "", text);
    if (place.in_link) return;
    tree_.at(id).tag = "a";
    tree_.at(id).set("href", source);
    return;
  }
  bool refused = false;
  const std::optional<Media> media = source.empty() ? std::nullopt : find_media(source, place, refused);
  if (media) return show(id, *media, place);
  warn(place, refused ? "the picture " + cut(source, 120) +
                            " is outside the folder: refused, its description is shown"
                      : "the picture " + cut(source, 120) + " does not exist: its description is shown");
  make_text(id, "kb-missing", alt.empty() ? std::string{name_of(split_reference(source).path)} : alt);
}

void BodyLinks::show(NodeId id, const Media& media, const Place& place) {
  use(media);
  const std::string alt{squeeze(tree_.at(id).attribute("alt"))};
  if (media.kind == MediaKind::video || media.kind == MediaKind::audio)
    return player(id, media, media.kind == MediaKind::video ? "video" : "audio", alt);
  if (media.kind == MediaKind::file) {
    make_text(id, "", alt.empty() ? media.name : alt);
    tree_.at(id).tag = "a";
    return link_to_media(id, media);
  }
  HtmlNode& node = tree_.at(id);
  node.attributes.clear();
  node.set("src", media.url);
  node.set("alt", alt);
  if (media.width > 0) {
    node.set("width", std::to_string(media.width));
    node.set("height", std::to_string(media.height));
  }
  node.set("loading", "lazy");
  node.set("decoding", "async");
  if (place.in_link && alt.empty()) node.set("alt", std::string{stem_of(media.name)});
  if (!place.in_link && (media.width == 0 || media.width >= kIconWidth))
    wrap_for_zoom(id, media, !alt.empty());
}

// The node becomes the link and its picture a child, so that a click opens the whole picture, with or without
// a script.
void BodyLinks::wrap_for_zoom(NodeId id, const Media& media, bool named) {
  const NodeId image = tree_.make_element("img");
  tree_.at(image).attributes = std::move(tree_.at(id).attributes);
  HtmlNode& node = tree_.at(id);
  node.tag = "a";
  node.attributes.clear();
  node.set("class", "kb-zoom");
  node.set("href", media.url);
  if (!named) node.set("aria-label", texts_.open_picture);
  tree_.place(id, image);
}

void BodyLinks::player(NodeId id, const Media& media, std::string_view tag, const std::string& label) {
  HtmlNode& node = tree_.at(id);
  node.tag = tag;
  node.attributes.clear();
  node.set("controls", "");
  node.set("preload", "metadata");
  if (tag == "video") node.set("playsinline", "");
  node.set("src", media.url);
  if (!label.empty()) node.set("aria-label", label);
  tree_.at(id).children.clear();
  const NodeId link = tree_.add_element(id, "a");
  tree_.at(link).set("href", media.url);
  tree_.add_text(link, label.empty() ? media.name : label);
}

// <video src> or <video><source src></video> that the author wrote as HTML.
void BodyLinks::embedded_player(NodeId id, const Place& place) {
  const NodeId inner = tree_.find(id, "source");
  std::string source{tree_.at(id).attribute("src")};
  if (source.empty() && inner != HtmlTree::kRoot) source = tree_.at(inner).attribute("src");
  bool refused = false;
  const bool local = scheme_of(source).empty() && !source.empty();
  const std::optional<Media> media = local ? find_media(source, place, refused) : std::nullopt;
  if (media && media->kind != MediaKind::file && media->kind != MediaKind::image) {
    use(*media);
    return player(id, *media, tree_.at(id).tag, std::string{tree_.at(id).attribute("title")});
  }
  warn(place, "the film " + cut(source, 120) + " does not exist in the folder: left out");
  make_text(id, "kb-missing", std::string{name_of(source)});
}

}  // namespace patchbay::kb
